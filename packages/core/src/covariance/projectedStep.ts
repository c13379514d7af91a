import { choleskyInPlace, DegenerateCovarianceError, inverseFromFactor, symmetricEigen } from '@mixtura/numerics'
import type { ProjectedScatter } from './projectedFactors.js'
import { requireNoise, smallestShare } from './requireNoise.js'
import { addCombinations, addProducts, addRow, firstNotPositive, indicesAbove, lowerTo, productsOfRows, raiseTo, scaleColumns, scaleRow } from './rowVectors.js'
import type { FactorRows } from './storedFactors.js'

/** S of one component along some directions, and its diagonal. */
export interface ProjectedCovariance extends ProjectedScatter {
  /** [D] diag S, data units squared. */
  readonly variances: Float64Array
}

export interface ProjectedStep {
  readonly model: FactorRows
  /** [q] Θ - I: variances of the factors along which the new loadings point, in units of the old noise. */
  readonly excess: Float64Array
}

/**
 * Minimum variance that a factor adds, as a share of the noise. It is too small to change the likelihood, but loadings of zero
 * would lose the direction in which the search continues.
 */
const minExcess = 1e-14

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
  covariance: ProjectedCovariance,
  { noiseVariances, factors, floor, component }: {
    readonly noiseVariances: Float64Array
    readonly factors: number
    readonly floor?: Float64Array | undefined
    readonly component: number
  },
): ProjectedStep {
  const { variances } = covariance
  const constant = firstNotPositive(variances)
  if (constant >= 0) throw new DegenerateCovarianceError(component, variances[constant], constant)
  // The last ψ stays allowed even if it is below the smallest share. Otherwise the likelihood could fall.
  const smallest = variances.slice()
  scaleRow(smallest, 0, smallestShare, smallest.length)
  lowerTo(smallest, noiseVariances)
  const lowest = smallest.slice()
  if (floor) raiseTo(lowest, floor)
  const search = bestLoadings(covariance, noiseVariances, factors)
  const known = knownAxes(covariance, noiseVariances)
  for (let sweep = 0; sweep < (known.length > 1 ? sweeps : 1); sweep++) {
    for (const i of known) maximizeKnownNoise(search, covariance, { i, passed: noiseVariances[i], lowest: lowest[i] })
  }
  updateOtherNoise(search, covariance, { known, lowest })
  const model = { loadings: search.loadings, noiseVariances: search.noise }
  requireNoise(model, smallest, component)
  return { model, excess: search.excess }
}

/** ln |Σ| + tr(S Σ⁻¹) of the new loadings with the old noise, nats: -2 ln L per sample up to a constant. */
export function devianceOf({ excess }: ProjectedStep, { variances }: ProjectedCovariance, noiseVariances: Float64Array): number {
  let deviance = 0
  for (let l = 0; l < excess.length; l++) deviance += Math.log1p(excess[l]) - excess[l]
  for (let i = 0; i < noiseVariances.length; i++) deviance += Math.log(noiseVariances[i]) + variances[i] / noiseVariances[i]
  return deviance
}

/** Sweeps over the columns whose ψ are maximised one by one. There are several, because these ψ depend on one another. */
const sweeps = 2

/** New loadings, and the moments that change with ψ. */
interface NoiseSearch {
  readonly factors: number
  /** [q] Θ - I */
  readonly excess: Float64Array
  /** [q, D] Λᵀ */
  readonly loadings: Float64Array
  /** [q, D] (S Ψ⁻¹ Λ)ᵀ */
  readonly scatteredLoadings: Float64Array
  /** [q, q] I + Λᵀ Ψ⁻¹ Λ */
  readonly inner: Float64Array
  /** [q, q] Λᵀ Ψ⁻¹ S Ψ⁻¹ Λ */
  readonly scatteredInner: Float64Array
  /** [q, q] (I + Λᵀ Ψ⁻¹ Λ)⁻¹ */
  inverse: Float64Array
  /** [D] Ψ, updated column by column. */
  readonly noise: Float64Array
  /** [q] scratch */
  readonly regression: Float64Array
  /** [2] ψ² b and ψ² c of a column. */
  readonly slopes: Float64Array
}

/** The best loadings in the span of the directions, with the noise of the pass. */
function bestLoadings({ directions, projections }: ProjectedCovariance, noiseVariances: Float64Array, factors: number): NoiseSearch {
  const columns = noiseVariances.length
  const width = directions.length / columns
  const { values, vectors } = symmetricEigen(symmetricProduct(directions, projections, columns), width)
  const excess = Float64Array.from({ length: factors }, (_, l) => Math.max((values[l] ?? 0) - 1, minExcess))
  const loadings = new Float64Array(columns * factors)
  const scatteredLoadings = new Float64Array(columns * factors)
  const coefficients = new Float64Array(factors * width)
  for (let l = 0; l < Math.min(factors, width); l++) {
    for (let m = 0; m < width; m++) coefficients[l * width + m] = Math.sqrt(excess[l]) * vectors[m * width + l]
  }
  addCombinations(loadings, coefficients, directions, columns)
  addCombinations(scatteredLoadings, coefficients, projections, columns)
  scaleColumns(loadings, noiseVariances)
  const inner = new Float64Array(factors * factors)
  const inverse = new Float64Array(factors * factors)
  const scatteredInner = new Float64Array(factors * factors)
  for (let l = 0; l < factors; l++) {
    inner[l * factors + l] = 1 + excess[l]
    inverse[l * factors + l] = 1 / (1 + excess[l])
    scatteredInner[l * factors + l] = excess[l] * (1 + excess[l])
  }
  return {
    factors,
    excess,
    loadings,
    scatteredLoadings,
    inner,
    scatteredInner,
    inverse,
    noise: noiseVariances.slice(),
    regression: new Float64Array(factors),
    slopes: new Float64Array(2),
  }
}

