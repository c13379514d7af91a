import { GaussianMixture } from '@mixtura/core'
import { ShapeError } from '@mixtura/numerics'
import { describeValue } from '@mixtura/numerics/validation'

/** @throws {ShapeError} unless `model` is a Gaussian mixture. */
export function requireGaussianMixture(name: string, model: unknown): asserts model is GaussianMixture {
  if (model instanceof GaussianMixture) return
  throw new ShapeError(name, 'a GaussianMixture', describeValue(model), 'Pass for example the model that fitGaussianMixture answers.')
}
