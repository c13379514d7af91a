import { optional, readOptions, seed, type OptionReaders } from '@mixtura/numerics/validation'
import {
  adam,
  batchesOf,
  cosineDecay,
  ensureBackend,
  followPhases,
  followReaders,
  runTraining,
  trainingReaders,
  type CheckpointOptions,
  type EpochRecord,
  type FollowOptions,
  type JsonRecord,
  type LearningRate,
  type StepRecord,
  type TrainingEnd,
  type TrainingView,
} from '@mixtura/tensor'
import { readArrays } from '../models/networkArrays.js'
import { encodingToJson, prepareSamples, sampleReaders, type DeepSamples, type PreparedSamples, type SampleOptions } from '../samples/prepareSamples.js'
import { discriminatorHead } from './discriminatorHead.js'
import { discriminatorNetwork, generatorSide } from './ganNetworks.js'
import { completeGanSettings, ganDesignReaders, type GanDesignOptions, type GanSettings } from './ganSettings.js'
import { ganStep } from './ganStep.js'
import { GaussianMixtureGan } from './gaussianMixtureGan.js'
import { createHolder } from './holder.js'
import { packedShape } from './packing.js'
import { parameterAverage } from './parameterAverage.js'

/** The phase of a fit: updates of both networks. An epoch is a pass over the rows. */
export type GanPhase = 'training'

/** Options of `fitGaussianMixtureGan`. */
export interface GanOptions extends GanDesignOptions, SampleOptions, FollowOptions<GanPhase> {
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
  /** Called after every step; 'stop' ends the fit. */
  readonly onStep?: (record: StepRecord) => void | 'stop' | Promise<void | 'stop'>
  /** Where checkpoints are stored. The same call resumes from them. */
  readonly checkpoints?: CheckpointOptions
}

const ganReaders: OptionReaders<GanOptions> = {
  ...ganDesignReaders,
  ...sampleReaders,
  seed: optional(seed),
  ...followReaders,
  onStep: optional(trainingReaders.onStep),
  checkpoints: optional(trainingReaders.checkpoints),
}

/** Result of `fitGaussianMixtureGan`. */
export interface GaussianMixtureGanFit {
  readonly model: GaussianMixtureGan
  readonly end: TrainingEnd
  readonly steps: number
  /**
   * One record per pass over the rows: means of `generatorLoss` and `discriminatorLoss`, nats. With an encoder also of
   * `componentLoss`, nats, and `codeLoss`.
   */
  readonly history: readonly EpochRecord[]
  /** Step that the fit was resumed from; undefined if it started from the beginning. */
  readonly resumedFrom: number | undefined
}

/** Number of generated rows in a view. */
const viewed = { images: 64, rows: 1000 }

/**
 * Fits a generative adversarial network whose latent distribution is a Gaussian mixture learned together with the generator.
 * Optionally, the discriminator sees several rows at once (packing) or scores rows by a Gaussian mixture (`head`), and an
 * encoder learns which component a row came from.
 *
 * @param samples [N, D], or one image per row.
 * @throws {InvalidOptionError} for options out of range.
 * @throws {ShapeError} {NonFiniteValuesError} for samples that cannot be used.
 * @throws {CheckpointMismatchError} {InvalidCheckpointError} if the checkpoint in the store is not of this fit.
 * @throws {NonFiniteTrainingError} if training diverges; the last checkpoint stays.
 * @throws the reason of `signal`, when it aborts.
 * @see Gurumurthy et al., DeLiGAN (2017); Lin et al., PacGAN (2018); Eghbal-zadeh et al., MD-GAN (2019); Mukherjee et al.,
 *   ClusterGAN (2019).
 */
export async function fitGaussianMixtureGan(samples: DeepSamples, given?: GanOptions): Promise<GaussianMixtureGanFit> {
  const options = readOptions<GanOptions>('fitGaussianMixtureGan', given, ganReaders)
  const prepared = prepareSamples(samples, { ...options, components: 1 })
  const { matrix, shape, scale } = prepared
  const settings = completeGanSettings(options, { rows: matrix.rows, shape, isUnitRange: isUnitRange(prepared) })
  const { seed: drawnBy = 0, signal, onProgress, onStep, checkpoints } = options
  const follow = followPhases<GanPhase>({ signal, onProgress })
  await ensureBackend()

  const { hold, dispose } = createHolder()
  try {
    const side = hold(generatorSide(settings, drawnBy))
    const head = discriminatorHead(settings.head)
    const discriminator = hold(discriminatorNetwork(settings, { shape: packedShape(shape, settings.packing), outputs: head.outputs, seed: drawnBy }))
    const average = hold(parameterAverage(side.parameters, settings.averaging))
    const adamOptions = { learningRate: learningRateOf(settings), beta1: settings.beta1 }
    const generatorOptimizer = hold(adam(side.parameters, adamOptions))
    const discriminatorOptimizer = hold(adam(discriminator.parameters, adamOptions))
    const feed = hold(batchesOf(matrix, { batchSize: settings.batchSize, shape, scale, dropLast: true }))
    const modelNow = async (): Promise<GaussianMixtureGan> => GaussianMixtureGan.fromArrays(settings, scale, await readArrays(average.of(side.variables)))

    async function view(): Promise<TrainingView> {
      const model = await modelNow()
      try {
        const { samples } = await model.sample(shape.length === 3 ? viewed.images : viewed.rows, { seed: drawnBy })
        return { kind: 'samples', samples }
      } finally {
        model.dispose()
      }
    }

    const run = await runTraining({
      program: {
        parameters: { ...side.parameters, ...discriminator.parameters, ...average.variables },
        parts: { generatorOptimizer, discriminatorOptimizer },
      },
      batches: feed.batches,
      step: ganStep(settings, { generatorSide: side, discriminator, head, generatorOptimizer, discriminatorOptimizer, average }),
      steps: settings.steps,
      seed: drawnBy,
      settings: { ...(settings as unknown as JsonRecord), scale: encodingToJson(scale) },
      ...follow.training('training', Math.ceil(settings.steps / feed.batchesPerEpoch!), view),
      ...(onStep ? { onStep } : {}),
      ...(checkpoints ? { checkpoints } : {}),
    })
    const { end, steps, history, resumedFrom } = run
    return { model: await modelNow(), end, steps, history, resumedFrom }
  } finally {
    dispose()
  }
}

function learningRateOf({ learningRate, learningRateDecay, steps }: GanSettings): LearningRate {
  return learningRateDecay === 'cosine' ? cosineDecay({ rate: learningRate, steps }) : learningRate
}

function isUnitRange({ matrix: { data }, scale: { offset, factor } }: PreparedSamples): boolean {
  if (offset !== 0) return false
  if (data instanceof Uint8Array) return factor === 1 / 255
  return factor === 1 && data.every(value => value >= 0 && value <= 1)
}
