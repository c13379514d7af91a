import { InvalidOptionError, type Samples } from '@mixtura/numerics'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'
import { requireModel } from '../mixture/gaussianMixture.js'

/**
 * Tells which samples have a log-density below a threshold.
 *
 * @param samples [N, D], finite.
 * @param threshold log-density in nats, for example from `anomalyThreshold`.
 * @returns [N] 1 where ln p(x) < threshold, 0 elsewhere.
 * @throws {ShapeError} if `samples` has another number of columns than the mixture.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @throws {InvalidOptionError} if the threshold is NaN or no number.
 */
export async function isAnomalous(model: GaussianMixture, samples: Samples, threshold: number): Promise<Uint8Array> {
  requireModel('model', model)
  if (typeof threshold !== 'number' || Number.isNaN(threshold)) {
    throw new InvalidOptionError('threshold', 'a log-density in nats', threshold, 'Pass the result of anomalyThreshold.')
  }
  const logDensities = await model.logDensity(samples)
  // This comparison also calls NaN anomalous, the log-density of a row beyond the range of float64.
  return Uint8Array.from(logDensities, logDensity => (logDensity >= threshold ? 0 : 1))
}
