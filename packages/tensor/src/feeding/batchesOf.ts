import { InvalidOptionError, ShapeError, type Random } from '@mixtura/core'
import * as tf from '@tensorflow/tfjs-core'
import type { Batch, BatchFeed, FeedOptions } from './batchFeed.js'
import { checkScale, copyAsFloat32, type FeedMatrix } from './feedValues.js'
import { batchPlan, chunkBatches, matrixBatches, rowBatches, type HostBatch } from './hostBatches.js'
import { prefetch } from './prefetch.js'

/** Opens the data anew for each epoch. */
export type OpenFeedChunks = () => AsyncIterable<FeedMatrix> | Iterable<FeedMatrix>

/** Rows of up to this size stay on a GPU. */
const residentBytes = 256 * 2 ** 20

/** The generator of a batch's transform; that of the order is the epoch's own. */
const transformFork = 1_000_003

/**
 * Feeds a training loop. One batch at a time is copied, scaled and rounded to float32 on its way to the device, and the
 * next is made ready while the device works; small data may stay on a GPU as a whole.
 *
 * @param data rows in memory, float64, float32 or bytes, which are not copied; or a function that opens chunks of them.
 * @throws {InvalidOptionError} for options out of range.
 * @throws {ShapeError} if the shape of a row does not multiply to its columns.
 */
export function batchesOf(data: FeedMatrix | OpenFeedChunks, options: FeedOptions = {}): BatchFeed {
  checkOptions(data, options)
  const plan = batchPlan(options)
  const { shape, transform } = options
  const matrix = typeof data === 'function' ? undefined : data
  let resident: tf.Tensor2D | undefined

  /** Takes the batch to the device. */
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
    for await (const batch of prefetch(batches)) yield upload(batch, random)
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
    batches: (_epoch, random) => (matrix && isResident(matrix, options) ? deviceFed(matrix, random) : hostFed(random)),
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

/** Whether tensors of the backend in use lie apart from the memory of the processor. */
function isGpu(): boolean {
  const name = tf.getBackend()
  if (name === 'webgpu' || name === 'webgl') return true
  return name === 'tensorflow' && (tf.backend() as { readonly isUsingGpuDevice?: boolean }).isUsingGpuDevice === true
}

function checkOptions(data: FeedMatrix | OpenFeedChunks, options: FeedOptions): void {
  const { batchSize = 256, shape, scale = {}, resident, transform } = options
  if (!(Number.isSafeInteger(batchSize) && batchSize >= 1)) {
    throw new InvalidOptionError('batchSize', 'a whole number of at least 1', batchSize, 'Pass for example batchSize: 256.')
  }
  checkScale(scale)
  if (resident && (transform || typeof data === 'function')) {
    throw new InvalidOptionError('resident', 'left out beside a transform or chunks', true, 'Rows that stay on the device do not pass by the processor.')
  }
  if (typeof data === 'function') return
  if (data.data.length !== data.rows * data.columns || data.rows < 1) {
    throw new ShapeError('data', `${data.rows} x ${data.columns} numbers, at least one row`, `${data.data.length} numbers`, 'Pass rows and columns that multiply to the length of data.')
  }
  for (const [name, value] of Object.entries(scale)) {
    if (typeof value === 'number' || value.length === data.columns) continue
    throw new ShapeError(`scale.${name}`, `a number, or ${data.columns} numbers, one per column`, `${value.length} numbers`, 'Give every column its own.')
  }
  const size = shape?.reduce((product, length) => product * length, 1)
  if (size !== undefined && size !== data.columns) {
    throw new ShapeError('shape of a row', `of ${data.columns} numbers, as the data have columns`, `[${shape!.join(', ')}], ${size} numbers`, 'Pass for example shape: [28, 28, 1] for 784 columns.')
  }
}
