import type { Matrix, Random } from '@mixtura/numerics'
import { drawRowNumbers, InvalidOptionError, ShapeError } from '@mixtura/numerics'
import type { KernelName } from '../kernels/kernels.js'
import { acceptRowKnowledge, countedRows, knowledgeOf, type RowKnowledge } from '../statistics/rowKnowledge.js'
import { samplesSource } from '../statistics/samplesSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { codeRows, takeCodedRows, type CodedColumn, type CodedRows } from './codedRows.js'
import { shownColumn, splitColumns, type MixedColumnDescription } from './mixedColumns.js'
import { mixedSource, type MixedSource } from './mixedSource.js'
import type { StartRows } from './mixedStarts.js'

/** A table of mixed columns that need not fit into memory: `mixedChunksSource` makes it, and fits accept it in place of a table. */
export interface MixedTableSource {
  /** Number of rows with a positive weight. */
  readonly rows: number
  readonly columns: readonly MixedColumnDescription[]
  /** Sum of the weights of the rows; the number of rows if they have no weights. */
  readonly totalWeight: number
}

/** What a fit needs of a table, wherever it is. */
export interface MixedData extends MixedTableSource {
  /** The values of each column that is not a number. */
  readonly coded: readonly Pick<CodedColumn, 'values'>[]
  /** [V + 1] sum of the weights of the rows with each value, for each such column; the last one is of missing cells. */
  readonly valueWeights: readonly Float64Array[]
  /** E-steps of all rows. */
  statistics(components: number): Promise<MixedSource>
  /** The columns of numbers alone, with missing cells. */
  numbers(): Promise<StatisticsSource>
  /** `count` distinct rows drawn with `random`, in the order of the table; all rows if there are not more. */
  draw(count: number, random: Random): Promise<StartRows>
  /** The whole table, if it is in memory. */
  readonly table?: StartRows & {
    readonly given: Matrix
    /** Numbers of the rows that count among the given ones; undefined if they are all. */
    readonly kept: Uint32Array | undefined
  }
}

/** Whether data are a source instead of a table. */
export const isMixedData = (data: unknown): data is MixedData => typeof data === 'object' && data !== null && 'valueWeights' in data && 'statistics' in data

/** What is known of the rows, and how passes are computed. */
export interface MixedDataOptions {
  readonly sampleWeights?: Float64Array | undefined
  readonly labelPriors?: Matrix | undefined
  readonly kernels?: KernelName | undefined
  readonly threads?: number | undefined
}

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
    draw: async (count, random) => {
      if (count >= table.rows) return { table, knowledge }
      const drawn = drawRowNumbers(table.rows, count, random)
      return { table: takeCodedRows(table, drawn), knowledge: knowledgeOf(knowledge, drawn) }
    },
  }
}

/** @throws {InvalidOptionError} for options that say something of each row, which a source must know itself. */
export function requireNoRowOptions(options: MixedDataOptions): void {
  const given = (['sampleWeights', 'labelPriors'] as const).find(name => options[name] !== undefined)
  if (given) throw new InvalidOptionError(given, 'left to the source', 'given beside a source', given === 'sampleWeights' ? 'Let the chunks have weights, or pass a table.' : 'Pass a table in memory.')
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
