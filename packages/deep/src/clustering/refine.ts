import { clusteringAccuracy, type Matrix } from '@mixtura/core'
import {
  adam,
  cosineDecay,
  runTraining,
  type CheckpointOptions,
  type EpochRecord,
  type FeedMatrix,
  type JsonRecord,
  type Stateful,
  type TrainingRun,
} from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { augmentedBatches } from '../autoencoder/augmentedBatches.js'
import { reconstructionError, type Autoencoder } from '../autoencoder/autoencoder.js'
import { applyToRows } from '../networks/applyToRows.js'
import type { SampleEncoding } from '../samples/prepareSamples.js'
import type { ClusterHead } from './clusterHead.js'
import type { CompleteClusteringOptions } from './deepClusteringOptions.js'
import { labelsOf } from './responsibilitiesOf.js'
import { clusterTargets } from './targets.js'

export interface Refinement {
  readonly autoencoder: Autoencoder
  readonly head: ClusterHead
  /** [N, K] what the first round is trained towards. */
  readonly partition: Matrix
  readonly matrix: FeedMatrix
  readonly scale: SampleEncoding
  readonly shape: readonly number[]
  readonly options: CompleteClusteringOptions
  readonly settings: JsonRecord
  readonly signal?: AbortSignal
  readonly checkpoints?: CheckpointOptions
  readonly onEpoch?: (record: EpochRecord) => void
}

export interface RefinedClusters {
  readonly run: TrainingRun
  /** [N] */
  readonly labels: Int32Array
}

/**
 * Rounds of
 *
 *   q     targets from the shares of clusters in the rows as they are
 *   θ     Adam on  w_r · MSE(x̃, x̂(x̃)) + w_c · CE(q, p(k | enc(x̃))),  x̃ the augmented rows
 *   head  fitted anew to the codes
 *
 * until less than `tolerance` of the rows change their cluster. Targets see plain rows and predictions augmented ones: the
 * network learns that a row and its augmentation belong together.
 */
export async function refine(refinement: Refinement): Promise<RefinedClusters> {
  const { autoencoder, head, options, settings, signal, checkpoints, onEpoch } = refinement
  const { rounds, epochsPerRound, learningRate, clusteringWeight, reconstructionWeight } = options.refinement
  const { encoder } = autoencoder
  const parameters = { ...autoencoder.parameters, ...head.parameters }
  const feed = augmentedBatches({ ...refinement, inputShape: autoencoder.inputShape, augmentation: options.augmentation, batchSize: options.batchSize })
  const steps = rounds * epochsPerRound * (feed.batchesPerEpoch ?? 1)
  const optimizer = adam(parameters, { learningRate: cosineDecay({ rate: learningRate, steps }) })
  const round = roundTargets(refinement.partition, options)

  async function closeRound(): Promise<Readonly<Record<string, number>>> {
    const codes = await encode(refinement)
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
      ...(signal ? { signal } : {}),
      ...(checkpoints ? { checkpoints } : {}),
      ...(onEpoch ? { onEpoch } : {}),
    })
    return { run, labels: round.labels() }
  } finally {
    round.dispose()
    feed.dispose()
    optimizer.dispose()
  }
}

/** The code of every row as it is. */
export async function encode({ autoencoder, matrix, scale, signal }: Pick<Refinement, 'autoencoder' | 'matrix' | 'scale' | 'signal'>): Promise<Matrix> {
  const { encoder, inputShape } = autoencoder
  return applyToRows(rows => encoder.apply(rows), matrix, { scale, shape: inputShape, ...(signal ? { signal } : {}) })
}

interface RoundTargets extends Stateful {
  /** [N, K] on the device. */
  targets(): tf.Tensor
  /** The same on the host. */
  assignment(): Matrix
  /** [N] the clusters of the rows. */
  labels(): Int32Array
  /** Share of rows whose cluster the last round changed; 1 before the first. */
  labelChange(): number
  /** Targets of the next round. */
  replace(responsibilities: Matrix): Readonly<Record<string, number>>
  dispose(): void
}

function roundTargets(partition: Matrix, { targets: kind, components }: CompleteClusteringOptions): RoundTargets {
  const onDevice = (values: Float32Array): tf.Tensor => tf.keep(tf.tensor2d(values, [values.length / components, components]))
  let values = clusterTargets(partition, kind)
  let tensor = onDevice(values)
  let labels = labelsOf(partition)
  let labelChange = 1

  function setTargets(next: Float32Array): void {
    tensor.dispose()
    values = next
    tensor = onDevice(next)
  }

  return {
    targets: () => tensor,
    assignment: () => ({ data: values, rows: values.length / components, columns: components }),
    labels: () => labels,
    labelChange: () => labelChange,
    replace(responsibilities) {
      const next = labelsOf(responsibilities)
      // Refitted components may come in another order.
      labelChange = 1 - clusteringAccuracy(labels, next)
      labels = next
      setTargets(clusterTargets(responsibilities, kind))
      return { labelChange, smallestCluster: smallestShare(labels, components) }
    },
    saveState: async () => ({
      values: { labelChange },
      arrays: {
        targets: { shape: [values.length / components, components], data: values },
        labels: { shape: [labels.length], data: Float32Array.from(labels) },
      },
    }),
    restoreState({ values: saved, arrays }) {
      labelChange = Number(saved.labelChange)
      labels = Int32Array.from(arrays.labels.data)
      setTargets(arrays.targets.data)
    },
    dispose: () => tensor.dispose(),
  }
}

/** Rows of the smallest cluster over all rows: 0 says that a cluster died. */
function smallestShare(labels: Int32Array, components: number): number {
  const counts = new Float64Array(components)
  for (const label of labels) counts[label]++
  return Math.min(...counts) / labels.length
}
