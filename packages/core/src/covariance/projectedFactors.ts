import { choleskyInPlace, DegenerateCovarianceError, inverseFromFactor, symmetricEigen } from '@mixtura/numerics'
import type { FactorModel } from './factorModel.js'
import { factorRegression } from './factorRegression.js'
import { requireNoise, smallestShare } from './requireNoise.js'

/** S along some directions, as a pass has computed it. */
export interface ProjectedScatter {
  /** [D, m] V: Ψ^(1/2) V has orthonormal columns, or zeros, for the Ψ of the model that the pass was made under. */
  readonly directions: Float64Array
  /** [D, m] S V, or a multiple of it. */
  readonly projections: Float64Array
}

/** S of one component along some directions, and its diagonal. */
export interface ProjectedCovariance extends ProjectedScatter {
  /** [D] diag S, data units squared. */
  readonly variances: Float64Array
}

export interface ProjectedStep {
  readonly model: FactorModel
  /** ln |Σ| + tr(S Σ⁻¹) of the new loadings with the old noise, nats: -2 ln L per sample up to a constant. */
  readonly deviance: number
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
  const basis: Float64Array[] = []
  for (const block of blocks) {
    for (let l = 0; l < factors; l++) {
      const vector = new Float64Array(columns)
      for (let i = 0; i < columns; i++) vector[i] = block[i * factors + l] / deviations[i]
      basis.push(orthonormalized(vector, basis))
    }
  }
  for (const column of explainedColumns(model)) {
    const axis = new Float64Array(columns)
    axis[column] = 1
    basis.push(orthonormalized(axis, basis))
  }
  const width = basis.length
  const directions = new Float64Array(columns * width)
  basis.forEach((vector, l) => {
    for (let i = 0; i < columns; i++) directions[i * width + l] = vector[i] / deviations[i]
  })
  return directions
}

/**
 * Minimum variance that a factor adds, as a share of the noise. It is too small to change the likelihood, but loadings of zero
 * would lose the direction in which the search continues.
 */
const minExcess = 1e-14

/**
 * EM converges slowly for columns of which the factors explain more than this: λᵢᵀ (I + Λᵀ Ψ⁻¹ Λ)⁻¹ λᵢ / ψᵢ. The sum of these
 * shares over all columns is at most q.
 */
const explainedShare = 0.5

function explainedColumns(model: FactorModel): readonly number[] {
  const { loadings, noiseVariances } = model
  const columns = noiseVariances.length
  const factors = loadings.length / columns
  const { regression } = factorRegression(model)
  return Array.from(noiseVariances.keys()).filter(i => {
    let share = 0
    for (let l = 0; l < factors; l++) share += loadings[i * factors + l] * regression[l * columns + i]
    return share > explainedShare
  })
}

/**
 * A conditional step from Ψ: the maximum-likelihood loadings in the span of the directions, then better noise variances given
 * these. Neither can lower the likelihood. With the orthonormal Q = Ψ^(1/2) V, S̃ = Ψ^(-1/2) S Ψ^(-1/2) and the leading
 * eigenpairs Θ, E of Qᵀ S̃ Q, where values of Θ below 1 are replaced by 1,
 *
 *   Λ = Ψ^(1/2) Q E (Θ - I)^(1/2).
 *
 * With B = Σ⁻¹ and C = Σ⁻¹ S Σ⁻¹, EM adds ψ_i² (c_ii - b_ii) to every ψ_i at once. The exact maximum over one ψ_i adds
 * (c_ii - b_ii) / b_ii². The ratio of these steps is (1 - share explained by the factors)². If the factors explain most of a
 * column, the step of EM is therefore tiny, and it shrinks further as ψ_i approaches 0, which is the maximum if the column is
 * a factor (a Heywood case). The axes of such columns are among the directions, so S is known along them and these ψ_i are
 * maximised exactly, one after the other. O(D m²).
 *
 * @param options.noiseVariances [D] Ψ of the model of the pass.
 * @param options.floor [D] lower bounds of the noise variances, data units squared.
 * @throws {DegenerateCovarianceError} of `component`, if a column has no variance, or if columns without noise depend on one
 *   another and no floor was given: then the likelihood has no maximum.
 * @see Lawley & Maxwell, Factor Analysis as a Statistical Method (1971), ch. 4; Rubin & Thayer, EM algorithms for ML factor
 *   analysis (1982); Zhao, Yu & Jiang, ML estimation for factor analysis: EM or non-EM? (2008), for ψ one by one.
 */
