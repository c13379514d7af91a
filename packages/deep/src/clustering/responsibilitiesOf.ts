import type { Matrix } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import { applyToRows } from '../networks/applyToRows.js'

/** Cluster probabilities of every code: [N, Z] to [N, K]. Rows sum to 1. */
export async function responsibilitiesOf(logResponsibilities: (codes: tf.Tensor) => tf.Tensor2D, codes: Matrix): Promise<Matrix> {
  return applyToRows(rows => tf.exp(logResponsibilities(rows)), codes, { scale: { offset: 0, factor: 1 }, shape: [codes.columns] })
}

/** [N] column of the largest probability of each row; the first one if several are equal. */
export function labelsOf({ data, rows, columns }: Matrix): Int32Array {
  const labels = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    for (let k = 1; k < columns; k++) if (data[row * columns + k] > data[row * columns + labels[row]]) labels[row] = k
  }
  return labels
}
