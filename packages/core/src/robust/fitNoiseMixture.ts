import { createRandom, InvalidOptionError, type MixturaError, type Samples, toMatrix } from '@mixtura/numerics'
import { count, numberIn, optional, type OptionReaders, readOptions, signal } from '@mixtura/numerics/validation'
import { totalMoments } from '../em/totalMoments.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { requireFewFactors } from '../covariance/requireCovarianceType.js'
import { TooFewRowsError } from '../errors.js'
import type { RunListener } from '../fit/runSearch.js'
import { likelihoodRecords } from '../fit/likelihoodRecords.js'
import { searchFit, type FollowOptions, type SearchSubject, type StartProgress } from '../fit/searchFit.js'
import { everyStart } from '../fit/searchStarts.js'
import { startRunner } from '../fit/startRunner.js'
import type { KernelName } from '../kernels/kernels.js'
import { inCanonicalOrder } from '../model/canonicalOrder.js'
import { runEm, type EmRun, type EmState } from '../em/em.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { covarianceType, followReaders, methodOrMixture, regularization, searchReaders } from '../fit/fitOptionReaders.js'
import { initialParameters, type InitialMixture } from '../mixture/initialMixture.js'
import { mStep } from '../em/mStep.js'
import type { MixtureParameters } from '../model/parameters.js'
import { defaultRegularization, regularizationMatrix, type Regularization } from '../em/regularization.js'
import { createStart, isOnlyStart, startRows, type StartMethod } from '../starts/prepareStarts.js'
import { dataSource } from '../statistics/dataSource.js'
import { rowOptionReaders } from '../statistics/rowOptionReaders.js'
import { isSource, type StatisticsSource } from '../statistics/statisticsSource.js'
import { denseRows } from './denseRows.js'
import { logHypervolume } from './hypervolume.js'
import { NoiseMixture } from './noiseMixture.js'
import { noiseSource } from './noiseSource.js'

export interface NoiseFitOptions extends FollowOptions<NoiseState> {
  /** K, the number of Gaussians beside the noise. */
  readonly components: number
  /** 'full' by default. */
  readonly covarianceType?: CovarianceType
  /** V, in the product of the columns' units; by default the volume of the samples' bounding box, along the columns or their principal axes, whichever is smaller. To be given for a source. */
  readonly volume?: number
  /** Noise weight that each start begins with, above 0 and below 1; 0.05 by default. */
  readonly initialNoiseWeight?: number
  /** 'k-means++' by default; a given mixture makes one start. */
  readonly initialize?: StartMethod | InitialMixture
  /** Runs from different starts, of which the most likely is the result; 8 by default. Every other start, from the first, is made from the densest 80 % of the rows. */
  readonly starts?: number
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** A run ends when less than this remains to be gained, nats per sample; 0 runs all iterations. 1e-7 by default. */
  readonly tolerance?: number
  /** M-steps of each start; 1000 by default. */
  readonly maxIterations?: number
  /** { relative: 1e-6 } by default. */
  readonly regularization?: Regularization
  /** [N] how often each row counts, at least 0. */
  readonly sampleWeights?: ArrayLike<number>
  /** Rejects the fit with its reason. To end early and keep what was learned, answer 'stop' from onProgress or onIteration. */
  readonly signal?: AbortSignal
  /** The fastest that the host allows by default. */
  readonly kernels?: KernelName
}

/** `parameters` are those of the Gaussians. */
export interface NoiseState extends EmState {
  readonly noiseWeight: number
}

/** A start at work. */
export type NoiseFitProgress = NoiseState & StartProgress

/** A run that has ended. */
type NoiseRun = Omit<EmRun, 'progress'> & { readonly noiseWeight: number }

/** What became of one start. */
export interface NoiseStartRecord {
  /** 0-based. */
  readonly start: number
  /** Nats per sample at its end; NaN if it failed. */
  readonly meanLogLikelihood: number
  readonly iterations: number
  readonly converged: boolean
  /** Why it failed. */
  readonly error?: MixturaError
}

export interface NoiseMixtureFit {
  readonly model: NoiseMixture
  /** False is no error: raise maxIterations, or accept `model`. */
  readonly converged: boolean
  /** True if onProgress or onIteration ended the fit. */
  readonly stopped: boolean
  readonly iterations: number
  /** Mean per sample, nats, after i M-steps; the last belongs to `model`. */
  readonly logLikelihoods: readonly number[]
  /** One record for each start that ran. */
  readonly starts: readonly NoiseStartRecord[]
}

/** Above it, a Gaussian cannot stand for uniform noise in float64 (see `noiseSource`). */
const mostColumns = 60