export function projectedStep(
  { directions, projections, variances }: ProjectedCovariance,
  { noiseVariances, factors, floor, component }: {
    readonly noiseVariances: Float64Array
    readonly factors: number
    readonly floor?: Float64Array | undefined
    readonly component: number
  },
): ProjectedStep {
  const columns = noiseVariances.length
  const width = directions.length / columns
  const constant = variances.findIndex(variance => !(variance > 0))
  if (constant >= 0) throw new DegenerateCovarianceError(component, variances[constant], constant)
  const { values, vectors } = symmetricEigen(symmetricProduct(directions, projections, width), width)

  const excess = Float64Array.from({ length: factors }, (_, l) => Math.max((values[l] ?? 0) - 1, minExcess))
  const loadings = new Float64Array(columns * factors)
  /** [D, q] G = S Ψ⁻¹ Λ */
  const scatteredLoadings = new Float64Array(columns * factors)
  let deviance = excess.reduce((sum, value) => sum + Math.log1p(value) - value, 0)
  for (let i = 0; i < columns; i++) {
    const psi = noiseVariances[i]
    deviance += Math.log(psi) + variances[i] / psi
    for (let l = 0; l < Math.min(factors, width); l++) {
      let direction = 0
      let projection = 0
      for (let m = 0; m < width; m++) {
        direction += directions[i * width + m] * vectors[m * width + l]
        projection += projections[i * width + m] * vectors[m * width + l]
      }
      loadings[i * factors + l] = psi * direction * Math.sqrt(excess[l])
      scatteredLoadings[i * factors + l] = projection * Math.sqrt(excess[l])
    }
  }

  /** [q, q] I + Λᵀ Ψ⁻¹ Λ and Λᵀ Ψ⁻¹ S Ψ⁻¹ Λ, updated whenever ψ changes. */
  const inner = new Float64Array(factors * factors)
  const scatteredInner = new Float64Array(factors * factors)
  for (let l = 0; l < factors; l++) {
    inner[l * factors + l] = 1 + excess[l]
    scatteredInner[l * factors + l] = excess[l] * (1 + excess[l])
  }
  let inverse = inverseOf(inner, factors)
  const noise = noiseVariances.slice()
  // The last ψ stays allowed even if it is below the smallest share. Otherwise the likelihood could fall.
  const smallest = variances.map((variance, i) => Math.min(smallestShare * variance, noiseVariances[i]))
  const lowest = (i: number): number => Math.max(smallest[i], floor?.[i] ?? 0)
  /** ψ² b and ψ² c of column i. */
  const slopes = (i: number): readonly [number, number] => {
    let explained = 0
    let spread = variances[i]
    for (let l = 0; l < factors; l++) {
      let h = 0
      for (let m = 0; m < factors; m++) h += inverse[l * factors + m] * loadings[i * factors + m]
      explained += h * loadings[i * factors + l]
      spread -= 2 * h * scatteredLoadings[i * factors + l]
      for (let m = 0; m < factors; m++) {
        let other = 0
        for (let n = 0; n < factors; n++) other += inverse[m * factors + n] * loadings[i * factors + n]
        spread += h * scatteredInner[l * factors + m] * other
      }
    }
    return [noise[i] - explained, spread]
  }
  const known = knownAxes(directions, noiseVariances)
  for (let sweep = 0; sweep < (known.length > 1 ? sweeps : 1); sweep++) {
    for (const i of known) {
      const [b, c] = slopes(i)
      // ψ + (c - b) / b² in terms of ψ² b and ψ² c. If rounding leaves nothing of b, ψ_i is already at its floor.
      if (!(b > 0)) continue
      const next = Math.max(noise[i] + (noise[i] / b) ** 2 * (c - b), lowest(i))
      const change = 1 / next - 1 / noise[i]
      noise[i] = next
      for (let l = 0; l < factors; l++) {
        for (let m = 0; m < factors; m++) {
          const [own, other] = [loadings[i * factors + l], loadings[i * factors + m]]
          inner[l * factors + m] += change * own * other
          scatteredInner[l * factors + m] +=
            change * (own * scatteredLoadings[i * factors + m] + other * scatteredLoadings[i * factors + l]) + change ** 2 * variances[i] * own * other
        }
      }
      for (let j = 0; j < columns; j++) {
        let covariance = 0
        for (let m = 0; m < width; m++) covariance += projections[j * width + m] * directions[i * width + m]
        covariance *= noiseVariances[i]
        for (let l = 0; l < factors; l++) scatteredLoadings[j * factors + l] += change * covariance * loadings[i * factors + l]
      }
      inverse = inverseOf(inner, factors)
    }
  }
  for (let i = 0; i < columns; i++) {
    if (known.includes(i)) continue
    const [b, c] = slopes(i)
    noise[i] = Math.max(noise[i] + c - b, lowest(i))
  }
  const model = { loadings, noiseVariances: noise }
  requireNoise(model, smallest, component)
  return { model, deviance }
}

