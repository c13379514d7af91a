import { ShapeError } from '@mixtura/numerics'
import { gaussiansOf } from '../hierarchy/weightedGaussian.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { Projection } from './projectionDirections.js'
import { requireMixture } from '../model/requireMixture.js'
import { requireProjection } from './requireProjection.js'

/**
 * The mixture of the projected samples: w_k, Vᵀ (μ_k - μ), Vᵀ Σ_k V. Its components keep their numbers, so labels stay valid.
 *
 * @param model any mixture of the same columns, usually the one that the projection was computed from.
 * @throws {ShapeError} if the columns differ.
 */
export function projectMixture(model: MixtureParameters, projection: Projection): GaussianMixture {
  requireMixture('model', model)
  requireProjection(projection)
  const { centre, directions } = projection
  const { columns, components, weights } = model
  if (columns !== directions.rows) {
    throw new ShapeError(
      'the mixture',
      `of ${directions.rows} columns, as the projection is`,
      `of ${columns}`,
      'Pass the mixture that the projection was made for.',
    )
  }
  const dimensions = directions.columns
  const means = new Float64Array(components * dimensions)
  const covariances = new Float64Array(components * dimensions * dimensions)
  gaussiansOf(model).forEach(({ mean, covariance }, k) => {
    const centred = mean.map((value, i) => value - centre[i])
    for (let l = 0; l < dimensions; l++) {
      for (let i = 0; i < columns; i++) means[k * dimensions + l] += centred[i] * directions.data[i * dimensions + l]
      for (let m = 0; m <= l; m++) {
        let sum = 0
        for (let i = 0; i < columns; i++) {
          for (let j = 0; j < columns; j++) {
            sum += directions.data[i * dimensions + l] * covariance[i * columns + j] * directions.data[j * dimensions + m]
          }
        }
        covariances[(k * dimensions + l) * dimensions + m] = sum
        covariances[(k * dimensions + m) * dimensions + l] = sum
      }
    }
  })
  return new GaussianMixture({ covarianceType: 'full', components, columns: dimensions, weights, means, covariances })
}
