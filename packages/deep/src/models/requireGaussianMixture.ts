import { GaussianMixture, ShapeError } from '@mixtura/core'
import { describeValue } from '@mixtura/core/validation'

/** @throws {ShapeError} unless `model` is a mixture of Gaussians. */
export function requireGaussianMixture(name: string, model: unknown): asserts model is GaussianMixture {
  if (model instanceof GaussianMixture) return
  throw new ShapeError(name, 'a GaussianMixture', describeValue(model), 'Pass for example the model that fitGaussianMixture answers.')
}
