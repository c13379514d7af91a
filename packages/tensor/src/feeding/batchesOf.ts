import { InvalidOptionError, readAhead, ShapeError, type Random } from '@mixtura/numerics'
import { callback, count, flag, largestCount, list, optional, readOptions, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import { requireRandom } from '../arguments/requireTensor.js'
import { currentBackend } from '../backends/currentBackend.js'
import type { Batch, BatchFeed, FeedOptions } from './batchFeed.js'
import { copyAsFloat32, requireFeedMatrix, requireScaleOf, valueScale, type FeedMatrix } from './feedValues.js'
import { batchPlan, chunkBatches, matrixBatches, rowBatches, type HostBatch } from './hostBatches.js'

/** Opens the data again for each epoch. */
export type OpenFeedChunks = () => AsyncIterable<FeedMatrix> | Iterable<FeedMatrix>

/** Rows of up to this total size are kept on a GPU. */
const residentBytes = 256 * 2 ** 20

/** Fork of the epoch's generator for the transforms of batches. The generator itself draws the order. */
const transformFork = 1_000_003

/**
 * Feeds a training loop with batches. Each batch is copied, scaled and rounded to float32, and uploaded to the device. The next
 * batch is prepared while the device works. Small data may be kept on a GPU as a whole.
 *
 * @param data rows in memory (float64, float32 or bytes), which are not copied; or a function that opens chunks of rows.
 * @throws {InvalidOptionError} for options out of range.
 * @throws {ShapeError} if the shape of a row does not multiply to its number of columns.
 */
export function batchesOf(data: FeedMatrix | OpenFeedChunks, given?: FeedOptions): BatchFeed {
  const options = readOptions<FeedOptions>('batchesOf', given, feedReaders)
  checkData(data, options)
  const plan = batchPlan(options)
  const { shape, transform } = options
  const matrix = typeof data === 'function' ? undefined : data
  let resident: tf.Tensor2D | undefined

  /** Uploads the batch to the device. */
  function upload({ values, rows, index }: HostBatch, random: Random): Batch {
    const rowShape = [rows.length, ...(shape ?? [values.length / rows.length])]
    const originals = tf.tensor(values, rowShape, 'float32')
    const numbers = tf.tensor1d(rows, 'int32')
    if (!transform) return { inputs: originals, originals, rows: numbers }
    const transformed = transform(values, { rows: rows.length, random: random.fork(transformFork + index) })
    return { inputs: tf.tensor(transformed, rowShape, 'float32'), originals, rows: numbers }
  }

  async function* hostFed(random: Random): AsyncGenerator<Batch> {
    const batches = typeof data === 'function' ? chunkBatches(data(), plan, random) : matrixBatches(data, plan, random)
    for await (const batch of readAhead(batches)) yield upload(batch, random)
  }

  async function* deviceFed(rows: FeedMatrix, random: Random): AsyncGenerator<Batch> {
    const all = (resident ??= uploadAll(rows))
    for (const numbers of rowBatches(rows.rows, plan, random)) {
      yield tf.tidy(() => {
        const indices = tf.tensor1d(numbers, 'int32')
        const inputs = tf.reshape(tf.gather(all, indices), [numbers.length, ...(shape ?? [rows.columns])])
        return { inputs, originals: inputs, rows: indices }
      })
    }
  }

  function uploadAll(rows: FeedMatrix): tf.Tensor2D {
    const numbers = Uint32Array.from({ length: rows.rows }, (_, row) => row)
    const out = new Float32Array(rows.rows * rows.columns)
    return tf.keep(tf.tensor2d(copyAsFloat32(rows, numbers, { scale: plan.scale, out }), [rows.rows, rows.columns]))
  }

  const { dropLast, batchSize } = plan
  return {
    rows: matrix?.rows,
    batchesPerEpoch: matrix && (dropLast ? Math.floor : Math.ceil)(matrix.rows / batchSize),
    batches(_epoch, random) {
      requireRandom(random)
      return matrix && isResident(matrix, options) ? deviceFed(matrix, random) : hostFed(random)
    },
    dispose() {
      resident?.dispose()
      resident = undefined
    },
  }
}

function isResident({ rows, columns }: FeedMatrix, { resident, transform }: FeedOptions): boolean {
  if (resident !== undefined) return resident
  return !transform && 4 * rows * columns <= residentBytes && isGpu()
}

/** Backends that keep tensors outside the memory of the processor. */
const gpuBackends: ReadonlySet<string | undefined> = new Set(['webgpu', 'webgl', 'tensorflow-gpu'])

const isGpu = (): boolean => gpuBackends.has(currentBackend())

const batchSize: Reader<number> = (name, value) => {
  if (Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= largestCount) return Number(value)
  throw new InvalidOptionError(name, 'a whole number of at least 1', value, `Pass for example ${name}: 256.`)
}

const feedReaders: OptionReaders<FeedOptions> = {
  batchSize: optional(batchSize),
  shape: optional(list(count(1), 'shape: [28, 28, 1]')),
  shuffle: optional(flag),
  dropLast: optional(flag),
  scale: optional(valueScale),
  transform: optional(callback<NonNullable<FeedOptions['transform']>>()),
  resident: optional(flag),
}

function checkData(data: FeedMatrix | OpenFeedChunks, options: FeedOptions): void {
  const { shape, scale = {}, resident, transform } = options
  if (resident && (transform || typeof data === 'function')) {
    throw new InvalidOptionError('resident', 'left out beside a transform or chunks', true, 'Rows that stay on the device do not pass by the processor.')
  }
  if (typeof data === 'function') return
  requireFeedMatrix('data', data)
  requireScaleOf(data.columns, scale)
  const size = shape?.reduce((product, length) => product * length, 1)
  if (size !== undefined && size !== data.columns) {
    throw new ShapeError('shape of a row', `of ${data.columns} numbers, as the data have columns`, `[${shape!.join(', ')}], ${size} numbers`, 'Pass for example shape: [28, 28, 1] for 784 columns.')
  }
}
