import type { GaussianMixture } from '@mixtura/core'
import { createRandom, InvalidOptionError } from '@mixtura/numerics'
import { readOptions } from '@mixtura/numerics/validation'
import { augmentImages, batchesOf, ensureBackend, followPhases, type EpochRecord, type FeedOptions, type TrainingEnd, type TrainingRun } from '@mixtura/tensor'
import { partitionRows } from '../clustering/partitionRows.js'
import { learnableMixture } from '../mixtures/learnableMixture.js'
import { codesView } from '../models/codesView.js'
import { acceptSamples, encodedRows, encodingToJson, prepareSamples, type DeepSamples, type PreparedSamples } from '../samples/prepareSamples.js'
import { encodeRows, type RowPosteriors } from './encodeRows.js'
import { beginPrior, drawsOf, refitPrior, type PriorFitOptions } from './fitPrior.js'
import { GaussianMixtureVae } from './gaussianMixtureVae.js'
import { importanceWeights } from './importanceWeights.js'
import { pretrainVae, standardPrior } from './pretrainVae.js'
import type { VaeLikelihood } from './reconstruction.js'
import { trainVae } from './trainVae.js'
import { completeVaeOptions, vaeReaders, vaeSettings, type GaussianMixtureVaeOptions, type VaePhase } from './vaeOptions.js'
import { checkpointName, type VaeTraining } from './vaeTraining.js'
import { variationalNetworks } from './variationalNetworks.js'

/** Result of `fitGaussianMixtureVae`. */
export interface GaussianMixtureVaeFit {
  readonly model: GaussianMixtureVae
  /** Why training ended; 'stopped' if `onProgress` answered 'stop' in any phase. */
  readonly end: TrainingEnd
  /**
   * Epochs of training, with the metrics loss, elbo, reconstructionLogLikelihood and klDivergence (nats per row, means over the
   * epoch), beta and occupiedComponents, and validationElbo if there are validation rows.
   */
  readonly history: readonly EpochRecord[]
  /** Epochs of pretraining; empty without pretraining. */
  readonly pretraining: readonly EpochRecord[]
  /**
   * The mixture that was fitted to the codes of pretraining. Undefined without pretraining, or if the fit was resumed from a later
   * point.
   */
  readonly initialPrior: GaussianMixture | undefined
  /** Whether EM found a more likely prior after training. */
  readonly priorRefitted: boolean
  /** Step that training was resumed from; undefined if it started from the beginning. */
  readonly resumedFrom: number | undefined
}

/** Fork of the seed's generator for each purpose. */
const forks = { priorMeans: 0, firstDraws: 1, lastDraws: 2 } as const

/**
 * Fits a variational autoencoder with a Gaussian mixture as prior. The networks are pretrained, a mixture is fitted to their
 * codes, networks and prior are trained together on the evidence lower bound, and EM then refits the prior to its optimum.
 *
 * 'stop' from `onProgress` leaves out all further training. A prior that was not yet fitted to the codes is then taken from the
 * first E-step of a mixture.
 *
 * With `checkpoints`, a fit that was interrupted resumes when it is called again, and gives the same result to the last bit.
 *
 * @param samples [N, D], or one image per row with its `shape`.
 * @throws {ShapeError} {NonFiniteValuesError} {TooFewRowsError} for samples that cannot be fitted.
 * @throws {InvalidOptionError} for an option out of range.
 * @throws {CheckpointMismatchError} {InvalidCheckpointError} if a checkpoint in the store is of another fit or truncated.
 * @throws {NonFiniteTrainingError} if training diverges; the last checkpoint stays.
 * @throws the reason of `signal`, when it aborts.
 * @see Jiang, Zheng, Tan, Tang & Zhou, Variational deep embedding (2017); Tomczak & Welling, VAE with a VampPrior (2018), where
 *   mixtures are compared as priors.
 */
