import { createRandom, requireFinite, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { describeValue, isRecord, numberIn, optional, type OptionReaders, readOptions, requireCount } from '@mixtura/numerics/validation'
import { covarianceStructure, loadSteps } from '../covariance/structures.js'
import { NonFiniteLikelihoodError } from '../errors.js'
import { regularization as readRegularization } from '../fit/fitOptionReaders.js'
import { GaussianMixture, requireModel } from '../mixture/gaussianMixture.js'
import { mStep } from '../em/mStep.js'
import { defaultRegularization, regularizationMatrix, type Regularization } from '../em/regularization.js'
import { recentreStatistics } from '../statistics/recentreStatistics.js'
import { samplesSource } from '../statistics/samplesSource.js'
import { mergeStatistics, type SufficientStatistics } from '../statistics/sufficientStatistics.js'

/** Options of `startOnlineFit`. */
export interface OnlineOptions {
  /** The initial mixture, for example a fit of the first batch. */
  readonly model: GaussianMixture
  /** α of the step size (t + 2)^-α, in (0.5, 1]; a smaller α forgets old batches faster. 0.7 by default. */
  readonly stepExponent?: number
  /** { relative: 1e-6 } by default: a multiple of the scale of the structure in the first batch. */
  readonly regularization?: Regularization
}

const stepExponentReader = numberIn({ above: 0.5, atMost: 1, example: 0.7, expected: 'above 0.5 and at most 1' })

const onlineReaders: OptionReaders<OnlineOptions> = {
  model: (name, value) => {
    requireModel(name, value)
    return value
  },
  stepExponent: optional(stepExponentReader),
  regularization: optional(readRegularization),
}

/** State of an online fit. It is immutable: `partialFit` returns the next state. */
export interface OnlineFit {
  /** Its components keep their order from batch to batch. */
  readonly model: GaussianMixture
  /** Number of batches so far. */
  readonly steps: number
  readonly stepExponent: number
  /** Weighted average over the batches, per sample; null before the first batch. */
  readonly statistics: SufficientStatistics | null
  /** [D, D] or [D], computed from the first batch; null before it. */
  readonly regularizationMatrix: Float64Array | null
  readonly regularization: Regularization
}

/**
 * Starts an online fit from a mixture.
 *
 * @throws {InvalidOptionError} if stepExponent is not in (0.5, 1].
 */
export function startOnlineFit(options: OnlineOptions): OnlineFit {
  const { model, stepExponent = 0.7, regularization = defaultRegularization } = readOptions('startOnlineFit', options, onlineReaders)
  return { model, steps: 0, stepExponent, statistics: null, regularizationMatrix: null, regularization }
}

/**
 * One step of stepwise EM: an E-step on a batch, an update of the statistics, s ← (1 - γ) s + γ ŝ with γ = (t + 2)^-α, and an
 * M-step. The number of batches is unlimited; none is kept.
 *
 * @param fit   not modified.
 * @param batch [n, D], finite.
 * @throws {ShapeError} {NonFiniteValuesError} if the batch does not fit the mixture.
 * @throws {ConstantColumnError} {DependentColumnsError} if the first batch has a constant column or linearly dependent
 *   columns, with relative regularisation.
 * @throws {DegenerateCovarianceError} {EmptyComponentError} if a component collapses.
 * @throws {NonFiniteLikelihoodError} if a row is so far from every component that its squared distances overflow float64.
 * @see Cappé & Moulines, On-line expectation-maximization algorithm for latent data models (2009), eq. 12 and 13.
 */
export async function partialFit(fit: OnlineFit, batch: Samples): Promise<OnlineFit> {
  requireOnlineFit(fit)
  const { model, steps, stepExponent } = fit
  const samples = toMatrix(batch)
  requireFinite(samples, batch)
  await loadSteps(model.covarianceType)
  const source = await samplesSource(samples)
  const regularization =
    fit.regularizationMatrix ??
    (await regularizationMatrix(source, {
      regularization: fit.regularization,
      covarianceType: model.covarianceType,
      drawn: await source.draw(samples.rows, createRandom(0)),
    }))
  const { scatter } = covarianceStructure(model.covarianceType).layout
  const fresh = perSample(await source.accumulate(model, { scatter }))
  // Otherwise a row that is too far from every component would silently be missing from the counts.
  if (!Number.isFinite(fresh.logLikelihood)) throw new NonFiniteLikelihoodError(fresh.logLikelihood, steps)
  const share = (steps + 2) ** -stepExponent
  const statistics = fit.statistics ? mergeStatistics(
        scaled(recentreStatistics(fit.statistics, fresh.centres), 1 - share),
        scaled(fresh, share),
      ) : fresh
  const parameters = mStep(statistics, { covarianceType: model.covarianceType, regularization, previous: model })
  return { ...fit, model: new GaussianMixture(parameters), steps: steps + 1, statistics, regularizationMatrix: regularization }
}

function requireOnlineFit(fit: unknown): asserts fit is OnlineFit {
  if (!isRecord(fit)) {
    throw new ShapeError('fit', 'an online fit', describeValue(fit), 'Pass what startOnlineFit or partialFit returned.')
  }
  requireModel('model', fit.model)
  requireCount('steps', fit.steps, 0)
  stepExponentReader('stepExponent', fit.stepExponent)
  readRegularization('regularization', fit.regularization)
}

function perSample(statistics: SufficientStatistics): SufficientStatistics {
  return scaled(statistics, 1 / statistics.totalWeight)
}

function scaled(statistics: SufficientStatistics, factor: number): SufficientStatistics {
  const scale = (values: Float64Array): Float64Array => values.map(value => factor * value)
  return {
    ...statistics,
    logLikelihood: factor * statistics.logLikelihood,
    totalWeight: factor * statistics.totalWeight,
    counts: scale(statistics.counts),
    sums: scale(statistics.sums),
    scatters: scale(statistics.scatters),
  }
}
