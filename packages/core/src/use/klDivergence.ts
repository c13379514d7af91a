import { count, optional, readOptions, seed as readSeed } from '@mixtura/numerics/validation'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'
import { FarSampleError } from '../model/farSampleError.js'
import { requireSameColumns } from './requireSameColumns.js'
import { requireModel } from '../mixture/gaussianMixture.js'

export interface KlDivergenceOptions {
  /** Samples to draw from p, at least 2. Default 10 000. */
  readonly draws?: number
  /** Names the draw. Default 0. */
  readonly seed?: number
}

export interface KlEstimate {
  /** Nats; can fall below 0 by chance when p and q are close. */
  readonly klDivergence: number
  /** Standard deviation of the estimate, nats. */
  readonly standardError: number
}

/**
 * KL(p ‖ q) = E_p[ln p(X) - ln q(X)] by Monte Carlo: unbiased, with an error of order 1 / √draws.
 * Exactly 0, with standard error 0, if q is the same mixture.
 *
 * @throws {ShapeError} if p and q differ in columns.
 * @throws {InvalidOptionError} if an option is out of range.
 * @throws {FarSampleError} if p reaches where q has no log-density in float64.
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
  // Squares of large deviations would leave the range of float64.
  const largest = deviations.reduce((most, deviation) => Math.max(most, Math.abs(deviation)), 0)
  const squares = largest === 0 ? 0 : deviations.reduce((sum, deviation) => sum + (deviation / largest) ** 2, 0)
  return { klDivergence: mean, standardError: largest * Math.sqrt(squares / (draws - 1) / draws) }
}
