import type { Random } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'

/** [rows, columns] standard normal draws from a seeded generator. They are the same on every backend. */
export function standardNormals(rows: number, columns: number, random: Random): tf.Tensor2D {
  return tf.tensor2d(Float32Array.from({ length: rows * columns }, () => random.normal()), [rows, columns])
}
