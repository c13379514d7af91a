import type { Matrix } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import { marginalParameters } from '../model/marginalParameters.js'
import type { MixtureParameters } from '../model/parameters.js'
import { groupByPattern, hasMissingCells } from '../statistics/missingPatterns.js'
import { knowledgeOf, type RowKnowledge } from '../statistics/rowKnowledge.js'
import { newShareable } from '../threads/shareNumbers.js'
import type { CodedRows } from './codedRows.js'
import { distinctCodes } from './distinctCodes.js'
import type { CodedPassRows } from '../statistics/codedPass.js'
import { valuePlaces } from './valueTables.js'

/** Rows whose numbers are observed in the same columns. */
export interface PatternRows extends CodedPassRows {
  /** The observed columns among those of numbers, ascending. */
  readonly observed: readonly number[]
  /** Sum of the weights. */
  readonly weight: number
  /** Numbers of the rows in the table; undefined if they are all of its rows. */
  readonly numbersOfRows?: Uint32Array | undefined
}

/** The rows of a table by the numbers that are observed, in the order of first appearance. */
export function patternRows({ rows, numbers, coded }: CodedRows, knowledge: RowKnowledge, components: number): readonly PatternRows[] {
  const places = valuePlaces(coded, rows, components)
  if (numbers.columns === 0 || !hasMissingCells(numbers)) {
    const observed = Array.from({ length: numbers.columns }, (_, i) => i)
    return [withPriors({ observed, rows, samples: numbers, places, weights: knowledge.weights }, knowledge.labelPriors, components)]
  }
  return groupByPattern(numbers).map(({ observed, rows: own, samples }) => {
    const { weights, labelPriors } = knowledgeOf(knowledge, own)
    const width = coded.length
    const ownPlaces = new Int32Array(newShareable(Int32Array.BYTES_PER_ELEMENT * own.length * width))
    own.forEach((row, at) => ownPlaces.set(places.subarray(row * width, (row + 1) * width), at * width))
    return withPriors({ observed, rows: own.length, numbersOfRows: own, samples, places: ownPlaces, weights }, labelPriors, components)
  })
}

/** The distinct rows of a table without numbers. */
export function distinctRowsOf(table: CodedRows, knowledge: RowKnowledge, components: number): PatternRows {
  const { labelPriors, codes, rows, weights } = distinctCodes(table, knowledge)
  const places = valuePlaces(table.coded.map(({ values }, c) => ({ values, codes: codes[c] })), rows, components)
  return withPriors({ rows, places, weights, observed: [], samples: { ...table.numbers, rows } }, labelPriors, components)
}

function withPriors(part: Omit<PatternRows, 'weight' | 'logPriors'>, labelPriors: Matrix | undefined, components: number): PatternRows {
  const weight = part.weights?.reduce((sum, value) => sum + value, 0) ?? part.rows
  // A single class has responsibility 1 for every row, whatever the priors are.
  return { ...part, weight, ...(labelPriors && components > 1 && { logPriors: Float64Array.from(labelPriors.data, Math.log) }) }
}

/** The marginal Gaussians of the observed numbers. */
export function gaussiansOfPattern(gaussians: MixtureParameters, observed: readonly number[]): MixtureParameters {
  return observed.length === gaussians.columns ? gaussians : marginalParameters(gaussians, observed, covarianceStructure(gaussians.covarianceType).layout.scatter)
}
