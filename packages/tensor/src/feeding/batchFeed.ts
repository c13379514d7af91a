import type { Random } from '@mixtura/numerics'
import type * as tf from '@tensorflow/tfjs-core'
import type { ValueScale } from './feedValues.js'

/** Rows on the device. The code that takes a batch disposes it; runTraining does so. */
export interface Batch {
  /** [B, ...shape] float32. */
  readonly inputs: tf.Tensor
  /** [B] the same rows before `transform`. Without a transform it is the same tensor as `inputs`. */
  readonly originals: tf.Tensor
  /** [B] row indices in the data, int32; for chunks, in the order in which rows arrive. */
  readonly rows: tf.Tensor1D
}

/** How rows become batches. */
export interface FeedOptions {
  /** B, the number of rows; 256 by default. The last batch of an epoch may be smaller. */
  readonly batchSize?: number
  /** Shape of one row, such as [28, 28, 1] for images [height, width, channels]; [columns] by default. */
  readonly shape?: readonly number[]
  /** Whether each epoch has its own order, drawn by the generator of the epoch; true by default. */
  readonly shuffle?: boolean
  /** Whether a smaller last batch is left out; false by default. */
  readonly dropLast?: boolean
  readonly scale?: ValueScale
  /**
   * Changes a batch before it goes to the device, for example by augmentation. Input and output are [B, ...shape] row-major of the
   * same length. It must not keep or change its input. `random` is the generator of this batch in this epoch.
   */
  readonly transform?: (values: Float32Array, batch: { readonly rows: number; readonly random: Random }) => Float32Array
  /**
   * Whether all rows are kept on the device as one tensor, from which batches are gathered. By default this is so if the device is
   * a GPU, the rows take at most 256 MiB, and there is no transform.
   */
  readonly resident?: boolean
}

/** Delivers batches of the same rows in every epoch. */
export interface BatchFeed {
  /** Number of rows; undefined for chunks, whose number is unknown. */
  readonly rows: number | undefined
  /** Number of batches per epoch; undefined for chunks, whose number is unknown. */
  readonly batchesPerEpoch: number | undefined
  /** The batches of one epoch, as a training plan takes them. Their order depends only on `random`. */
  readonly batches: (epoch: number, random: Random) => AsyncIterable<Batch>
  /** Frees what is kept on the device between epochs. */
  dispose(): void
}
