import { ShapeError, shuffledRows, type Random } from '@mixtura/numerics'
import type { FeedOptions } from './batchFeed.js'
import { copyAsFloat32, type FeedMatrix, type ValueScale } from './feedValues.js'

/** A batch on the host, before it is uploaded. */
export interface HostBatch {
  /** [B, columns] float32. The array is new for every batch, because a tensor may keep using it. */
  readonly values: Float32Array
  /** [B] row indices. */
  readonly rows: Int32Array
  /** Index of the batch within its epoch, from 0. */
  readonly index: number
}

/** How rows are divided into batches. */
export interface BatchPlan {
  readonly batchSize: number
  readonly shuffle: boolean
  readonly dropLast: boolean
  readonly scale: ValueScale
}

export function batchPlan({ batchSize = 256, shuffle = true, dropLast = false, scale = {} }: FeedOptions): BatchPlan {
  return { batchSize, shuffle, dropLast, scale }
}

/** [batches] row indices of each batch of one epoch. */
export function* rowBatches(rows: number, { batchSize, shuffle, dropLast }: BatchPlan, random: Random): Generator<Int32Array> {
  const order = shuffle ? shuffledRows(rows, random) : Uint32Array.from({ length: rows }, (_, row) => row)
  for (let from = 0; from < rows; from += batchSize) {
    if (dropLast && from + batchSize > rows) return
    yield Int32Array.from(order.subarray(from, from + batchSize))
  }
}

/** The batches of an epoch from rows in memory. */
export async function* matrixBatches(matrix: FeedMatrix, plan: BatchPlan, random: Random): AsyncGenerator<HostBatch> {
  let index = 0
  for (const rows of rowBatches(matrix.rows, plan, random)) {
    const out = new Float32Array(rows.length * matrix.columns)
    yield { values: copyAsFloat32(matrix, rows, { scale: plan.scale, out }), rows, index: index++ }
  }
}

/**
 * The batches of an epoch from chunks. A batch may span several chunks. Shuffling mixes the rows only within each chunk, so chunks
 * should be much larger than batches.
 *
 * @throws {ShapeError} if chunks have different numbers of columns.
 */
export async function* chunkBatches(
  chunks: AsyncIterable<FeedMatrix> | Iterable<FeedMatrix>,
  plan: BatchPlan,
  random: Random,
): AsyncGenerator<HostBatch> {
  const { batchSize, dropLast, scale } = plan
  let columns = 0
  let firstRow = 0
  let index = 0
  let chunkNumber = 0
  let values = new Float32Array(0)
  let rows = new Int32Array(batchSize)
  let filled = 0
  for await (const chunk of chunks) {
    if (columns === 0) {
      columns = chunk.columns
      values = new Float32Array(batchSize * columns)
    }
    if (chunk.columns !== columns) {
      throw new ShapeError('chunk', `of ${columns} columns, as the first`, `of ${chunk.columns} columns from row ${firstRow} on`, 'Give every chunk the same columns.')
    }
    const order = plan.shuffle ? shuffledRows(chunk.rows, random.fork(chunkNumber)) : Uint32Array.from({ length: chunk.rows }, (_, row) => row)
    chunkNumber++
    for (let from = 0; from < chunk.rows; ) {
      const taken = order.subarray(from, from + batchSize - filled)
      copyAsFloat32(chunk, taken, { scale, out: values.subarray(filled * columns) })
      for (let i = 0; i < taken.length; i++) rows[filled + i] = firstRow + taken[i]
      filled += taken.length
      from += taken.length
      if (filled < batchSize) continue
      yield { values, rows, index: index++ }
      values = new Float32Array(batchSize * columns)
      rows = new Int32Array(batchSize)
      filled = 0
    }
    firstRow += chunk.rows
  }
  if (filled > 0 && !dropLast) yield { values: values.slice(0, filled * columns), rows: rows.slice(0, filled), index }
}
