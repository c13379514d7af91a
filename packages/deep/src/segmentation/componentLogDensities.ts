import { GaussianMixture } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'

/**
 * [P, K] ln p(x_i | k) of each row under each component alone, nats. It comes from mixtures of one component, and not from
 * responsibilities, whose logarithms underflow for components that are far away.
 */
export async function componentLogDensities(mixture: GaussianMixture, rows: Matrix): Promise<Float64Array> {
  const { components } = mixture
  const logDensities = new Float64Array(rows.rows * components)
  for (let k = 0; k < components; k++) {
    const alone = GaussianMixture.fromParameters({
      covarianceType: 'full', weights: [1], means: mixture.componentMean(k), covariances: mixture.componentCovariance(k),
    })
    const ofComponent = await alone.logDensity(rows)
    for (let row = 0; row < rows.rows; row++) logDensities[row * components + k] = ofComponent[row]
  }
  return logDensities
}
