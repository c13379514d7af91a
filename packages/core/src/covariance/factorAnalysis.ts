import { DegenerateCovarianceError, diagonalOf, leadingEigen } from '@mixtura/numerics'
import { bestLoadings, bestNoise } from './conditionalFactors.js'
import { fitOfFactors, type FactorFit, type FactorModel } from './factorModel.js'
import { requireNoise, smallestShare } from './requireNoise.js'
import { factorRows } from './storedFactors.js'

export interface FactorAnalysisOptions {
  /** q, below D. */
  readonly factors: number
  /** [D] initial noise variances; by default, the variances that principal components leave unexplained. */
  readonly start?: Float64Array | undefined
  /** [D] lower bounds of the noise variances, data units squared. */
  readonly floor?: Float64Array | undefined
  /** For the message of an error. */
  readonly component: number
}

/** Minimum of an initial noise variance, as a share of the column's variance, if the search has no start. */
const minStartShare = 0.05
/** The search has converged if a round gains less than this, in nats per sample: 1 % of the default tolerance of EM. */
const gainTolerance = 1e-9
/** Maximum number of rounds without a start: the search runs until it converges. */
const maxFirstRounds = 300
/** Maximum number of rounds from the last iterate. It is small, because EM calls again with better moments. */
const maxFurtherRounds = 6
/** Extrapolate if a round gains at least this share of the gain before. Otherwise three rounds gain a digit or more. */
const slowRate = 0.4

interface Iterate extends FactorModel, FactorFit {}

/**
 * Loadings and noise variances that maximise the likelihood of a covariance S,
 *
 *   ln L = -½ (ln |Σ| + tr(S Σ⁻¹)) per sample, up to a constant, with Σ = Λ Λᵀ + Ψ,
 *
 * by conditional maximisation. Each round computes the best Ψ given Λ, one variance after the other, and the best Λ given Ψ.
 * Both are in closed form, so no round can lower the likelihood. If two rounds show slow convergence, SQUAREM extrapolates
 * ln ψ, and the result is kept if it raises the likelihood. S may be singular as long as its rank is above q.
 *
 * The maximum may be where some ψ_i is 0 (a Heywood case: a factor equals a column). Then ψ_i ends at its floor.
 *
 * @param covariance [D, D] S, symmetric.
 * @throws {DegenerateCovarianceError} if a column has no variance, or if columns without noise depend on one another and no
 *   floor was given: then the likelihood has no maximum.
 * @see Zhao, Yu & Jiang, ML estimation for factor analysis: EM or non-EM? (2008); Robertson & Symons, Maximum
 *   likelihood factor analysis with rank-deficient sample covariance matrices (2007); Varadhan & Roland, Simple and globally
 *   convergent methods for accelerating the convergence of any EM algorithm (2008), eq. 9.
 */
export function maximizeFactors(covariance: Float64Array, columns: number, options: FactorAnalysisOptions): FactorModel {
  const { factors, component, start, floor } = options
  const variances = diagonalOf(covariance, columns)
  const constant = variances.findIndex(variance => !(variance > 0))
  if (constant >= 0) throw new DegenerateCovarianceError(component, variances[constant], constant)
  // Squares of variances would leave the range of float64 far before variances do. Division by powers of two is exact.
  const units = variances.map(variance => 2 ** Math.round(Math.log2(variance) / 2))
  const inUnits = (values: Float64Array): Float64Array => values.map((value, i) => value / units[i] / units[i])
  const { loadings, noiseVariances } = maximizeInUnits(
    covariance.map((value, at) => value / units[Math.floor(at / columns)] / units[at % columns]),
    columns,
    { factors, component, start: start && inUnits(start), floor: floor && inUnits(floor) },
  )
  return {
    loadings: loadings.map((value, at) => value * units[Math.floor(at / factors)]),
    noiseVariances: noiseVariances.map((value, i) => value * units[i] * units[i]),
  }
}

/** The same for columns whose variances are between 1/2 and 2. */
function maximizeInUnits(covariance: Float64Array, columns: number, options: FactorAnalysisOptions): FactorModel {
  const { factors, component, start } = options
  const variances = diagonalOf(covariance, columns)
  // The start stays allowed even if it is below the smallest share. Otherwise the likelihood could fall.
  const smallest = variances.map((variance, i) => Math.min(smallestShare * variance, start?.[i] ?? Infinity))
  const floor = smallest.map((value, i) => Math.max(value, options.floor?.[i] ?? 0))

  const at = (noiseVariances: Float64Array): Iterate => {
    const model = { noiseVariances, loadings: bestLoadings(covariance, noiseVariances, factors) }
    return { ...model, ...fitOfFactors(model, covariance, component) }
  }
  const begin = start ?? principalNoise(covariance, columns, factors)
  let current = at(begin.map((value, i) => Math.max(value, floor[i])))
  let path = [current]
  for (let round = 0; round < (start ? maxFurtherRounds : maxFirstRounds); round++) {
    const next = at(bestNoise(covariance, { noiseVariances: current.noiseVariances, precision: current.precision, floor }))
    const gain = 0.5 * (current.deviance - next.deviance)
    if (!(gain > 0)) break
    current = next
    path = [...path.slice(-2), next]
    if (gain < gainTolerance) break
    const farther = extrapolated(path)
    const candidate = farther && at(farther.map((value, i) => Math.min(Math.max(value, floor[i]), variances[i])))
    if (candidate && candidate.deviance < current.deviance) current = candidate
    if (candidate) path = [current]
  }
  requireNoise(factorRows(current), smallest, component)
  return current
}

/** Extrapolates three iterates that converge slowly: ln ψ = l₀ - 2 α r + α² v, SQUAREM's scheme S3. */
function extrapolated(path: readonly Iterate[]): Float64Array | undefined {
  if (path.length < 3) return undefined
  const [before, gain] = [path[0].deviance - path[1].deviance, path[1].deviance - path[2].deviance]
  if (gain < slowRate * before) return undefined
  const [first, second, third] = path.map(({ noiseVariances }) => noiseVariances.map(Math.log))
  const r = second.map((value, i) => value - first[i])
  const v = third.map((value, i) => value - second[i] - r[i])
  const alpha = -Math.sqrt(sumOfSquares(r) / sumOfSquares(v))
  if (!(alpha < -1) || alpha === -Infinity) return undefined
  return first.map((value, i) => Math.exp(value - 2 * alpha * r[i] + alpha ** 2 * v[i]))
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value ** 2, 0)
}

/** The part of each column's variance that the q principal components of the correlations do not explain. */
function principalNoise(covariance: Float64Array, columns: number, factors: number): Float64Array {
  const variances = diagonalOf(covariance, columns)
  const correlation = covariance.map(
    (value, at) => value / Math.sqrt(variances[Math.floor(at / columns)] * variances[at % columns]),
  )
  const { values, vectors } = leadingEigen(correlation, columns, factors)
  const left = (columns - values.reduce((sum, value) => sum + value, 0)) / (columns - factors)
  return variances.map((variance, i) => {
    let explained = 0
    for (let l = 0; l < factors; l++) explained += Math.max(values[l] - left, 0) * vectors[i * factors + l] ** 2
    return variance * Math.min(Math.max(1 - explained, minStartShare), 1)
  })
}
