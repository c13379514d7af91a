import { copyRows, someShuffledRows, type Matrix, type Random } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import { stackRows } from '../learners/rowStack.js'
import type { WeightedGroups } from './diagonalMixture.js'
import type { SetSummary } from './summarizeSet.js'

/** Loads the summaries of T sets to the device. */
export function loadSummaries(summaries: readonly SetSummary[], columns: number): Required<WeightedGroups> {
  const cells = summaries[0].weights.length
  const weights = new Float32Array(summaries.length * cells)
  const means = new Float32Array(weights.length * columns)
  const variances = new Float32Array(means.length)
  summaries.forEach((summary, task) => {
    weights.set(summary.weights, task * cells)
    means.set(summary.means, task * cells * columns)
    for (let i = 0; i < cells * columns; i++) {
      variances[task * cells * columns + i] = summary.covariances[i * columns + (i % columns)]
    }
  })
  return {
    weights: tf.tensor(weights, [summaries.length, cells]),
    means: tf.tensor(means, [summaries.length, cells, columns]),
    variances: tf.tensor(variances, [summaries.length, cells, columns]),
  }
}

/** Loads the samples of T sets to the device, each set in its own frame. */
export function loadRows(sets: readonly Matrix[], summaries: readonly SetSummary[]): WeightedGroups {
  const framed = sets.map(({ data, rows, columns }, i) => {
    const { offset, factor } = summaries[i].frame
    return { data: data.map((value, at) => (value - offset[at % columns]) * factor[at % columns]), rows, columns }
  })
  const { values, rowWeights } = stackRows(framed)
  return { means: values, weights: rowWeights }
}

/** Draws at most `most` rows of a set without replacement. */
export function someRows(set: Matrix, most: number, random: Random): Matrix {
  return set.rows <= most ? set : copyRows(set, someShuffledRows(set.rows, most, random))
}
