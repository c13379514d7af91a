import type { Random } from '@mixtura/numerics'
import type * as tf from '@tensorflow/tfjs-core'
import type { ValueScale } from './feedValues.js'

/** Rows on the device. Whoever takes a batch disposes it: runTraining does. */
export interface Batch {
  /** [B, ...shape] float32. */
  readonly inputs: tf.Tensor
  /** [B] the same rows before `transform`, where there is one; else the tensor of `inputs`. */
  readonly originals: tf.Tensor
  /** [B] numbers of the rows in the data, of chunked data in the order in which they come; int32. */
  readonly rows: tf.Tensor1D
}

export interface FeedOptions {
  /** B; 256 by default. The last batch of an epoch may be smaller. */
  readonly batchSize?: number
  /** Of one row, such as [28, 28, 1] for images [height, width, channels]; [columns] by default. */
  readonly shape?: readonly number[]
  /** Whether each epoch has an order of its own, which its generator decides; true by default. */
  readonly shuffle?: boolean
  /** Whether a last batch of fewer rows is left out; false by default. */
  readonly dropLast?: boolean
  readonly scale?: ValueScale
  /**
   * Changes a batch before it goes to the device, such as augmentation: [B, ...shape] row-major in and out, the
   * same length. It must not keep or change what it is given; `random` belongs to this batch of this epoch.
   */
  readonly transform?: (values: Float32Array, batch: { readonly rows: number; readonly random: Random }) => Float32Array
  /**
   * Whether all rows lie on the device as one tensor from which batches are gathered. By default where that is a GPU,
   * the rows take at most 256 MiB and there is no transform.
   */
  readonly resident?: boolean
}

/** Batches of the same rows, epoch after epoch. */
export interface BatchFeed {
  /** Undefined where the data are chunks of unknown number. */
  readonly rows: number | undefined
  /** Of one epoch; undefined where the data are chunks of unknown number. */
  readonly batchesPerEpoch: number | undefined
  /** The batches of one epoch: what a training plan asks for. The order depends on `random` alone. */
  readonly batches: (epoch: number, random: Random) => AsyncIterable<Batch>
  /** Frees what lies on the device between epochs. */
  dispose(): void
}
