import type { AnalyserSteps } from '../covariance/analyserSteps.js'
import { withBoundedEigenvalues } from '../em/boundedEigenvalues.js'
import type { ConjugatePrior } from '../em/conjugatePrior.js'
import type { EmOptions } from '../em/em.js'
import { aboutFrozenMeans, withFrozen } from '../em/frozen.js'
import { mapStep } from '../em/mapStep.js'
import { mStep } from '../em/mStep.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { gaussianFitDefaults } from './fitDefaults.js'
import type { AcceptedFitOptions } from './fitOptions.js'

/** The M-step of `fitGaussianMixture` under its constraints. */
export interface GaussianMStep {
  readonly maximize: EmOptions['maximize']
  /** Applies the constraints on weights and eigenvalues to a start. */
  readonly constrained: (parameters: MixtureParameters) => MixtureParameters
}

/**
 * @param prior takes the place of the regularisation.
 * @param given the mixture whose parts `frozen` names.
 */
export function gaussianMStep(
  { components, covarianceType = gaussianFitDefaults.covarianceType, weights, maxEigenvalueRatio, frozen }: AcceptedFitOptions,
  { prior, given, regularization, steps }: {
    readonly prior: ConjugatePrior | undefined
    readonly given: MixtureParameters | undefined
    readonly regularization: Float64Array
    readonly steps: AnalyserSteps | undefined
  },
): GaussianMStep {
  const estimate = (statistics: SufficientStatistics, previous: MixtureParameters): MixtureParameters =>
    prior
      ? mapStep(statistics, { covarianceType, prior, previous })
      : mStep(statistics, { covarianceType, regularization, previous, steps })
  const weighted = (parameters: MixtureParameters): MixtureParameters =>
    weights === 'equal' ? { ...parameters, weights: new Float64Array(components).fill(1 / components) } : parameters
  const constrained = (parameters: MixtureParameters): MixtureParameters =>
    weighted(maxEigenvalueRatio ? withBoundedEigenvalues(parameters, maxEigenvalueRatio) : parameters)
  return {
    constrained,
    maximize: (statistics, previous) =>
      frozen && given
        ? weighted(withFrozen(estimate(aboutFrozenMeans(statistics, given, frozen), previous), given, frozen))
        : constrained(estimate(statistics, previous)),
  }
}
