import type { AnalyserSteps } from '../covariance/analyserSteps.js'
import { estimatedParameterCount } from '../em/estimatedParameterCount.js'
import type { RunShape } from '../em/savedRun.js'
import { measureStructure, type StructureScales } from '../em/structureScale.js'
import { initialParameters } from '../mixture/initialMixture.js'
import type { MixtureParameters } from '../model/parameters.js'
import { fitRegularization, type FitData } from './fitData.js'
import { isMixture, type AcceptedFitOptions } from './fitOptions.js'
import type { PriorSteps } from './priorSteps.js'

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
  readonly prior: PriorSteps | undefined
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
  if (frozen && given) (await import('../em/frozen.js')).checkFrozen(frozen, given)
  return {
    shape,
    parameters: estimatedParameterCount(shape, { frozen, weights }),
    scales,
    regularization,
    steps: await analyserSteps(options.kernels, shape),
    // Few fits have a prior, so the others do not load what it needs.
    prior: options.prior && (await (await import('./priorSteps.js')).priorSteps(data, options)),
    given,
  }
}

/** Few fits are of factor analysers, so the others do not load their kernels. */
async function analyserSteps(kernels: AcceptedFitOptions['kernels'], shape: RunShape): Promise<AnalyserSteps | undefined> {
  if (typeof shape.covarianceType === 'string') return undefined
  return (await import('../covariance/analyserSteps.js')).openAnalyserSteps(kernels, shape)
}
