import { openAnalyserSteps, type AnalyserSteps } from '../covariance/analyserSteps.js'
import { covarianceStructure } from '../covariance/structures.js'
import { conjugatePrior, type ConjugatePrior } from '../em/conjugatePrior.js'
import { estimatedParameterCount } from '../em/estimatedParameterCount.js'
import { checkFrozen } from '../em/frozen.js'
import type { RunShape } from '../em/savedRun.js'
import { measureStructure, type StructureScales } from '../em/structureScale.js'
import { totalMoments } from '../em/totalMoments.js'
import { initialParameters } from '../mixture/initialMixture.js'
import type { MixtureParameters } from '../model/parameters.js'
import { fitRegularization, type FitData } from './fitData.js'
import { isMixture, type AcceptedFitOptions } from './fitOptions.js'

/** Shape and number of the parameters that `fitGaussianMixture` estimates, and their regularisation or prior. */
export interface GaussianTarget {
  readonly shape: RunShape
  /** Number of estimated parameters. */
  readonly parameters: number
  /** Scales of the drawn rows. */
  readonly scales: StructureScales
  /** Added to each covariance in each M-step. */
  readonly regularization: Float64Array
  /** Kernels of the structure, if it has some. */
  readonly steps: AnalyserSteps | undefined
  /** Replaces the regularisation. */
  readonly prior: ConjugatePrior | undefined
  /** The mixture that the caller gave as the only start. */
  readonly given: MixtureParameters | undefined
}

/**
 * Measures the scale of the structure and reads the given mixture and the prior.
 *
 * @throws {ConstantColumnError} {DependentColumnsError} for a constant column, or linearly dependent columns.
 * @throws {InvalidOptionError} {ShapeError} for a given mixture, a prior or frozen parts that do not fit the data.
 */
export async function gaussianTarget(data: FitData, options: AcceptedFitOptions): Promise<GaussianTarget> {
  const { components, initialize, frozen, weights } = options
  const { covarianceType, columns, drawn } = data
  const scales = await measureStructure(drawn, options.kernels)
  const regularization = await fitRegularization(data, options, scales)
  const shape = { covarianceType, components, columns }
  const given = initialize !== undefined && isMixture(initialize) ? initialParameters(initialize, shape) : undefined
  if (frozen && given) checkFrozen(frozen, given)
  return {
    shape,
    parameters: estimatedParameterCount(shape, { frozen, weights }),
    scales,
    regularization,
    steps: await openAnalyserSteps(options.kernels, shape),
    prior: options.prior && (await priorOf(data, options)),
    given,
  }
}

async function priorOf({ source, covarianceType, drawn }: FitData, { components, prior, signal }: AcceptedFitOptions): Promise<ConjugatePrior> {
  const { scatter } = covarianceStructure(covarianceType).layout
  return conjugatePrior(await totalMoments(source, drawn.samples, { scatter, signal }), { ...prior, components, covarianceType })
}
