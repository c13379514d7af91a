import type { FactorModel } from './factorModel.js'
import { factorRegression } from './factorRegression.js'

/** S along some directions, as a pass has computed it. */
export interface ProjectedScatter {
  /** [D, m] V: Ψ^(1/2) V has orthonormal columns, or zeros, for the Ψ of the model that the pass was made under. */
  readonly directions: Float64Array
  /** [D, m] S V, or a multiple of it. */
  readonly projections: Float64Array
}

/** If orthogonalisation leaves less than this share of a vector, the rest is rounding. */
const negligibleShare = 1e-10

/**
 * [D, m] directions V of a pass under Λ and Ψ. The next loadings are searched in their span. Ψ^(1/2) V spans three blocks of
 * whitened vectors Ψ^(-1/2) f. f = Λ itself ensures that the likelihood cannot fall. f = S Ψ⁻¹ Λ is the step of the power
 * method, which is what EM makes for a constant S. The loadings of the last pass make successive searches conjugate. Together
 * the blocks converge like Lanczos' method. Finally V includes the axes of columns that are almost factors themselves: see
 * projectedStep.
 *
 * @param before the loadings of the last pass and the scatter that it computed; without it, V spans only Λ and those axes.
 * @see Knyazev, Toward the optimal preconditioned eigensolver: locally optimal block preconditioned conjugate gradient method
 *   (2001), for the three blocks.
 */
export function searchDirections(
  model: FactorModel,
  before?: { readonly loadings: Float64Array; readonly scatter: ProjectedScatter },
): Float64Array {
  const { loadings, noiseVariances } = model
  const columns = noiseVariances.length
  const factors = loadings.length / columns
  const blocks = before ? [loadings, timesScatter(before.scatter, loadings, columns), before.loadings] : [loadings]
  const deviations = noiseVariances.map(Math.sqrt)
  const axes = explainedColumns(model)
  const width = blocks.length * factors + axes.length
  /** [m, D] */
  const basis = new Float64Array(width * columns)
  let at = 0
  for (const block of blocks) {
    for (let l = 0; l < factors; l++, at += columns) {
      for (let i = 0; i < columns; i++) basis[at + i] = block[i * factors + l] / deviations[i]
      orthonormalize(basis, at, columns)
    }
  }
  for (const column of axes) {
    basis[at + column] = 1
    orthonormalize(basis, at, columns)
    at += columns
  }
  const directions = new Float64Array(columns * width)
  for (let l = 0; l < width; l++) {
    for (let i = 0; i < columns; i++) directions[i * width + l] = basis[l * columns + i] / deviations[i]
  }
  return directions
}

/**
 * EM converges slowly for columns of which the factors explain more than this: λᵢᵀ (I + Λᵀ Ψ⁻¹ Λ)⁻¹ λᵢ / ψᵢ. The sum of these
 * shares over all columns is at most q.
 */
const explainedShare = 0.5

function explainedColumns(model: FactorModel): readonly number[] {
  const { loadings, noiseVariances } = model
  const columns = noiseVariances.length
  const factors = loadings.length / columns
  const explained: number[] = []
  let regression: Float64Array | undefined
  for (let i = 0; i < columns; i++) {
    // No share is larger than this, because no eigenvalue of I + Λᵀ Ψ⁻¹ Λ is below 1.
    let bound = 0
    for (let l = 0; l < factors; l++) bound += loadings[i * factors + l] ** 2 / noiseVariances[i]
    if (!(bound > explainedShare)) continue
    regression ??= factorRegression(model).regression
    let share = 0
    for (let l = 0; l < factors; l++) share += loadings[i * factors + l] * regression[l * columns + i]
    if (share > explainedShare) explained.push(i)
  }
  return explained
}

/** [D, q] S Ψ⁻¹ Λ from S V, because Ψ⁻¹ Λ = V (Vᵀ Λ) for loadings in the span of the directions. */
function timesScatter({ directions, projections }: ProjectedScatter, loadings: Float64Array, columns: number): Float64Array {
  const factors = loadings.length / columns
  const width = directions.length / columns
  const coefficients = new Float64Array(width * factors)
  const product = new Float64Array(loadings.length)
  for (let i = 0; i < columns; i++) {
    for (let m = 0; m < width; m++) {
      for (let l = 0; l < factors; l++) coefficients[m * factors + l] += directions[i * width + m] * loadings[i * factors + l]
    }
  }
  for (let i = 0; i < columns; i++) {
    for (let m = 0; m < width; m++) {
      for (let l = 0; l < factors; l++) product[i * factors + l] += projections[i * width + m] * coefficients[m * factors + l]
    }
  }
  return product
}

/** After a subtraction that leaves less than this share of a vector, rounding may have left a part of the basis. */
const safeShare = Math.SQRT1_2

/**
 * Subtracts from the vector at `at` its projections on the vectors before it, which are orthonormal or zeros, and normalises
 * it to length 1; zeros if nothing is left. The subtraction is repeated once if it has left little.
 *
 * @param basis vectors of `columns` numbers, one after the other.
 * @see Giraud, Langou & Rozloznik, The loss of orthogonality in the Gram-Schmidt orthogonalization process (2005): twice is enough.
 */
function orthonormalize(basis: Float64Array, at: number, columns: number): void {
  let left = scaleToUnit(basis, at, columns) > 0 ? 1 : 0
  for (let round = 0; round < 2 && left > negligibleShare; round++) {
    for (let from = 0; from < at; from += columns) {
      let share = 0
      for (let i = 0; i < columns; i++) share += basis[at + i] * basis[from + i]
      for (let i = 0; i < columns; i++) basis[at + i] -= share * basis[from + i]
    }
    const rest = scaleToUnit(basis, at, columns)
    left *= rest
    if (rest > safeShare) break
  }
  if (!(left > negligibleShare)) basis.fill(0, at, at + columns)
}

/** Scales a vector to length 1 unless it is zero, and returns its length before. */
function scaleToUnit(basis: Float64Array, at: number, columns: number): number {
  let square = 0
  for (let i = 0; i < columns; i++) square += basis[at + i] ** 2
  const length = Math.sqrt(square)
  if (length > 0) for (let i = 0; i < columns; i++) basis[at + i] /= length
  return length
}
