import type { Random } from '@mixtura/numerics'
import { numberIn, optional, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { augmentImages, batchesOf, type BatchFeed, type FeedMatrix } from '@mixtura/tensor'
import type { SampleEncoding } from '../samples/prepareSamples.js'

/** How training changes rows, so that codes keep what the change leaves. */
export interface Augmentation {
  /** Images are turned by up to this, degrees; 0 by default. */
  readonly rotation?: number
  /** Images are moved by up to this along each axis, pixels; 0 by default. */
  readonly shift?: number
  /** Standard deviation of normal noise on every value, units of the scaled data; 0 by default. */
  readonly noise?: number
}

const amount: Reader<number> = (name, value) => numberIn({ atLeast: 0, expected: 'a finite number of at least 0', example: `${name}: 0.1` })(name, value)

/** Readers of every change. */
export const augmentationReaders: OptionReaders<Augmentation> = { rotation: optional(amount), shift: optional(amount), noise: optional(amount) }

export interface AugmentedFeed {
  readonly matrix: FeedMatrix
  readonly scale: SampleEncoding
  /** Of one row: [height, width, channels] where images are moved. */
  readonly shape: readonly number[]
  /** Of one row, as the network takes it. */
  readonly inputShape: readonly number[]
  readonly augmentation: Augmentation
  readonly batchSize: number
}

/** Shuffled batches, each row changed at random as `augmentation` says. */
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
