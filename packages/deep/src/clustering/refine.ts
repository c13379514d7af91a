import type { Matrix } from '@mixtura/numerics'
import {
  adam,
  cosineDecay,
  runTraining,
  type CheckpointOptions,
  type FeedMatrix,
  type JsonRecord,
  type PhaseFollower,
  type TrainingRun,
  type TrainingView,
} from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { augmentedBatches } from '../autoencoder/augmentedBatches.js'
import { reconstructionError, type Autoencoder } from '../autoencoder/autoencoder.js'
import { applyToRows } from '../networks/applyToRows.js'
import type { SampleEncoding } from '../samples/prepareSamples.js'
import type { ClusterHead } from './clusterHead.js'
import type { CompleteClusteringOptions } from './deepClusteringOptions.js'
import { roundTargets } from './roundTargets.js'

export interface Refinement {
  readonly autoencoder: Autoencoder
  readonly head: ClusterHead
  /** [N, K] cluster probabilities from which the targets of the first round are computed. */
  readonly partition: Matrix
  readonly matrix: FeedMatrix
  readonly scale: SampleEncoding
  readonly shape: readonly number[]
  readonly options: CompleteClusteringOptions
  readonly settings: JsonRecord
  readonly follow: PhaseFollower<'refinement'>
  readonly view: () => Promise<TrainingView>
  readonly checkpoints?: CheckpointOptions
}

export interface RefinedClusters {
  readonly run: TrainingRun
  /** [N] cluster of each row. */
  readonly labels: Int32Array
}

/**
 * Refines the clusters in rounds. Each round
 *
 *   q     computes targets from the cluster probabilities of the unaugmented rows,
 *   θ     trains by Adam on  w_r · MSE(x̃, x̂(x̃)) + w_c · CE(q, p(k | enc(x̃))),  x̃ the augmented rows,
 *   head  refits the head to the new codes.
 *
 * Rounds end when less than `tolerance` of the rows change cluster. Targets come from plain rows and predictions from
 * augmented ones, so the network learns that a row and its augmentation belong together.
 */
export async function refine(refinement: Refinement): Promise<RefinedClusters> {
  const { autoencoder, head, options, settings, follow, view, checkpoints } = refinement
  const { rounds, epochsPerRound, learningRate, clusteringWeight, reconstructionWeight } = options.refinement
  const { encoder } = autoencoder
  const parameters = { ...autoencoder.parameters, ...head.parameters }
  const feed = augmentedBatches({ ...refinement, inputShape: autoencoder.inputShape, augmentation: options.augmentation, batchSize: options.batchSize })
  const steps = rounds * epochsPerRound * (feed.batchesPerEpoch ?? 1)
  const optimizer = adam(parameters, { learningRate: cosineDecay({ rate: learningRate, steps }) })
  const round = roundTargets(refinement.partition, options)

  const encodeAll = (): Promise<Matrix> => encode({ ...refinement, ...follow.abort })

  async function closeRound(): Promise<Readonly<Record<string, number>>> {
    const codes = await encodeAll()
    return round.replace(await head.refit(codes, round.assignment()))
  }

  try {
    const run = await runTraining({
      program: { parameters, parts: { optimizer, head, round } },
      batches: feed.batches,
      step: ({ inputs, rows }) =>
        optimizer.minimize(() => {
          const codes = encoder.apply(inputs, { training: true })
          const reconstruction = reconstructionError(autoencoder, codes, inputs)
          const targets = tf.gather(round.targets(), rows)
          const crossEntropy = tf.neg(tf.mean(tf.sum(tf.mul(targets, head.logResponsibilities(codes)), 1))) as tf.Scalar
          const loss = tf.add(tf.mul(reconstruction, reconstructionWeight), tf.mul(crossEntropy, clusteringWeight)) as tf.Scalar
          return { loss, reconstruction, crossEntropy }
        }),
      evaluate: epoch => (epoch % epochsPerRound === 0 ? closeRound() : {}),
      isSettled: () => round.labelChange() < options.tolerance,
      epochs: rounds * epochsPerRound,
      seed: options.seed,
      settings,
      ...follow.training('refinement', rounds * epochsPerRound, view),
      ...(checkpoints ? { checkpoints } : {}),
    })
    // The checkpoint is written, so a resumed fit continues within the round.
    if (run.end === 'stopped' && run.epochs % epochsPerRound > 0) round.replace(await head.catchUp(await encodeAll()))
    return { run, labels: round.labels() }
  } finally {
    round.dispose()
    feed.dispose()
    optimizer.dispose()
  }
}

/** Code of every row, without augmentation. */
export async function encode({ autoencoder, matrix, scale, signal }: Pick<Refinement, 'autoencoder' | 'matrix' | 'scale'> & { readonly signal?: AbortSignal }): Promise<Matrix> {
  const { encoder, inputShape } = autoencoder
  return applyToRows(rows => encoder.apply(rows), matrix, { scale, shape: inputShape, ...(signal ? { signal } : {}) })
}