export async function fitGaussianMixtureVae(samples: DeepSamples, given: GaussianMixtureVaeOptions): Promise<GaussianMixtureVaeFit> {
  const options = readOptions<GaussianMixtureVaeOptions>('fitGaussianMixtureVae', given, vaeReaders)
  const complete = completeVaeOptions(options)
  const { components, latent, covarianceType, network, outputVariance, initialLogVariance, varianceFloor, seed, batchSize } = complete
  const prepared = prepareSamples(samples, { ...options, components })
  const { matrix, shape, scale } = prepared
  const likelihood = likelihoodOf(prepared, options.likelihood)
  const validation = options.validation === undefined ? undefined : acceptSamples(options.validation, matrix.columns)
  if (options.patience !== undefined && validation === undefined) {
    throw new InvalidOptionError('patience', 'left out without validation', options.patience, 'Pass validation: rows that are held out.')
  }
  const transform = augmentation(shape, options.augmentation)
  const { signal, onProgress, checkpoints } = options
  await ensureBackend()

  const follow = followPhases<VaePhase>({ signal, onProgress })
  const random = createRandom(seed)
  const keepsPartition = complete.partition === 'manifold'
  const networks = variationalNetworks({ design: network, shape, latent, likelihood, outputVariance, initialLogVariance, seed })
  const prior =
    complete.prior === 'standard'
      ? standardPrior(latent, varianceFloor)
      : learnableMixture({ components, columns: latent, covarianceType, varianceFloor, name: 'prior' }, random.fork(forks.priorMeans))
  const feed = batchesOf(matrix, { batchSize, shape: networks.inputShape, scale, ...transform })
  const training: VaeTraining = {
    options: complete,
    follow,
    view: codesView(matrix, async rows => (await encodeRows(networks, rows, { scale, ...follow.abort })).means),
    checkpoints,
    settings: vaeSettings(complete, {
      likelihood,
      shape,
      scale: encodingToJson(scale),
      rows: matrix.rows,
      augmentation: { ...options.augmentation },
    }),
    networks,
    prior,
    feed,
    rows: matrix.rows,
    batchesPerEpoch: feed.batchesPerEpoch!,
  }

  /** Options for fitting the prior to codes: the posterior means, or draws if `fork` names a generator. */
  function priorFit(posteriors: RowPosteriors, fork: number | undefined, phase: 'partition' | 'refit'): PriorFitOptions {
    const codes = fork === undefined ? posteriors.means : drawsOf(posteriors, random.fork(fork))
    return { codes, starts: complete.priorStarts, seed, varianceFloor, followed: follow.mixtureFit(phase) }
  }
  const encodeAll = (): Promise<RowPosteriors> => encodeRows(networks, matrix, { scale, ...follow.abort })

  /** Pretrains. Then fits the prior to the codes, unless a training checkpoint already exists. */
  async function begin(): Promise<{ readonly run: TrainingRun | undefined; readonly initialPrior?: GaussianMixture }> {
    const { epochs, kind } = complete.pretraining
    if (epochs === 0) return { run: undefined }
    const run = await pretrainVae(training)
    if (complete.prior === 'standard' || (await hasBegun(training))) return { run }
    const posteriors = await encodeAll()
    const shares = keepsPartition ? await partitionRows(posteriors.means, complete, { follow }) : undefined
    const initialPrior = await beginPrior(prior, { ...priorFit(posteriors, kind === 'variational' ? forks.firstDraws : undefined, 'partition'), shares })
    return { run, initialPrior }
  }

  async function validationElbo(): Promise<number> {
    let sum = 0
    await importanceWeights({ networks, prior, matrix: validation!, scale }, { draws: 1, seed, ...follow.abort }, (_, [elbo]) => void (sum += elbo))
    return sum / validation!.rows
  }

  try {
    signal?.throwIfAborted()
    const { run: pretraining, initialPrior } = await begin()
    const isOver = follow.isStopped() || complete.epochs === 0
    const run = isOver ? undefined : await trainVae(training, { validationElbo: validation && validationElbo, patience: options.patience })
    const mayRefit = complete.refitPrior && complete.prior === 'mixture' && run !== undefined && !follow.isStopped()
    const priorRefitted = mayRefit && (await refitPrior(prior, { ...priorFit(await encodeAll(), forks.lastDraws, 'refit'), keepsPartition }))
    const model = new GaussianMixtureVae({
      networks,
      prior: await prior.toGaussianMixture(),
      settings: { network, shape, latent, likelihood, outputVariance, varianceFloor, scale },
    })
    return {
      model,
      end: follow.isStopped() ? 'stopped' : (run?.end ?? 'finished'),
      history: run?.history ?? [],
      pretraining: pretraining?.history ?? [],
      initialPrior,
      priorRefitted,
      resumedFrom: run?.resumedFrom,
    }
  } catch (error) {
    networks.dispose()
    throw error
  } finally {
    prior.dispose()
    feed.dispose()
  }
}

/** Whether the store has a training checkpoint to resume from. */
async function hasBegun({ checkpoints }: VaeTraining): Promise<boolean> {
  const { store, resume = true } = checkpoints ?? {}
  return resume && (await store?.read(checkpointName('training', { checkpoints }))) !== undefined
}

/** @throws {InvalidOptionError} for a Bernoulli likelihood if a scaled value lies outside [0, 1]. */
function likelihoodOf({ matrix, scale }: PreparedSamples, likelihood: VaeLikelihood | undefined): VaeLikelihood {
  if (likelihood === 'gaussian') return likelihood
  for (let row = 0; row < matrix.rows; row++) {
    const values = encodedRows(matrix, scale, row, row + 1)
    const column = values.findIndex((value: number) => !(value >= 0 && value <= 1))
    if (column < 0) continue
    if (likelihood === undefined) return 'gaussian'
    throw new InvalidOptionError(
      'likelihood',
      "'gaussian' where values lie outside [0, 1]",
      likelihood,
      `Row ${row}, column ${column} is ${values[column]} once scaled: pass scale: 'pixels' for bytes, or likelihood: 'gaussian'.`,
    )
  }
  return 'bernoulli'
}

/** @throws {InvalidOptionError} if the rows are not images. */
function augmentation(shape: readonly number[], options: GaussianMixtureVaeOptions['augmentation']): Pick<FeedOptions, 'transform'> {
  if (options === undefined) return {}
  if (shape.length !== 3) {
    throw new InvalidOptionError('augmentation', 'left out for rows that are no images', JSON.stringify(options), 'Pass shape: [height, width, channels].')
  }
  const [height, width, channels] = shape
  return { transform: (values, { random }) => augmentImages(values, { ...options, height, width, channels }, random) }
}
