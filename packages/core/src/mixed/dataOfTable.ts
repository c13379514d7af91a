import { drawRowNumbers, ShapeError, type Matrix } from '@mixtura/numerics'
import { acceptRowKnowledge, countedRows, knowledgeOf, type RowKnowledge } from '../statistics/rowKnowledge.js'
import { samplesSource } from '../statistics/samplesSource.js'
import { codeRows, takeCodedRows, type CodedRows } from './codedRows.js'
import { shownColumn, splitColumns, type MixedColumnDescription } from './mixedColumns.js'
import type { MixedData, MixedDataOptions } from './mixedData.js'
import { mixedSource } from './mixedSource.js'

/**
 * A table in memory.
 *
 * @throws {ShapeError} for a cell that its column cannot have, a column without any cell, and weights or priors that do not fit.
 */
export function dataOfTable(given: Matrix, columns: readonly MixedColumnDescription[], { sampleWeights, labelPriors, kernels, threads }: MixedDataOptions): MixedData {
  const accepted = acceptRowKnowledge({ weights: sampleWeights, labelPriors }, given.rows)
  const all = codeRows(given, columns)
  const { rows: kept, knowledge } = countedRows(given, accepted)
  const table = kept ? takeCodedRows(all, kept) : all
  const valueWeights = weightsOfValues(table, knowledge)
  requireCells(columns, { numbers: observedNumbers(table.numbers), valueWeights })
  return {
    rows: table.rows,
    columns,
    totalWeight: knowledge.weights?.reduce((sum, weight) => sum + weight, 0) ?? table.rows,
    coded: table.coded,
    valueWeights,
    table: { table, knowledge, given, kept },
    statistics: components => mixedSource(table, { columns, components, knowledge, kernels, threads }),
    numbers: () => samplesSource(table.numbers, { missing: 'marginalize', weights: knowledge.weights, kernels, threads }),
    eachChunk: use => use(given, accepted.weights),
    draw: async (count, random) => {
      if (count >= table.rows) return { table, knowledge }
      const drawn = drawRowNumbers(table.rows, count, random)
      return { table: takeCodedRows(table, drawn), knowledge: knowledgeOf(knowledge, drawn) }
    },
  }
}

/** Adds the weights of the rows of each value: [V + 1] for each column, the last of missing cells. */
export function weightsOfValues({ rows, coded }: CodedRows, { weights }: RowKnowledge): readonly Float64Array[] {
  return coded.map(({ values, codes }) => {
    const sums = new Float64Array(values.length + 1)
    for (let row = 0; row < rows; row++) sums[codes[row]] += weights ? weights[row] : 1
    return sums
  })
}

/** Whether each column of numbers has a cell. */
export function observedNumbers({ data, columns }: Matrix): boolean[] {
  return Array.from({ length: columns }, (_, i) => {
    for (let at = i; at < data.length; at += columns) if (!Number.isNaN(data[at])) return true
    return false
  })
}

/** @throws {ShapeError} for a column without any cell. */
export function requireCells(columns: readonly MixedColumnDescription[], { numbers, valueWeights }: { readonly numbers: readonly boolean[]; readonly valueWeights: readonly Float64Array[] }): void {
  const split = splitColumns(columns)
  const empty = split.numbers.find((_, i) => !numbers[i]) ?? split.coded.find((_, c) => !valueWeights[c].subarray(0, -1).some(weight => weight > 0))
  if (empty === undefined) return
  throw new ShapeError(shownColumn(columns[empty], empty), 'observed in some row that counts', 'missing in every one', 'Leave the column out.')
}