/** Writes ψ² b and ψ² c of column i: with h = (I + Λᵀ Ψ⁻¹ Λ)⁻¹ λ, they are ψ - hᵀ λ and s - 2 hᵀ (S Ψ⁻¹ Λ) + hᵀ (Λᵀ Ψ⁻¹ S Ψ⁻¹ Λ) h. */
function computeSlopes({ factors, loadings, scatteredLoadings, scatteredInner, inverse, noise, regression, slopes }: NoiseSearch, i: number, variance: number): void {
  const columns = noise.length
  let b = noise[i]
  let c = variance
  for (let l = 0; l < factors; l++) {
    let h = 0
    for (let m = 0; m < factors; m++) h += inverse[l * factors + m] * loadings[m * columns + i]
    regression[l] = h
    b -= h * loadings[l * columns + i]
    c -= 2 * h * scatteredLoadings[l * columns + i]
  }
  for (let l = 0; l < factors; l++) {
    for (let m = 0; m < factors; m++) c += regression[l] * scatteredInner[l * factors + m] * regression[m]
  }
  slopes[0] = b
  slopes[1] = c
}

/**
 * Maximises the likelihood over ψ of one column along whose axis S is known.
 *
 * @param column.passed ψ of the pass.
 */
function maximizeKnownNoise(
  search: NoiseSearch,
  { directions, projections, variances }: ProjectedCovariance,
  { i, passed, lowest }: { readonly i: number; readonly passed: number; readonly lowest: number },
): void {
  const { factors, loadings, scatteredLoadings, inner, scatteredInner, noise } = search
  const columns = noise.length
  computeSlopes(search, i, variances[i])
  const [b, c] = search.slopes
  // ψ + (c - b) / b² in terms of ψ² b and ψ² c. If rounding leaves nothing of b, ψ is already at its floor.
  if (!(b > 0)) return
  const next = Math.max(noise[i] + (noise[i] / b) ** 2 * (c - b), lowest)
  const change = 1 / next - 1 / noise[i]
  noise[i] = next
  for (let l = 0; l < factors; l++) {
    for (let m = 0; m < factors; m++) {
      const own = loadings[l * columns + i]
      const other = loadings[m * columns + i]
      inner[l * factors + m] += change * own * other
      scatteredInner[l * factors + m] +=
        change * (own * scatteredLoadings[m * columns + i] + other * scatteredLoadings[l * columns + i]) + change * own * (change * other) * variances[i]
    }
  }
  /** [D] row i of S. */
  const covariances = new Float64Array(columns)
  for (let m = 0; m < directions.length; m += columns) addRow(covariances, 0, passed * directions[m + i], projections, m, columns)
  for (let l = 0; l < factors; l++) addRow(scatteredLoadings, l * columns, change * loadings[l * columns + i], covariances, 0, columns)
  search.inverse = inverseOf(inner, factors)
}

/** EM's step for the other columns adds ψ² (c - b): with h as in `computeSlopes`, ψ becomes s + Σ_l h_l (λ_l - 2 (S Ψ⁻¹ Λ)_l + (Λᵀ Ψ⁻¹ S Ψ⁻¹ Λ h)_l). */
function updateOtherNoise(
  { loadings, scatteredLoadings, scatteredInner, inverse, noise }: NoiseSearch,
  { variances }: ProjectedCovariance,
  { known, lowest }: { readonly known: readonly number[]; readonly lowest: Float64Array },
): void {
  const columns = noise.length
  /** [q, D] h of all columns. */
  const regressions = new Float64Array(loadings.length)
  addCombinations(regressions, inverse, loadings, columns)
  const terms = loadings.slice()
  addRow(terms, 0, -2, scatteredLoadings, 0, terms.length)
  addCombinations(terms, scatteredInner, regressions, columns)
  const next = variances.slice()
  for (let at = 0; at < terms.length; at += columns) addProducts(next, 0, 1, regressions, at, terms, at, columns)
  raiseTo(next, lowest)
  for (const i of known) next[i] = noise[i]
  noise.set(next)
}

/** Columns whose axes are in the span of the directions: S is known along them. */
function knownAxes({ directions }: ProjectedCovariance, noiseVariances: Float64Array): readonly number[] {
  const columns = noiseVariances.length
  const lengths = new Float64Array(columns)
  for (let at = 0; at < directions.length; at += columns) addProducts(lengths, 0, 1, directions, at, directions, at, columns)
  scaleColumns(lengths, noiseVariances)
  return indicesAbove(lengths, 1 - 1e-12)
}

/** Inverse of a positive definite [q, q] matrix whose eigenvalues are at least 1. */
function inverseOf(matrix: Float64Array, size: number): Float64Array {
  const lower = matrix.slice()
  choleskyInPlace(lower, size)
  return inverseFromFactor(lower, size)
}

/** [m, m] Vᵀ (S V), symmetric to the last bit. */
function symmetricProduct(directions: Float64Array, projections: Float64Array, columns: number): Float64Array {
  const width = directions.length / columns
  const product = productsOfRows(directions, projections, columns)
  for (let l = 0; l < width; l++) {
    for (let m = 0; m < l; m++) product[l * width + m] = product[m * width + l] = (product[l * width + m] + product[m * width + l]) / 2
  }
  return product
}
