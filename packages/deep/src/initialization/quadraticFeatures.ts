import { ShapeError } from '@mixtura/numerics'
import { requireTensor } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/**
 * [B, D + D (D + 1) / 2] each row with all products of its columns: x_1, …, x_D, then x_i x_j for i ≤ j, row by row. The
 * posterior of any Gaussians is a softmax of an affine function of these features.
 *
 * @param rows [B, D]
 * @throws {ShapeError} unless `rows` is a tensor of this shape.
 */
export function quadraticFeatures(rows: tf.Tensor): tf.Tensor2D {
  requireTensor('rows', rows)
  if (rows.rank !== 2) throw new ShapeError('rows', '[B, D]', `[${rows.shape.join(', ')}]`, 'Pass for example tf.tensor2d(rows).')
  return tf.tidy(() => {
    const [batch, columns] = rows.shape as [number, number]
    const products = Array.from({ length: columns }, (_, i) =>
      tf.mul(tf.slice(rows, [0, i], [batch, columns - i]), tf.slice(rows, [0, i], [batch, 1])),
    )
    return tf.concat([rows, ...products], 1) as tf.Tensor2D
  })
}
