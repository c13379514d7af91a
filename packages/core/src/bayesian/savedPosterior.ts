import { savedArray, savedChoice, savedFields } from '@mixtura/numerics'
import type { Reader } from '@mixtura/numerics/validation'
import { covarianceStructure, storedLength } from '../covariance/structures.js'
import type { MixturePosterior, NormalWishartPrior, WeightPosterior } from './posterior.js'

/** Reads a posterior of this prior that was saved as plain values. */
export function posteriorReader({ covarianceType, weights }: NormalWishartPrior, components: number, columns: number): Reader<MixturePosterior> {
  const perComponent = savedArray(components, { sign: 'positive' })
  const readWeights = (
    weights === 'dirichlet'
      ? savedFields({ prior: savedChoice(['dirichlet']), concentrations: perComponent })
      : savedFields({ prior: savedChoice(['dirichlet-process']), a: perComponent, b: perComponent })
  ) as Reader<WeightPosterior>
  const read = savedFields<Omit<MixturePosterior, 'covarianceType' | 'components' | 'columns'>>({
    weights: readWeights,
    meanPrecisions: perComponent,
    means: savedArray(components * columns),
    degreesOfFreedom: savedArray(covarianceStructure(covarianceType).layout.shared ? 1 : components, { sign: 'positive' }),
    inverseScales: savedArray(storedLength(covarianceType, components, columns)),
  })
  return (path, value) => ({ covarianceType, components, columns, ...read(path, value) })
}
