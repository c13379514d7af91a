import { gaussiansOf, type WeightedGaussian } from '../hierarchy/weightedGaussian.js'
import { bhattacharyyaDistance } from '../merging/bhattacharyyaDistance.js'
import { linearAssignment } from '../metrics/linearAssignment.js'
import type { MixtureParameters } from '../model/parameters.js'

/**
 * Reorders the components of `model` to match those of `reference`: the one-to-one matching with the smallest total
 * Bhattacharyya distance. Component numbers are arbitrary, so averages without this would mix different components.
 *
 * @param reference components of a mixture.
 * @param model components of another mixture; same numbers of components and columns.
 * @see O'Hagan, Murphy, Scrucca & Gormley, Investigation of parameter uncertainty in clustering using a Gaussian mixture
 *   model via jackknife, bootstrap and weighted likelihood bootstrap (2019), on relabelling.
 */
export function alignComponents(
  reference: readonly WeightedGaussian[],
  model: MixtureParameters,
): readonly WeightedGaussian[] {
  const gaussians = gaussiansOf(model)
  const distances = reference.flatMap(target => gaussians.map(gaussian => bhattacharyyaDistance(target, gaussian)))
  const matched = linearAssignment({
    data: Float64Array.from(distances),
    rows: reference.length,
    columns: gaussians.length,
  })
  return Array.from(matched, k => gaussians[k])
}
