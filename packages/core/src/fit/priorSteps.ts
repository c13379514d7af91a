import { covarianceStructure } from '../covariance/structures.js'
import { conjugatePrior } from '../em/conjugatePrior.js'
import { logConjugatePrior, mapStep } from '../em/mapStep.js'
import { totalMoments } from '../em/totalMoments.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import type { FitData } from './fitData.js'
import type { AcceptedFitOptions } from './fitOptions.js'

/** What EM to the posterior mode needs in place of the M-step that maximises the likelihood. */
export interface PriorSteps {
  maximize(statistics: SufficientStatistics, previous: MixtureParameters): MixtureParameters
  /** ln p(parameters) up to a constant, nats. */
  logPrior(parameters: MixtureParameters): number
}

/**
 * The steps under the prior of `options`, whose missing parts come from the data.
 *
 * @throws {InvalidOptionError} {ShapeError} for a prior that does not fit the data.
 */
export async function priorSteps({ source, covarianceType, drawn }: FitData, { components, prior: given, signal }: AcceptedFitOptions): Promise<PriorSteps> {
  const { scatter } = covarianceStructure(covarianceType).layout
  const moments = await totalMoments(source, drawn.samples, { scatter, signal })
  const prior = conjugatePrior(moments, { ...given, components, covarianceType })
  return {
    maximize: (statistics, previous) => mapStep(statistics, { covarianceType, prior, previous }),
    logPrior: parameters => logConjugatePrior(parameters, prior),
  }
}
