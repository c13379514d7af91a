import type { Matrix } from '@mixtura/numerics'
import type { FeedMatrix } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { encodedRows, type SampleEncoding } from '../samples/prepareSamples.js'

/** Rows per pass through the network. */
const rowsPerPass = 2048

export interface ApplyOptions {
  /** Scaling of the rows before the network. */
  readonly scale: SampleEncoding
  /** Shape of one row. */
  readonly shape: readonly number[]
  readonly signal?: AbortSignal
}

/**
 * Applies a network to every row, in the order of the rows.
 *
 * @param network [B, ...shape] to [B, M], called inside tf.tidy.
 * @returns [N, M] float64.
 */
export async function applyToRows(network: (rows: tf.Tensor) => tf.Tensor, matrix: FeedMatrix, { scale, shape, signal }: ApplyOptions): Promise<Matrix> {
  let data: Float64Array | undefined
  let columns = 0
  for (let from = 0; from < matrix.rows; from += rowsPerPass) {
    signal?.throwIfAborted()
    const to = Math.min(from + rowsPerPass, matrix.rows)
    const outputs = tf.tidy(() => network(tf.tensor(encodedRows(matrix, scale, from, to), [to - from, ...shape])))
    const values = await outputs.data<'float32'>()
    outputs.dispose()
    columns = values.length / (to - from)
    data ??= new Float64Array(matrix.rows * columns)
    data.set(values, from * columns)
  }
  return { data: data ?? new Float64Array(0), rows: matrix.rows, columns }
}
