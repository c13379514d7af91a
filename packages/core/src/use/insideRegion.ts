import type { Samples } from '@mixtura/numerics'
import type { GaussianMixture } from '../mixture/gaussianMixture.js'
import { regionThreshold, type RegionOptions } from './regionThreshold.js'

/**
 * Tells which samples are in the highest-density region of the mixture, the smallest region that contains `probability`.
 * For several data sets, compute `regionThreshold` once and compare `model.logDensity` with it.
 *
 * @param samples [N, D], finite.
 * @returns [N] 1 inside or on the border, 0 outside.
 * @throws {ShapeError} if `samples` has another number of columns than the mixture.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @throws {InvalidOptionError} if an option is out of range.
 */
export async function insideRegion(
  model: GaussianMixture,
  samples: Samples,
  options: RegionOptions,
): Promise<Uint8Array> {
  const threshold = await regionThreshold(model, options)
  const logDensities = await model.logDensity(samples)
  return Uint8Array.from(logDensities, logDensity => (logDensity >= threshold ? 1 : 0))
}
