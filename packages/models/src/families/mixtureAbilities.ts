import { GaussianMixture, type ScoreOptions } from '@mixtura/core'
import type { Abilities, GeneratedSamples, SampleRequest } from '../contract/fittedModel.js'

/** The abilities of a Gaussian mixture over the columns of the table. */
export function mixtureAbilities(model: GaussianMixture, options: ScoreOptions = {}): Abilities {
  return {
    predict: samples => model.predict(samples, options),
    responsibilities: samples => model.responsibilities(samples, options),
    logDensity: samples => model.logDensity(samples, options),
    anomalyScore: async samples => (await model.logDensity(samples, options)).map(value => -value),
    sample: async (count, request) => sampleMixture(model, count, request),
    mixture: () => model,
    components: () => model,
  }
}

/** Draws from all components, or from one. */
export function sampleMixture(model: GaussianMixture, count: number, { seed, component }: SampleRequest): GeneratedSamples {
  if (component === undefined) return model.sample(count, { seed })
  const alone = GaussianMixture.fromParameters({
    covarianceType: 'full',
    weights: [1],
    means: [model.componentMean(component)],
    covariances: [model.componentCovariance(component)],
  })
  return { samples: alone.sample(count, { seed }).samples, labels: new Int32Array(count).fill(component) }
}

/** The numbers 0 to K - 1, which name the components of a mixture. */
export const componentNumbers = (components: number): readonly number[] => Array.from({ length: components }, (_, k) => k)