/**
 * Fits a Gaussian mixture beside uniform noise, which takes the rows that lie near no component.
 *
 * @param data samples [N, D], finite, any units; or any source of their statistics without missing cells, with `volume`.
 * @throws {InvalidOptionError} for an option out of range.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for data that cannot be fitted.
 * @throws {ConstantColumnError} {DependentColumnsError} for columns without variation of their own.
 * @throws {DegenerateCovarianceError} {EmptyComponentError} if every start collapses; the first one's error.
 * @see Banfield & Raftery, Model-based Gaussian and non-Gaussian clustering (1993); Fraley & Raftery,
 *   How many clusters? Which clustering method? Answers via model-based cluster analysis (1998).
 */
export async function fitNoiseMixture(data: Samples | StatisticsSource, given: NoiseFitOptions): Promise<NoiseMixtureFit> {
  const options = readOptions('fitNoiseMixture', given, noiseFitReaders)
  const { subject, run, result } = await searchFit('fitNoiseMixture', options, () => noiseSearch(data, options))
  const { parameters, noiseWeight, converged, iterations, logLikelihoods } = run
  return {
    model: new NoiseMixture({ gaussians: new GaussianMixture(inCanonicalOrder(parameters)), noiseWeight, logVolume: subject.logVolume }),
    converged,
    stopped: result.stopped,
    iterations,
    logLikelihoods,
    starts: likelihoodRecords(result.starts),
  }
}

interface NoiseSearch extends SearchSubject<NoiseRun, NoiseState> {
  readonly logVolume: number
}

async function noiseSearch(data: Samples | StatisticsSource, options: NoiseFitOptions): Promise<NoiseSearch> {
  const { components, covarianceType = 'full', seed = 0, initialize = 'k-means++', initialNoiseWeight = 0.05, signal } = options
  const { tolerance = 1e-7, maxIterations = 1000 } = options
  signal?.throwIfAborted()
  const source = await dataSource(data, options)
  const { rows, columns } = source
  const required = Math.max(components, 2)
  if (rows < required) throw new TooFewRowsError(rows, required, components)
  requireFewFactors(covarianceType, columns)
  if (columns > mostColumns) {
    throw new InvalidOptionError('data', `of at most ${mostColumns} columns`, columns, 'Project the data first, or fit a Student mixture.')
  }
  const logVolume = logVolumeOf(data, options.volume)

  const random = createRandom(seed)
  const drawn = await source.draw(startRows({ components, columns }), random.fork(0))
  const moments = await totalMoments(source, drawn.samples, { scatter: covarianceStructure(covarianceType).layout.scatter, signal })
  const regularization = await regularizationMatrix(source, {
    regularization: options.regularization ?? defaultRegularization,
    covarianceType,
    drawn,
    signal,
  })
  const startOptions = { components, covarianceType, regularization, kernels: options.kernels, signal }
  const begin = async (start: number): Promise<MixtureParameters> => {
    if (typeof initialize === 'object') return initialParameters(initialize, { covarianceType, components, columns })
    const own = random.fork(start + 1)
    // Every other start shuns sparse rows; where these are no noise, the others are the likelier.
    return createStart(start % 2 === 0 ? denseRows(drawn, own.fork(0)) : drawn, own, { ...startOptions, method: initialize })
  }
  const run = async (start: number, listener: RunListener<NoiseState> | undefined): Promise<NoiseRun> => {
    const noisy = noiseSource(source, { logVolume, noiseWeight: initialNoiseWeight, moments })
    const { progress: _, ...ended } = await runEm(noisy, await begin(start), {
      maximize: (statistics, previous) => mStep(statistics, { covarianceType, regularization, previous }),
      tolerance,
      maxIterations,
      accelerate: false, // the noise weight takes part in no quasi-Newton step
      signal,
      onIteration: listener && (state => listener({ ...state, noiseWeight: noisy.noiseWeightOf(state.parameters) })),
    })
    return { ...ended, noiseWeight: noisy.noiseWeightOf(ended.parameters) }
  }
  return {
    columns,
    identifying: () => (isSource(data) ? drawn.samples : toMatrix(data)),
    logVolume,
    plan: everyStart({ rows, starts: isOnlyStart(initialize) ? 1 : (options.starts ?? 8), tolerance, maxIterations }),
    runner: startRunner(run, ({ logLikelihoods, iterations }) => logLikelihoods[iterations]),
  }
}

function logVolumeOf(data: Samples | StatisticsSource, volume: number | undefined): number {
  if (volume !== undefined) return Math.log(volume)
  if (!isSource(data)) return logHypervolume(toMatrix(data))
  throw new InvalidOptionError('volume', 'given for a source', 'left out', 'Pass the product of the columns\' ranges.')
}

const noiseFitReaders: OptionReaders<NoiseFitOptions> = {
  components: count(1),
  covarianceType: optional(covarianceType),
  volume: optional(numberIn({ above: 0, example: 1 })),
  initialNoiseWeight: optional(numberIn({ above: 0, below: 1, example: 0.05 })),
  initialize: optional(methodOrMixture),
  ...searchReaders,
  regularization: optional(regularization),
  sampleWeights: rowOptionReaders.sampleWeights,
  signal: optional(signal),
  ...followReaders<NoiseState>(),
  kernels: rowOptionReaders.kernels,
}
