import { explainSamples, imputeMissing, type GaussianMixture, type ScoreOptions } from '@mixtura/core'
import type { Abilities, Capability } from '../contract/fittedModel.js'

/** What `mixtureAbilities` gives, with the anomaly score of a family that scores by density. */
export const mixtureCapabilities = ['predict', 'responsibilities', 'logDensity', 'anomalyScore', 'impute', 'explain', 'sample', 'mixture', 'components'] as const satisfies readonly Capability[]

/** The abilities of a Gaussian mixture over the columns of the table. */
export function mixtureAbilities(model: GaussianMixture, options: ScoreOptions = {}): Abilities {
  return {
    predict: samples => model.predict(samples, options),
    responsibilities: samples => model.responsibilities(samples, options),
    logDensity: samples => model.logDensity(samples, options),
    impute: (samples, options) => imputeMissing(model, samples, options),
    explain: samples => explainSamples(model, samples),
    sample: async (count, options) => model.sample(count, options),
    mixture: () => model,
    components: () => model,
  }
}

/** The numbers 0 to K - 1, which name the components of a mixture. */
export const componentNumbers = (components: number): readonly number[] => Array.from({ length: components }, (_, k) => k)
