import { ShapeError } from '@mixtura/numerics'
import { count, optional, readOptions, seed as readSeed } from '@mixtura/numerics/validation'
import { FarSampleError } from '../errors.js'
import type { MixedMixture } from '../mixed/mixedMixture.js'
import { requireModel, type GaussianMixture } from '../mixture/gaussianMixture.js'
import { requireSameColumns } from './requireSameColumns.js'

/** Options of `klDivergence`. */
export interface KlDivergenceOptions {
  /** Number of samples to draw from p, at least 2; 10,000 by default. */
  readonly draws?: number
  /** Seed of the draw; 0 by default. */
  readonly seed?: number
}

/** Result of `klDivergence`. */
export interface KlEstimate {
  /** Nats; may be negative by chance if p and q are close. */
  readonly klDivergence: number
  /** Standard deviation of the estimate, nats. */
  readonly standardError: number
}

/**
 * Monte Carlo estimate of KL(p ‖ q) = E_p[ln p(X) - ln q(X)]. It is unbiased with an error of order 1 / √draws. If q is the
 * same mixture, it is exactly 0 with standard error 0. Of mixed mixtures it is infinite if a draw from p has density 0 under q.
 *
 * @throws {ShapeError} if p and q differ in columns.
 * @throws {InvalidOptionError} if an option is out of range.
 * @throws {FarSampleError} if a draw from p has no finite log-density under q.
 * @see Hershey & Olsen, Approximating the Kullback Leibler divergence between Gaussian mixture models (2007).
 */
export async function klDivergence<Model extends GaussianMixture | MixedMixture>(
  p: Model,
  q: NoInfer<Model>,
  options: KlDivergenceOptions = {},
): Promise<KlEstimate> {
  const areMixed = isMixed(p)
  if (areMixed) requireSameTable(p, q)
  else {
    requireSameColumns(p, q as GaussianMixture)
    requireModel('p', p)
    requireModel('q', q)
  }
  const { draws = 10_000, seed = 0 } = readOptions<KlDivergenceOptions>('klDivergence', options, { draws: optional(count(2)), seed: optional(readSeed) })
  const { samples } = p.sample(draws, { seed })
  const logP = await p.logDensity(samples)
  const logQ = await q.logDensity(samples)
  const differences = logP.map((logDensity, n) => logDensity - logQ[n])
  const unusable = differences.findIndex(difference => !Number.isFinite(difference))
  if (areMixed && logQ.includes(-Infinity)) return { klDivergence: Infinity, standardError: Infinity }
  if (unusable >= 0) throw new FarSampleError('draws from p', unusable)
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / draws
  const deviations = differences.map(difference => difference - mean)
  // Dividing by the largest deviation keeps squares within float64.
  const largest = deviations.reduce((maximum, deviation) => Math.max(maximum, Math.abs(deviation)), 0)
  const squares = largest === 0 ? 0 : deviations.reduce((sum, deviation) => sum + (deviation / largest) ** 2, 0)
  return { klDivergence: mean, standardError: largest * Math.sqrt(squares / (draws - 1) / draws) }
}

/** Without the class of mixed mixtures, which programs that compare Gaussian ones need not load. */
const isMixed = (model: unknown): model is MixedMixture => typeof model === 'object' && model !== null && 'columnParameters' in model && 'distribution' in model

/** @throws {ShapeError} unless q is a mixed mixture of the columns of p. */
function requireSameTable(p: MixedMixture, q: unknown): void {
  if (isMixed(q) && JSON.stringify(p.columns) === JSON.stringify(q.columns)) return
  throw new ShapeError('q', 'a mixed mixture of the columns of p', 'another', 'Compare mixtures of the same columns; marginal leaves columns out.')
}
