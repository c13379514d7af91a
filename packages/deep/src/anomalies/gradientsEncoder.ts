import { createRandom, createYielder, drawRowNumbers, leadingEigen } from '@mixtura/numerics'
import { sizeOf } from '../networks/networkDesign.js'
import type { FeedMatrix } from '@mixtura/tensor'
import type { AnomalyEncoder } from './anomalyEncoder.js'
import { gradientCount, orientedGradients, type OrientedGradients } from './orientedGradients.js'

/** Images whose gradients are computed at a time. */
const blockRows = 256
/** Largest number of images that the principal directions are computed from; as many are drawn from more. */
const maxRows = 20_000
/** Directions with a smaller share of the largest variance are rounding. */
const minShareOfVariance = 1e-10

/** The principal directions of the gradients of images. */
export interface GradientDirections {
  /** [height, width, channels] of the images. */
  readonly shape: readonly number[]
  /** [G, code] row-major, orthonormal columns; float32, in which they are saved. */
  readonly directions: Float32Array
}

/**
 * Finds the directions in which the oriented gradients of images vary most.
 *
 * @param code largest number of directions. There are fewer if the gradients have fewer.
 * @throws the reason of `signal`, when it aborts.
 */
export async function gradientDirections(
  images: FeedMatrix,
  { shape, code, seed, signal }: { readonly shape: readonly number[]; readonly code: number; readonly seed: number; readonly signal?: AbortSignal | undefined },
): Promise<GradientDirections> {
  const drawn = drawRowNumbers(images.rows, maxRows, createRandom(seed))
  const size = gradientCount(shape)
  const means = new Float64Array(size)
  const view = { images, shape, signal, drawn }
  await eachBlock(view, ({ data }) => data.forEach((value, at) => (means[at % size] += value / drawn.length)))
  const covariance = new Float64Array(size * size)
  await eachBlock(view, ({ data, rows }) => addScatter(covariance, data, { means, rows }))
  covariance.forEach((sum, at) => (covariance[at] = sum / drawn.length))
  const { values, vectors } = leadingEigen(covariance, size, Math.min(code, size))
  const kept = Math.max(1, values.filter(value => value > minShareOfVariance * values[0]).length)
  const directions = Float32Array.from({ length: size * kept }, (_, at) => vectors[Math.floor(at / kept) * values.length + (at % kept)])
  return { shape, directions }
}

/** The features of an image are the coordinates of its oriented gradients along principal directions. */
export function gradientsEncoder({ shape, directions }: GradientDirections): AnomalyEncoder {
  const size = gradientCount(shape)
  const columns = directions.length / size
  return {
    inputs: sizeOf(shape),
    columns,
    async features(images, signal) {
      const codes = new Float64Array(images.rows * columns)
      await eachBlock({ images, shape, signal }, ({ data, rows }, from) => {
        for (let row = 0; row < rows; row++) {
          const code = codes.subarray((from + row) * columns, (from + row + 1) * columns)
          for (let at = 0; at < size; at++) {
            const value = data[row * size + at]
            for (let l = 0; value !== 0 && l < columns; l++) code[l] += value * directions[at * columns + l]
          }
        }
      })
      return { data: codes, rows: images.rows, columns }
    },
    save: async () => ({ settings: { kind: 'gradients', shape }, arrays: { directions: { shape: [size, columns], data: directions } } }),
    dispose: () => undefined,
  }
}

interface ImagesInBlocks {
  readonly images: FeedMatrix
  readonly shape: readonly number[]
  readonly signal: AbortSignal | undefined
  /** Numbers of the images, ascending; all by default. */
  readonly drawn?: Uint32Array
}

async function eachBlock({ images, shape, signal, drawn }: ImagesInBlocks, visit: (gradients: OrientedGradients, from: number) => void): Promise<void> {
  const yieldIfDue = createYielder()
  const count = drawn?.length ?? images.rows
  for (let from = 0; from < count; from += blockRows) {
    await yieldIfDue()
    signal?.throwIfAborted()
    const to = Math.min(from + blockRows, count)
    visit(drawn ? orientedGradients(copiedImages(images, drawn.subarray(from, to)), shape, 0, to - from) : orientedGradients(images, shape, from, to), from)
  }
}

/** Adds Σ (g - m)(g - m)ᵀ over the rows to the lower triangle. */
function addScatter(scatter: Float64Array, data: Float64Array, { means, rows }: { readonly means: Float64Array; readonly rows: number }): void {
  const size = means.length
  const difference = new Float64Array(size)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < size; i++) difference[i] = data[row * size + i] - means[i]
    for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) scatter[i * size + j] += difference[i] * difference[j]
  }
}

function copiedImages({ data, columns }: FeedMatrix, numbers: Uint32Array): FeedMatrix {
  const copied = new Float64Array(numbers.length * columns)
  numbers.forEach((row, to) => copied.set(data.subarray(row * columns, (row + 1) * columns), to * columns))
  return { data: copied, rows: numbers.length, columns }
}