/** Sweeps over the columns whose ψ are maximised one by one. There are several, because these ψ depend on one another. */
const sweeps = 2

/** Columns whose axes are in the span of the directions: S is known along them. */
function knownAxes(directions: Float64Array, noiseVariances: Float64Array): readonly number[] {
  const width = directions.length / noiseVariances.length
  return Array.from(noiseVariances.keys()).filter(i => {
    let length = 0
    for (let m = 0; m < width; m++) length += noiseVariances[i] * directions[i * width + m] ** 2
    return length > 1 - 1e-12
  })
}

/** Inverse of a positive definite [q, q] matrix whose eigenvalues are at least 1. */
function inverseOf(matrix: Float64Array, size: number): Float64Array {
  const lower = matrix.slice()
  choleskyInPlace(lower, size)
  return inverseFromFactor(lower, size)
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

/**
 * Subtracts from `vector` its projections on the orthonormal `basis` and normalises it to length 1; zeros if nothing is left.
 * The subtraction is done twice, because rounding leaves a part of the basis after the first one.
 */
function orthonormalized(vector: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const columns = vector.length
  const length = Math.sqrt(dot(vector, vector))
  if (!(length > 0)) return vector.fill(0)
  let left = 1
  for (let i = 0; i < columns; i++) vector[i] /= length
  for (let round = 0; round < 2; round++) {
    for (const other of basis) {
      const share = dot(vector, other)
      for (let i = 0; i < columns; i++) vector[i] -= share * other[i]
    }
    const rest = Math.sqrt(dot(vector, vector))
    left *= rest
    if (!(left > negligibleShare)) return vector.fill(0)
    for (let i = 0; i < columns; i++) vector[i] /= rest
  }
  return vector
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

/** [m, m] Vᵀ (S V), symmetric to the last bit. */
function symmetricProduct(directions: Float64Array, projections: Float64Array, width: number): Float64Array {
  const product = new Float64Array(width * width)
  for (let l = 0; l < width; l++) {
    for (let m = 0; m <= l; m++) {
      let sum = 0
      let mirrored = 0
      for (let at = 0; at < directions.length; at += width) {
        sum += directions[at + l] * projections[at + m]
        mirrored += directions[at + m] * projections[at + l]
      }
      product[l * width + m] = product[m * width + l] = (sum + mirrored) / 2
    }
  }
  return product
}
