import { adam, cosineDecay, runTraining, type CheckpointOptions, type JsonRecord, type PhaseFollower, type TrainingRun, type TrainingView } from '@mixtura/tensor'
import { augmentedBatches, type AugmentedFeed } from './augmentedBatches.js'
import { reconstructionError, type Autoencoder } from './autoencoder.js'

export interface AutoencoderTraining extends Omit<AugmentedFeed, 'inputShape'> {
  readonly epochs: number
  readonly learningRate: number
  readonly seed: number
  readonly settings: JsonRecord
  readonly follow: PhaseFollower<'pretraining'>
  readonly view?: () => Promise<TrainingView>
  readonly checkpoints?: CheckpointOptions
}

/** Trains by Adam on the reconstruction error of augmented rows. The rate decays to 0 along a cosine. */
export async function trainAutoencoder(autoencoder: Autoencoder, training: AutoencoderTraining): Promise<TrainingRun> {
  const { epochs, learningRate, seed, settings, follow, view, checkpoints } = training
  const { encoder, parameters } = autoencoder
  const feed = augmentedBatches({ ...training, inputShape: autoencoder.inputShape })
  const optimizer = adam(parameters, { learningRate: cosineDecay({ rate: learningRate, steps: epochs * (feed.batchesPerEpoch ?? 1) }) })
  try {
    return await runTraining({
      program: { parameters, parts: { optimizer } },
      batches: feed.batches,
      step: ({ inputs }) =>
        optimizer.minimize(() => ({ loss: reconstructionError(autoencoder, encoder.apply(inputs, { training: true }), inputs) })),
      epochs,
      seed,
      settings,
      ...follow.training('pretraining', epochs, view),
      ...(checkpoints ? { checkpoints } : {}),
    })
  } finally {
    feed.dispose()
    optimizer.dispose()
  }
}
