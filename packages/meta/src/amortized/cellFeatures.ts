import * as tf from '@tensorflow/tfjs-core'
import type { WeightedGroups } from './diagonalMixture.js'

/** Angular frequencies of position features, per standard deviation of the set. High ones separate positions that are close. */
const frequencies = [1, 2, 4].map(quarters => (quarters * Math.PI) / 2)
/** Keeps logarithms finite for a cell with no row or one row. */
const smallestWeight = 1e-3
const smallestVariance = 1e-4

export function cellFeatureCount(columns: number): number {
  return 1 + columns * (2 + 2 * frequencies.length)
}

/** Features of one cell: ln w, μ, sines and cosines of μ, ln σ. [T M, features] */
export function cellFeatures({ weights, means, variances }: Required<WeightedGroups>, columns: number): tf.Tensor2D {
  const waves = frequencies.flatMap(frequency => {
    const phases = tf.mul(means, frequency)
    return [tf.sin(phases), tf.cos(phases)]
  })
  const logWeights = tf.expandDims(tf.log(tf.add(weights, smallestWeight)), 2)
  const logDeviations = tf.mul(tf.log(tf.add(variances, smallestVariance)), 0.5)
  return tf.reshape(tf.concat([logWeights, means, ...waves, logDeviations], 2), [-1, cellFeatureCount(columns)])
}

export const pairFeatureCount = 4

/**
 * Features of a pair of cells: their distance d, exp(-2 d²), the logarithm of d² in units of their variances, and the logarithm
 * of what merging them would add to the sum of squares (Ward). [T M M, features]
 */
export function pairFeatures({ weights, means, variances }: Required<WeightedGroups>): tf.Tensor2D {
  const squares = tf.squaredDifference(tf.expandDims(means, 2), tf.expandDims(means, 1))
  const distances = tf.sum(squares, 3)
  const spreads = tf.add(tf.add(tf.expandDims(variances, 2), tf.expandDims(variances, 1)), 0.01)
  const scaled = tf.sum(tf.div(squares, spreads), 3)
  const [rows, columns] = [tf.expandDims(weights, 2), tf.expandDims(weights, 1)]
  const joined = tf.div(tf.mul(rows, columns), tf.add(tf.add(rows, columns), 1e-6))
  const features = [
    tf.sqrt(distances),
    tf.exp(tf.mul(distances, -2)),
    tf.log(tf.add(scaled, 0.1)),
    tf.log(tf.add(tf.mul(joined, distances), smallestWeight)),
  ]
  return tf.reshape(tf.stack(features, 3), [-1, pairFeatureCount])
}
