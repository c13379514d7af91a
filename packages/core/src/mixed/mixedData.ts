import { InvalidOptionError, type Matrix, type Random } from '@mixtura/numerics'
import type { KernelName } from '../kernels/kernels.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import type { CodedColumn } from './codedRows.js'
import type { MixedColumnDescription } from './mixedColumns.js'
import type { MixedSource } from './mixedSource.js'
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
  /** Calls `use` with some rows [n, P] that count after the others, and with their weights. */
  eachChunk(use: (samples: Matrix, weights: Float64Array | undefined) => Promise<void>): Promise<void>
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

/** @throws {InvalidOptionError} for options that say something of each row, which a source must know itself. */
export function requireNoRowOptions(options: MixedDataOptions): void {
  const given = (['sampleWeights', 'labelPriors'] as const).find(name => options[name] !== undefined)
  if (given) throw new InvalidOptionError(given, 'left to the source', 'given beside a source', given === 'sampleWeights' ? 'Let the chunks have weights, or pass a table.' : 'Pass a table in memory.')
}
