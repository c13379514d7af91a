import { choleskyInPlace, inverseFromFactor } from '@mixtura/numerics'
import { addCombinations, addProducts, addRow, indicesAbove, inverseRoots, productsOfRows, rowProduct, scaleColumns, scaleRow } from './rowVectors.js'
import type { FactorRows } from './storedFactors.js'

/** S along some directions, as a pass has computed it. */
export interface ProjectedScatter {
  /** [m, D] Vᵀ: Ψ^(1/2) V has orthonormal columns, or zeros, for the Ψ of the model that the pass was made under. */
  readonly directions: Float64Array
  /** [m, D] (S V)ᵀ, or a multiple of it. */
  readonly projections: Float64Array
}

/** If orthogonalisation leaves less than this share of a vector, the rest is rounding. */
const negligibleShare = 1e-10

/**
 * [m, D] directions Vᵀ of a pass under Λ and Ψ. The next loadings are searched in their span. Ψ^(1/2) V spans three blocks of
 * whitened vectors Ψ^(-1/2) f. f = Λ itself ensures that the likelihood cannot fall. f = S Ψ⁻¹ Λ is the step of the power
 * method, which is what EM makes for a constant S. The loadings of the last pass make successive searches conjugate. Together
 * the blocks converge like Lanczos' method. Finally V includes the axes of columns that are almost factors themselves: see
 * projectedStep.
 *
 * @param before the loadings [q, D] of the last pass and the scatter that it computed; without it, V spans only Λ and those axes.
 * @see Knyazev, Toward the optimal preconditioned eigensolver: locally optimal block preconditioned conjugate gradient method
 *   (2001), for the three blocks.
 */
export function searchDirections(
  { loadings, noiseVariances }: FactorRows,
  before?: { readonly loadings: Float64Array; readonly scatter: ProjectedScatter },
): Float64Array {
  const columns = noiseVariances.length
  const size = loadings.length
  const inverseDeviations = inverseRoots(noiseVariances)
  const whitened = loadings.slice()
  scaleColumns(whitened, inverseDeviations)
  const axes = explainedColumns(whitened, columns)
  const blocks = (before ? 3 : 1) * size
  const basis = new Float64Array(blocks + axes.length * columns)
  if (before) {
    addTimesScatter(basis.subarray(size, 2 * size), before.scatter, { loadings, columns })
    basis.set(before.loadings, 2 * size)
    scaleColumns(basis.subarray(size, blocks), inverseDeviations)
  }
  basis.set(whitened)
  axes.forEach((column, nth) => (basis[blocks + nth * columns + column] = 1))
  for (let at = 0; at < basis.length; at += columns) orthonormalize(basis, at, columns)
  scaleColumns(basis, inverseDeviations)
  return basis
}

/**
 * EM converges slowly for columns of which the factors explain more than this: λᵢᵀ (I + Λᵀ Ψ⁻¹ Λ)⁻¹ λᵢ / ψᵢ. The sum of these
 * shares over all columns is at most q.
 */
const explainedShare = 0.5

/** @param whitened [q, D] (Ψ^(-1/2) Λ)ᵀ */
function explainedColumns(whitened: Float64Array, columns: number): readonly number[] {
  // No share is larger than its bound, because no eigenvalue of I + Λᵀ Ψ⁻¹ Λ is below 1.
  const bounds = new Float64Array(columns)
  for (let at = 0; at < whitened.length; at += columns) addProducts(bounds, 0, 1, whitened, at, whitened, at, columns)
  if (indicesAbove(bounds, explainedShare).length === 0) return []
  const factors = whitened.length / columns
  const lower = productsOfRows(whitened, whitened, columns)
  for (let l = 0; l < factors; l++) lower[l * factors + l] += 1
  choleskyInPlace(lower, factors)
  const solved = new Float64Array(whitened.length)
  addCombinations(solved, inverseFromFactor(lower, factors), whitened, columns)
  const shares = new Float64Array(columns)
  for (let at = 0; at < whitened.length; at += columns) addProducts(shares, 0, 1, solved, at, whitened, at, columns)
  return indicesAbove(shares, explainedShare)
}

/** Adds [q, D] (S Ψ⁻¹ Λ)ᵀ, from S V: Ψ⁻¹ Λ = V (Vᵀ Λ) for loadings in the span of the directions. */
function addTimesScatter(
  to: Float64Array,
  { directions, projections }: ProjectedScatter,
  { loadings, columns }: { readonly loadings: Float64Array; readonly columns: number },
): void {
  addCombinations(to, productsOfRows(loadings, directions, columns), projections, columns)
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
      addRow(basis, at, -rowProduct(basis, at, basis, from, columns), basis, from, columns)
    }
    const rest = scaleToUnit(basis, at, columns)
    left *= rest
    if (rest > safeShare) break
  }
  if (!(left > negligibleShare)) basis.fill(0, at, at + columns)
}

/** Scales a vector to length 1 unless it is zero, and returns its length before. */
function scaleToUnit(basis: Float64Array, at: number, columns: number): number {
  const length = Math.sqrt(rowProduct(basis, at, basis, at, columns))
  if (length > 0) scaleRow(basis, at, 1 / length, columns)
  return length
}
