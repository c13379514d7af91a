import type { Random } from '@mixtura/numerics'
import { nonNegative, optional, type OptionReaders } from '@mixtura/numerics/validation'
import { augmentImages, batchesOf, type BatchFeed, type FeedMatrix } from '@mixtura/tensor'
import type { SampleEncoding } from '../samples/prepareSamples.js'

/** Random changes of the training rows that the codes should not depend on. */
export interface Augmentation {
  /** Largest rotation of images, degrees; 0 by default. */
  readonly rotation?: number
  /** Largest shift of images along each axis, pixels; 0 by default. */
  readonly shift?: number
  /** Standard deviation of the normal noise added to every value, in units of the scaled data; 0 by default. */
  readonly noise?: number
}

/** Readers of every augmentation option. */
export const augmentationReaders: OptionReaders<Augmentation> = { rotation: optional(nonNegative(0.1)), shift: optional(nonNegative(0.1)), noise: optional(nonNegative(0.1)) }

export interface AugmentedFeed {
  readonly matrix: FeedMatrix
  readonly scale: SampleEncoding
  /** Shape of one row: [height, width, channels] if images are rotated or shifted. */
  readonly shape: readonly number[]
  /** Shape of one row as the network takes it. */
  readonly inputShape: readonly number[]
  readonly augmentation: Augmentation
  readonly batchSize: number
}

/** Shuffled batches with every row changed at random as `augmentation` says. */
export function augmentedBatches({ matrix, scale, shape, inputShape, augmentation, batchSize }: AugmentedFeed): BatchFeed {
  const { rotation = 0, shift = 0, noise = 0 } = augmentation
  const isMoved = rotation > 0 || shift > 0
  const transform = (values: Float32Array, { random }: { readonly random: Random }): Float32Array => {
    const moved = isMoved ? augmentImages(values, { height: shape[0], width: shape[1], channels: shape[2], rotation, shift }, random) : values
    return noise > 0 ? moved.map(value => value + noise * random.normal()) : moved
  }
  return batchesOf(matrix, {
    batchSize,
    shape: inputShape,
    scale,
    ...(isMoved || noise > 0 ? { transform } : {}),
  })
}
