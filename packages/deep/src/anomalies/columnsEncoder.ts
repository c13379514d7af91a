import { explainSamples } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { FeedMatrix } from '@mixtura/tensor'
import type { AnomalyEncoder } from './anomalyEncoder.js'

/**
 * The features of a table are its own columns, in their own units.
 *
 * @param columns indices of the columns that take part, ascending: those that varied in the rows of training.
 */
export function columnsEncoder({ inputs, columns }: { readonly inputs: number; readonly columns: readonly number[] }): AnomalyEncoder {
  const chosen = (rows: FeedMatrix): Matrix => chooseColumns(rows, columns)
  return {
    inputs,
    columns: columns.length,
    features: async rows => chosen(rows),
    async explain(mixture, rows) {
      const explanations = await explainSamples(mixture, chosen(rows))
      const ofAll = (matrix: Matrix): Matrix => spreadColumns(matrix, columns, inputs)
      return { ...explanations, weightsOfEvidence: ofAll(explanations.weightsOfEvidence), squaredDistances: ofAll(explanations.squaredDistances) }
    },
    save: async () => ({ settings: { kind: 'columns', inputs, columns }, arrays: {} }),
    dispose: () => undefined,
  }
}

function chooseColumns({ data, rows, columns: width }: FeedMatrix, columns: readonly number[]): Matrix {
  const chosen = new Float64Array(rows * columns.length)
  for (let row = 0; row < rows; row++) columns.forEach((column, at) => (chosen[row * columns.length + at] = data[row * width + column]))
  return { data: chosen, rows, columns: columns.length }
}

/** Puts columns back in their places among `width` columns. The others, which did not vary, have no part: 0. */
function spreadColumns({ data, rows, columns: count }: Matrix, columns: readonly number[], width: number): Matrix {
  const spread = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++) columns.forEach((column, at) => (spread[row * width + column] = data[row * count + at]))
  return { data: spread, rows, columns: width }
}
