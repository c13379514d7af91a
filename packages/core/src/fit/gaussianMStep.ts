import type { AnalyserSteps } from '../covariance/analyserSteps.js'
import type { EmOptions } from '../em/em.js'
import { mStep } from '../em/mStep.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { gaussianFitDefaults } from './fitDefaults.js'
import type { AcceptedFitOptions } from './fitOptions.js'
import type { PriorSteps } from './priorSteps.js'

/** The M-step of `fitGaussianMixture` under its constraints. */
export interface GaussianMStep {
  readonly maximize: EmOptions['maximize']
  /** Applies the constraints on weights and eigenvalues to a start. */
  readonly constrained: (parameters: MixtureParameters) => MixtureParameters
}

/**
 * The M-step. Few fits bound eigenvalues or freeze parts, so the others do not load what does.
 *
 * @param prior takes the place of the regularisation.
 * @param given the mixture whose parts `frozen` names.
 */
export async function gaussianMStep(
  { components, covarianceType = gaussianFitDefaults.covarianceType, weights, maxEigenvalueRatio, frozen }: AcceptedFitOptions,
  { prior, given, regularization, steps }: {
    readonly prior: PriorSteps | undefined
    readonly given: MixtureParameters | undefined
    readonly regularization: Float64Array
    readonly steps: AnalyserSteps | undefined
  },
): Promise<GaussianMStep> {
  const bounds = maxEigenvalueRatio ? await import('../em/boundedEigenvalues.js') : undefined
  const freezing = frozen && (await import('../em/frozen.js'))
  const estimate = (statistics: SufficientStatistics, previous: MixtureParameters): MixtureParameters =>
    prior ? prior.maximize(statistics, previous) : mStep(statistics, { covarianceType, regularization, previous, steps })
  const weighted = (parameters: MixtureParameters): MixtureParameters =>
    weights === 'equal' ? { ...parameters, weights: new Float64Array(components).fill(1 / components) } : parameters
  const constrained = (parameters: MixtureParameters): MixtureParameters =>
    weighted(bounds && maxEigenvalueRatio ? bounds.withBoundedEigenvalues(parameters, maxEigenvalueRatio) : parameters)
  return {
    constrained,
    maximize: (statistics, previous) =>
      freezing && frozen && given
        ? weighted(freezing.withFrozen(estimate(freezing.aboutFrozenMeans(statistics, given, frozen), previous), given, frozen))
        : constrained(estimate(statistics, previous)),
  }
}
