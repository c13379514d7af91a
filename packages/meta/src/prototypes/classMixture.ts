import type { MixtureParameters } from '@mixtura/core'
import type { NamedArrays } from '../learners/learner.js'
import type { ClassShape } from './classGaussians.js'

/**
 * Converts the classes of one episode to a mixture of core with equal weights.
 *
 * @param gaussians means [1, K, Z] and covariances as in ClassGaussians, of one episode.
 */
export function classMixture({ means, covariances }: NamedArrays, { classes, prototypesPerClass, covarianceType }: ClassShape): MixtureParameters {
  const components = classes * prototypesPerClass
  const columns = means.data.length / components
  const own = covarianceType === 'spherical' ? 1 : covariances.data.length / classes
  const repeated = new Float64Array(components * own)
  for (let k = 0; k < components; k++) {
    const from = covarianceType === 'spherical' ? 0 : Math.floor(k / prototypesPerClass) * own
    repeated.set(covariances.data.subarray(from, from + own), k * own)
  }
  if (covarianceType === 'full') symmetrize(repeated, columns)
  return {
    covarianceType,
    components,
    columns,
    weights: new Float64Array(components).fill(1 / components),
    means: Float64Array.from(means.data),
    covariances: repeated,
  }
}

/** Makes covariances exactly symmetric; sums in float32 leave both halves different by rounding. */
function symmetrize(covariances: Float64Array, columns: number): void {
  const size = columns * columns
  for (let offset = 0; offset < covariances.length; offset += size) {
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < i; j++) {
        const mean = (covariances[offset + i * columns + j] + covariances[offset + j * columns + i]) / 2
        covariances[offset + i * columns + j] = mean
        covariances[offset + j * columns + i] = mean
      }
    }
  }
}
