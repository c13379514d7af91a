import type { GaussianMixture, ScoreOptions } from '@mixtura/core'
import type { Abilities } from '../contract/fittedModel.js'

/** The abilities of a Gaussian mixture over the columns of the table. */
export function mixtureAbilities(model: GaussianMixture, options: ScoreOptions = {}): Abilities {
  return {
    predict: samples => model.predict(samples, options),
    responsibilities: samples => model.responsibilities(samples, options),
    logDensity: samples => model.logDensity(samples, options),
    anomalyScore: samples => negated(model.logDensity(samples, options)),
    sample: async (count, options) => model.sample(count, options),
    mixture: () => model,
    components: () => model,
  }
}

/** Anomaly scores: minus the log-densities. */
export const negated = async (logDensities: Promise<Float64Array>): Promise<Float64Array> => (await logDensities).map(value => -value)

/** The numbers 0 to K - 1, which name the components of a mixture. */
export const componentNumbers = (components: number): readonly number[] => Array.from({ length: components }, (_, k) => k)
