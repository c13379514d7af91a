import type { Samples } from '@mixtura/numerics'
import { probability as readProbability, readOptions } from '@mixtura/numerics/validation'
import type { MixtureParameters } from '../model/parameters.js'
import { confidenceRadius } from './confidenceRadius.js'
import { mahalanobisDistances } from './mahalanobisDistances.js'
import { requireMixture } from '../model/requireMixture.js'

/**
 * Tells which samples are inside the ellipsoid that contains `probability` of a component, by Mahalanobis distance.
 *
 * @param samples [N, D], finite.
 * @returns [N, K] row-major: 1 inside or on the ellipsoid, 0 outside.
 * @throws {ShapeError} if `samples` has another number of columns than the mixture.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 * @throws {InvalidOptionError} unless the probability is between 0 and 1.
 */
export async function insideComponents(
  model: MixtureParameters,
  samples: Samples,
  options: { readonly probability: number },
): Promise<Uint8Array> {
  requireMixture('model', model)
  const { probability } = readOptions('insideComponents', options, { probability: readProbability() })
  const radius = confidenceRadius(probability, model.columns)
  const distances = await mahalanobisDistances(model, samples)
  return Uint8Array.from(distances.data, distance => (distance <= radius ? 1 : 0))
}
