import type { Matrix } from '@mixtura/numerics'
import type { FeedMatrix } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { applyToRows, type ApplyOptions } from '../networks/applyToRows.js'
import type { VariationalNetworks } from './variationalNetworks.js'

/** q(z | x) of every row. */
export interface RowPosteriors {
  /** m, [N, Z] */
  readonly means: Matrix
  /** s², [N, Z] */
  readonly variances: Matrix
}

/** The latent posterior of every row, in the order of the rows. */
export async function encodeRows(
  networks: VariationalNetworks,
  matrix: FeedMatrix,
  { scale, signal }: Pick<ApplyOptions, 'scale' | 'signal'>,
): Promise<RowPosteriors> {
  const both = await applyToRows(
    rows => {
      const { mean, logVariance } = networks.encode(rows)
      return tf.concat([mean, tf.exp(logVariance)], 1)
    },
    matrix,
    { scale, shape: networks.inputShape, ...(signal ? { signal } : {}) },
  )
  const latent = both.columns / 2
  return { means: columnsOf(both, 0, latent), variances: columnsOf(both, latent, latent) }
}

function columnsOf({ data, rows, columns }: Matrix, from: number, count: number): Matrix {
  const part = new Float64Array(rows * count)
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < count; j++) part[row * count + j] = data[row * columns + from + j]
  }
  return { data: part, rows, columns: count }
}
