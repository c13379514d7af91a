import type { Matrix } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import { applyToRows } from '../networks/applyToRows.js'

/** Cluster probabilities of every code: [N, Z] to [N, K]. Rows sum to 1. */
export async function responsibilitiesOf(logResponsibilities: (codes: tf.Tensor) => tf.Tensor2D, codes: Matrix): Promise<Matrix> {
  return applyToRows(rows => tf.exp(logResponsibilities(rows)), codes, { scale: { offset: 0, factor: 1 }, shape: [codes.columns] })
}
