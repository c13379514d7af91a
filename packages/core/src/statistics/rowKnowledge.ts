import { type Matrix, type Samples, ShapeError, toMatrix } from '@mixtura/numerics'
import { readNumbers } from '@mixtura/numerics/validation'
import { takeEntries, takeRows } from './takeRows.js'

/** What is known about the rows besides their values. */
export interface RowKnowledge {
  /** [N] how often each row counts, at least 0; 1 by default. */
  readonly weights?: Float64Array | undefined
  /**
   * [N, K] relative prior probability of each component, at least 0. A single positive entry fixes the component of the row;
   * equal entries have no effect.
   */
  readonly labelPriors?: Matrix | undefined
}

/** The knowledge about the rows that a caller may pass. */
export interface GivenRowKnowledge {
  /** [N] how often each row counts, at least 0; 1 by default. */
  readonly weights?: ArrayLike<number> | undefined
  /** [N, K] relative prior probability of each component, at least 0. */
  readonly labelPriors?: Samples | undefined
}

/** 2^-60. With smaller weights, the smallest accepted squares of samples would underflow when weighted. */
export const minMeanWeight = 2 ** -60

/**
 * Checks the knowledge and converts it to float64.
 *
 * @throws {ShapeError} if an array does not fit `rows`, or a value is not a number, negative or not finite.
 */
export function acceptRowKnowledge(given: GivenRowKnowledge, rows: number): RowKnowledge {
  const weights = given.weights === undefined ? undefined : readNumbers('sampleWeights', given.weights)
  const labelPriors = given.labelPriors === undefined ? undefined : toMatrix(given.labelPriors, 'labelPriors')
  if (weights) {
    if (weights.length !== rows) {
      throw new ShapeError('sampleWeights', `[${rows}], one per row`, `[${weights.length}]`, 'Give every row its weight.')
    }
    requireNonNegative('sampleWeights', weights)
    if (!weights.some(weight => weight > 0)) {
      throw weightlessRows('sampleWeights')
    }
  }
  if (labelPriors) {
    if (labelPriors.rows !== rows) {
      throw new ShapeError('labelPriors', `[${rows}, K], one row per row`, `[${labelPriors.rows}, ${labelPriors.columns}]`, 'Give every row its priors.')
    }
    requireNonNegative('labelPriors', labelPriors.data)
    for (let row = 0; row < rows; row++) {
      if (priorsOf(labelPriors, row).some(prior => prior > 0)) continue
      throw new ShapeError('labelPriors', 'positive for some component in each row', `0 for all at row ${row}`, 'Give a row of which nothing is known equal priors.')
    }
  }
  return { weights, labelPriors }
}

/** The error for rows none of which counts. @param name of the field that holds their weights. */
export function weightlessRows(name: string): ShapeError {
  return new ShapeError(name, 'positive for some rows', '0 for all', 'Give the rows that count a weight.')
}

export interface CountedRows {
  readonly samples: Matrix
  /** Numbers of the rows that count; undefined if all do. */
  readonly rows: Uint32Array | undefined
  readonly knowledge: RowKnowledge
}

/**
 * The rows that count, and what is known about them. Rows of weight 0 are left out, and priors are scaled so that the largest
 * of each row is 1. Then a row with equal priors contributes the likelihood of its values, and a row whose component is fixed
 * contributes the joint likelihood of values and component.
 *
 * @param knowledge must have been checked.
 * @throws {ShapeError} for weights so small that weighted squares leave the range of float64.
 */
export function countedRows(
  samples: Matrix,
  knowledge: RowKnowledge,
): CountedRows {
  const { weights: given } = knowledge
  if (given) requireMeanWeight(given.reduce((sum, weight) => sum + weight, 0) / given.length)
  const counted = rowsOfWeight(samples, knowledge)
  const { weights, labelPriors } = counted.knowledge
  return { ...counted, knowledge: { weights, labelPriors: labelPriors && scaledPriors(labelPriors) } }
}

/** The rows of positive weight, and what is known about them. */
export function rowsOfWeight(samples: Matrix, knowledge: RowKnowledge): CountedRows {
  const rows = rowsOfPositiveWeight(knowledge.weights)
  return rows ? { samples: takeRows(samples, rows), rows, knowledge: knowledgeOf(knowledge, rows) } : { samples, rows, knowledge }
}

/** @throws {ShapeError} for weights of so small a mean that weighted squares leave the range of float64. */
export function requireMeanWeight(mean: number): void {
  if (mean >= minMeanWeight) return
  throw new ShapeError(
    'sampleWeights', `of a mean of ${minMeanWeight.toExponential(0)} or more, below which weighted squares leave the range of float64`, String(mean),
    'Multiply all of them by one number.',
  )
}

/** Numbers of the rows with positive weight; undefined if these are all rows. */
function rowsOfPositiveWeight(weights: Float64Array | undefined): Uint32Array | undefined {
  if (!weights?.includes(0)) return undefined
  return Uint32Array.from(weights.keys()).filter(row => weights[row] > 0)
}

function scaledPriors({ data, rows, columns }: Matrix): Matrix {
  const scaled = Float64Array.from(data)
  for (let row = 0; row < rows; row++) {
    const priors = scaled.subarray(row * columns, (row + 1) * columns)
    const largest = priors.reduce((most, prior) => Math.max(most, prior), 0)
    for (let k = 0; k < columns; k++) priors[k] /= largest
  }
  return { data: scaled, rows, columns }
}

/** The knowledge about the given rows. */
export function knowledgeOf({ weights, labelPriors }: RowKnowledge, rows: Uint32Array): RowKnowledge {
  return {
    weights: weights && takeEntries(weights, rows),
    labelPriors: labelPriors && takeRows(labelPriors, rows),
  }
}

/** [K] priors of one row. */
export function priorsOf({ data, columns }: Matrix, row: number): Float64Array {
  return Float64Array.from(data.subarray(row * columns, (row + 1) * columns))
}

/** @throws {ShapeError} for the first entry that is negative or not finite. */
export function requireNonNegative(thing: string, values: Float64Array | Float32Array): void {
  const at = values.findIndex(value => !(value >= 0 && value < Infinity))
  if (at < 0) return
  throw new ShapeError(thing, 'finite numbers of at least 0', `${values[at]} at entry ${at}`, 'Correct that entry.')
}
