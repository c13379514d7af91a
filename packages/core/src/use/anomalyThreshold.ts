import type { Samples } from '@mixtura/numerics'
import { probability, readOptions } from '@mixtura/numerics/validation'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'
import { lowerOrderStatistic } from './lowerOrderStatistic.js'
import { requireModel } from '../mixture/gaussianMixture.js'

/**
 * The log-density, nats, below which the share `quantile` of the samples lies: ⌊quantile N⌋ of N rows, or fewer with ties.
 * Pass rows that the mixture was not fitted to if there are enough; the fitted rows have higher densities.
 *
 * @param samples [N, D], finite.
 * @param options.quantile share of rows to call anomalous, for example 0.01; between 0 and 1, both excluded.
 * @throws {ShapeError} if `samples` has another number of columns than the mixture.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @throws {InvalidOptionError} if `quantile` is out of range.
 */
export async function anomalyThreshold(
  model: GaussianMixture,
  samples: Samples,
  options: { readonly quantile: number },
): Promise<number> {
  requireModel('model', model)
  const { quantile } = readOptions('anomalyThreshold', options, { quantile: probability(0.01) })
  return lowerOrderStatistic(await model.logDensity(samples), quantile)
}
