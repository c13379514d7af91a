import * as tf from '@tensorflow/tfjs-core'

/**
 * Joins m rows into one, so that a discriminator sees several rows at once and notices when they are alike. The batch is cut
 * into m blocks, which are concatenated along the last axis.
 *
 * @param rows [B, ...shape, C], B a multiple of m.
 * @returns [B / m, ...shape, m C]
 * @see Lin, Khetan, Fanti & Oh, PacGAN: the power of two samples in generative adversarial networks (2018).
 */
export function packRows(rows: tf.Tensor, packing: number): tf.Tensor {
  return packing === 1 ? rows : tf.tidy(() => tf.concat(tf.split(rows, packing), -1))
}

/** Shape of one packed row. */
export function packedShape(shape: readonly number[], packing: number): readonly number[] {
  return [...shape.slice(0, -1), shape[shape.length - 1] * packing]
}
