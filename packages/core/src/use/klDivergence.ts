import { count, optional, readOptions, seed as readSeed } from '@mixtura/numerics/validation'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'
import { FarSampleError } from '../errors.js'
import { requireSameColumns } from './requireSameColumns.js'
import { requireModel } from '../mixture/gaussianMixture.js'

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
 * same mixture, it is exactly 0 with standard error 0.
 *
 * @throws {ShapeError} if p and q differ in columns.
 * @throws {InvalidOptionError} if an option is out of range.
 * @throws {FarSampleError} if a draw from p has no finite log-density under q.
 * @see Hershey & Olsen, Approximating the Kullback Leibler divergence between Gaussian mixture models (2007).
 */
export async function klDivergence(
  p: GaussianMixture,
  q: GaussianMixture,
  options: KlDivergenceOptions = {},
): Promise<KlEstimate> {
  requireSameColumns(p, q)
  requireModel('p', p)
  requireModel('q', q)
  const { draws = 10_000, seed = 0 } = readOptions<KlDivergenceOptions>('klDivergence', options, { draws: optional(count(2)), seed: optional(readSeed) })
  const { samples } = p.sample(draws, { seed })
  const logP = await p.logDensity(samples)
  const logQ = await q.logDensity(samples)
  const differences = logP.map((logDensity, n) => logDensity - logQ[n])
  const unusable = differences.findIndex(difference => !Number.isFinite(difference))
  if (unusable >= 0) throw new FarSampleError('draws from p', unusable)
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / draws
  const deviations = differences.map(difference => difference - mean)
  // Dividing by the largest deviation keeps squares within float64.
  const largest = deviations.reduce((maximum, deviation) => Math.max(maximum, Math.abs(deviation)), 0)
  const squares = largest === 0 ? 0 : deviations.reduce((sum, deviation) => sum + (deviation / largest) ** 2, 0)
  return { klDivergence: mean, standardError: largest * Math.sqrt(squares / (draws - 1) / draws) }
}
