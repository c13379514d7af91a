import { DegenerateCovarianceError, diagonalOf, leadingEigen } from '@mixtura/numerics'
import { bestLoadings, bestNoise } from './conditionalFactors.js'
import { fitOfFactors, type FactorFit, type FactorModel } from './factorModel.js'
import { requireNoise, smallestShare } from './requireNoise.js'

export interface FactorAnalysisOptions {
  /** q, below D. */
  readonly factors: number
  /** [D] noise variances to search on from; else those that principal components leave. */
  readonly start?: Float64Array | undefined
  /** [D] what noise variances may not fall below, data units squared. */
  readonly floor?: Float64Array | undefined
  /** Named by the error. */
  readonly component: number
}

/** Share of a column's variance that its noise begins with at least, where the search has no start. */
const startShare = 0.05
/** Nats per sample that a round gains where the search has arrived: a hundredth of what EM leaves by default. */
const arrived = 1e-9
/** From a start of its own the search goes to its end. */
const firstRounds = 300
/** From the iterate before it need not: EM comes back with better moments. */
const furtherRounds = 6
/** Share of the gain before that a round keeps where extrapolation pays: else three rounds gain a digit or more. */
const slowRate = 0.4

interface Iterate extends FactorModel, FactorFit {}

/**
 * Loadings and noise variances that maximise the likelihood of a covariance S,
 *
 *   ln L = -½ (ln |Σ| + tr(S Σ⁻¹)) per sample, up to a constant, with Σ = Λ Λᵀ + Ψ,
 *
 * by conditional maximisation: each round takes the best Ψ given Λ, variance by variance, and the best Λ given Ψ, both in
 * closed form, so none can lower the likelihood. Where two rounds show that they creep, the path of ln ψ is extrapolated by
 * SQUAREM, if that raises it. S may be singular as long as its rank is above q.
 *
 * A maximum may lie where some ψ_i is 0 (a Heywood case: a factor that is a column). There ψ_i comes to rest on its floor.
 *
 * @param covariance [D, D] S, symmetric.
 * @throws {DegenerateCovarianceError} if a column has no variance, or columns left without noise depend on one another
 *   where no floor was given: the likelihood has no maximum then.
 * @see Zhao, Yu & Jiang, ML estimation for factor analysis: EM or non-EM? (2008); Robertson & Symons, Maximum
 *   likelihood factor analysis with rank-deficient sample covariance matrices (2007); Varadhan & Roland, Simple and globally
 *   convergent methods for accelerating the convergence of any EM algorithm (2008), eq. 9.
 */
export function maximizeFactors(covariance: Float64Array, columns: number, options: FactorAnalysisOptions): FactorModel {
  const { factors, component, start } = options
  const variances = diagonalOf(covariance, columns)
  const constant = variances.findIndex(variance => !(variance > 0))
  if (constant >= 0) throw new DegenerateCovarianceError(component, variances[constant], constant)
  // Where the search goes on, what it begins from stays allowed, or the likelihood could fall.
  const least = variances.map((variance, i) => Math.min(smallestShare * variance, start?.[i] ?? Infinity))
  const floor = least.map((value, i) => Math.max(value, options.floor?.[i] ?? 0))

  const at = (noiseVariances: Float64Array): Iterate => {
    const model = { noiseVariances, loadings: bestLoadings(covariance, noiseVariances, factors) }
    return { ...model, ...fitOfFactors(model, covariance, component) }
  }
  const begin = start ?? principalNoise(covariance, columns, factors)
  let current = at(begin.map((value, i) => Math.max(value, floor[i])))
  let path = [current]
  for (let round = 0; round < (start ? furtherRounds : firstRounds); round++) {
    const next = at(bestNoise(covariance, { noiseVariances: current.noiseVariances, precision: current.precision, floor }))
    const gain = 0.5 * (current.deviance - next.deviance)
    if (!(gain > 0)) break
    current = next
    path = [...path.slice(-2), next]
    if (gain < arrived) break
    const ahead = extrapolated(path)
    const leapt = ahead && at(ahead.map((value, i) => Math.min(Math.max(value, floor[i]), variances[i])))
    if (leapt && leapt.deviance < current.deviance) current = leapt
    if (leapt) path = [current]
  }
  requireNoise(current, least, component)
  return current
}

/** ψ further along a slow path of three, l₀ - 2 α r + α² v in the logarithm: SQUAREM's scheme S3. */
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

/** What the q principal components of the correlations leave of each column's variance. */
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
    return variance * Math.min(Math.max(1 - explained, startShare), 1)
  })
}
