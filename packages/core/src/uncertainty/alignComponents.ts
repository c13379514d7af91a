import { gaussiansOf, type WeightedGaussian } from '../hierarchy/weightedGaussian.js'
import { bhattacharyyaDistance } from '../merging/bhattacharyyaDistance.js'
import { linearAssignment } from '../metrics/linearAssignment.js'
import type { MixtureParameters } from '../model/parameters.js'

/**
 * The components of `model`, each in the place of that of `reference` which it matches: one to one, at the least total
 * Bhattacharyya distance. Names of components mean nothing, so without this one would average over different ones.
 *
 * @param reference components of a mixture.
 * @param model of as many components and columns.
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
