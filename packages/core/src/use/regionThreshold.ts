import { count, optional, probability as readProbability, readOptions, seed as readSeed } from '@mixtura/numerics/validation'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'
import { chiSquareQuantile } from './chiSquare.js'
import { lowerOrderStatistic } from './lowerOrderStatistic.js'
import { factorColumns, firstIndices } from '../mixture/selectColumns.js'
import { requireModel } from '../mixture/gaussianMixture.js'

/** Options of `regionThreshold`. */
export interface RegionOptions {
  /** Probability of the region; between 0 and 1, both excluded. */
  readonly probability: number
  /** Number of samples to draw from the mixture; 20,000 by default. */
  readonly draws?: number
  /** Seed of the draw; 0 by default. */
  readonly seed?: number
}

/**
 * Threshold of the log-density, nats, of the highest-density region: the smallest region that contains `probability`. It is
 * the (1 - probability) quantile of ln p(X) for X drawn from the mixture (Monte Carlo). The probability of the region has a
 * standard error of √(probability (1 - probability) / draws), by default 0.0015 for 0.95. The region of a single component
 * is an ellipsoid, so its threshold is exact and needs no draws.
 *
 * @throws {InvalidOptionError} if an option is out of range.
 * @see Hyndman, Computing and graphing highest density regions (1996).
 */
export async function regionThreshold(
  model: GaussianMixture,
  options: RegionOptions,
): Promise<number> {
  requireModel('model', model)
  const { probability, draws = 20_000, seed = 0 } = readOptions<RegionOptions>('regionThreshold', options, {
    probability: readProbability(),
    draws: optional(count(1)),
    seed: optional(readSeed),
  })
  if (model.components === 1) return gaussianThreshold(model, probability)
  const { samples } = model.sample(draws, { seed })
  return lowerOrderStatistic(await model.logDensity(samples), 1 - probability)
}

/** ln N at the Mahalanobis radius² of the chi-square quantile: -½ (D ln 2π + ln det Σ + quantile). */
function gaussianThreshold(model: GaussianMixture, probability: number): number {
  const { columns } = model
  const factor = factorColumns(model, firstIndices(columns))
  let threshold = -0.5 * (columns * Math.log(2 * Math.PI) + chiSquareQuantile(probability, columns))
  for (let i = 0; i < columns; i++) threshold -= Math.log(factor[i * columns + i])
  return threshold
}
