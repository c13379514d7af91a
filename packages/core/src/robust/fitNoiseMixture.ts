import { InvalidOptionError, type Samples, toMatrix } from '@mixtura/numerics'
import { readOptions } from '@mixtura/numerics/validation'
import { covarianceStructure } from '../covariance/structures.js'
import type { SavableRun } from '../em/savedRun.js'
import { totalMoments } from '../em/totalMoments.js'
import { openFitData, planOfEveryStart } from '../fit/fitData.js'
import { likelihoodRecords, type LikelihoodRecord } from '../fit/likelihoodRecords.js'
import { searchFit, type SearchSubject } from '../fit/searchFit.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { inCanonicalOrder } from '../model/canonicalOrder.js'
import { isSource, type StatisticsSource } from '../statistics/statisticsSource.js'
import { logHypervolume } from './hypervolume.js'
import { noiseFitDefaults, noiseFitReaders, type NoiseFitOptions, type NoiseState } from './noiseFitOptions.js'
import { NoiseMixture } from './noiseMixture.js'
import { noiseRunner } from './noiseRunner.js'
import { noiseSource, type NoisyParameters } from './noiseSource.js'

/** Outcome of one start. */
export type NoiseStartRecord = LikelihoodRecord

/** Result of `fitNoiseMixture`. */
export interface NoiseMixtureFit {
  readonly model: NoiseMixture
  /** False is not an error: raise maxIterations, or accept `model`. */
  readonly converged: boolean
  /** True if onProgress or onIteration ended the fit. */
  readonly stopped: boolean
  readonly iterations: number
  /** Mean per sample, nats, after i M-steps; the last belongs to `model`. */
  readonly logLikelihoods: readonly number[]
  /** One record for each start that ran. */
  readonly starts: readonly NoiseStartRecord[]
}

/** With more columns, no Gaussian in float64 can represent uniform noise (see `noiseSource`). */
const maxColumns = 60

/**
 * Fits a Gaussian mixture with a uniform noise component. Rows that lie near no Gaussian belong to the noise.
 *
 * @param data samples [N, D], finite, any units; or any source of their statistics without missing cells, with `volume`.
 * @throws {InvalidOptionError} for an option out of range.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for data that cannot be fitted.
 * @throws {ConstantColumnError} {DependentColumnsError} for a constant column, or linearly dependent columns.
 * @throws {DegenerateCovarianceError} {EmptyComponentError} if every start collapses; the first one's error.
 * @throws {InvalidCheckpointError} {CheckpointMismatchError} for a `resume` that is damaged, or of another fit.
 * @see Banfield & Raftery, Model-based Gaussian and non-Gaussian clustering (1993); Fraley & Raftery,
 *   How many clusters? Which clustering method? Answers via model-based cluster analysis (1998).
 */
export async function fitNoiseMixture(data: Samples | StatisticsSource, given: NoiseFitOptions): Promise<NoiseMixtureFit> {
  const options = readOptions('fitNoiseMixture', given, noiseFitReaders)
  const { subject, run, result } = await searchFit('fitNoiseMixture', options, () => noiseSearch(data, options))
  const { parameters, converged, iterations, logLikelihoods } = run
  const { noiseWeight } = parameters as NoisyParameters
  return {
    model: new NoiseMixture({ gaussians: new GaussianMixture(inCanonicalOrder(parameters)), noiseWeight, logVolume: subject.logVolume }),
    converged,
    stopped: result.stopped,
    iterations,
    logLikelihoods,
    starts: likelihoodRecords(result.starts),
  }
}

interface NoiseSearch extends SearchSubject<SavableRun, NoiseState> {
  readonly logVolume: number
}

async function noiseSearch(given: Samples | StatisticsSource, options: NoiseFitOptions): Promise<NoiseSearch> {
  const data = await openFitData(given, options)
  const { source, columns, covarianceType, drawn } = data
  if (columns > maxColumns) {
    throw new InvalidOptionError('data', `of at most ${maxColumns} columns`, columns, 'Project the data first, or fit a Student mixture.')
  }
  const logVolume = logVolumeOf(given, options.volume)
  const { scatter } = covarianceStructure(covarianceType).layout
  const moments = await totalMoments(source, drawn.samples, { scatter, signal: options.signal })
  return {
    ...data,
    logVolume,
    plan: planOfEveryStart(data, options, noiseFitDefaults),
    runner: await noiseRunner(data, options, noiseSource(source, { logVolume, moments })),
  }
}

function logVolumeOf(data: Samples | StatisticsSource, volume: number | undefined): number {
  if (volume !== undefined) return Math.log(volume)
  if (!isSource(data)) return logHypervolume(toMatrix(data))
  throw new InvalidOptionError('volume', 'given for a source', 'left out', 'Pass the product of the columns\' ranges.')
}
