import type { DuckDBValue, DuckDBVector } from '@duckdb/node-api'
import type { Database } from '../duckdb/database.js'
import { cellsTable, isNumberStorage, type TableColumn } from './tableColumn.js'

/** The facts of a column that one pass over its cells gives. */
export interface ColumnFacts {
  /** Number of cells with a value. */
  readonly present: number
  readonly nonFinite: number
  /** Number of distinct values, without NaN and the infinities. */
  readonly distinct: number
  /** Whether `distinct` is exact. */
  readonly isCounted: boolean
  /** Whether all finite cells of a number column are whole. `isIncreasing` is whether each is larger than the one before. */
  readonly isWhole: boolean
  readonly isIncreasing: boolean
  readonly minimum: number | null
  readonly maximum: number | null
  readonly mean: number | null
  readonly standardDeviation: number | null
}

/** Number of columns read by one query. */
const columnsPerQuery = 200

/**
 * The facts of many columns with few rows, computed without DuckDB. In DuckDB every aggregate of every
 * column adds milliseconds to the query plan, for any number of rows.
 */
export async function wideFacts(database: Database, columns: readonly TableColumn[], rows: number): Promise<ColumnFacts[]> {
  const facts: ColumnFacts[] = []
  for (let first = 0; first < columns.length; first += columnsPerQuery) {
    const batch = columns.slice(first, first + columnsPerQuery)
    const cells: unknown[][] = batch.map(() => [])
    const selection = batch.map(({ key, storage }) => (isNumberStorage(storage) ? `CAST(${key} AS DOUBLE)` : `CAST(${key} AS VARCHAR)`))
    for await (const chunk of database.chunks(`SELECT ${selection.join(', ')} FROM ${cellsTable} ORDER BY rowid`)) {
      const count = chunk.rowCount
      batch.forEach((_, column) => {
        const vector = chunk.getColumnVector(column) as DuckDBVector<DuckDBValue>
        for (let row = 0; row < count; row++) cells[column].push(vector.getItem(row))
      })
    }
    batch.forEach(({ storage }, column) => facts.push(isNumberStorage(storage)
      ? numberFacts(cells[column] as (number | null)[], rows)
      : wordFacts(cells[column] as (string | null)[])))
  }
  return facts
}

/** Cells larger than this are scaled before summing: their squares may overflow float64, and if they are much larger, so may their sum. */
export const largestSummed = 1e150
/** If all cells are smaller than this, they are scaled too: their squares would underflow. */
const smallestSummed = 1e-150
/** A power of two, so that scaling rounds nothing. */
const summingScale = 2 ** 600

/** The number by which the cells of a column are divided before they and their squares are summed. */
export function summingScaleOf({ minimum, maximum }: Pick<ColumnFacts, 'minimum' | 'maximum'>): number {
  const largest = Math.max(-(minimum ?? 0), maximum ?? 0)
  return largest > largestSummed ? summingScale : largest < smallestSummed && largest > 0 ? 1 / summingScale : 1
}

/** The value; null if it is beyond float64. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function wordFacts(cells: readonly (string | null)[]): ColumnFacts {
  const present = cells.filter(cell => cell !== null)
  return {
    present: present.length, nonFinite: 0, distinct: new Set(present).size, isCounted: true, isWhole: false, isIncreasing: false,
    minimum: null, maximum: null, mean: null, standardDeviation: null,
  }
}

/** Computes the mean by compensated summation (Neumaier) and the standard deviation about that mean. */
function numberFacts(cells: readonly (number | null)[], rows: number): ColumnFacts {
  const present = cells.filter(cell => cell !== null)
  const finite = present.filter(Number.isFinite)
  let minimum = Infinity
  let maximum = -Infinity
  for (const value of finite) {
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
  }
  const scale = summingScaleOf({ minimum, maximum })
  let sum = 0
  let lost = 0
  for (const cell of finite) {
    const value = cell / scale
    const next = sum + value
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  const count = finite.length
  const mean = (sum + lost) / count
  const squares = finite.reduce((total, value) => total + (value / scale - mean) ** 2, 0)
  return {
    present: present.length,
    nonFinite: present.length - count,
    distinct: new Set(finite).size,
    isCounted: true,
    isWhole: finite.every(Number.isInteger),
    isIncreasing: present.length === rows && present.every((value, row) => row === 0 || value > present[row - 1]),
    minimum: count === 0 ? null : minimum,
    maximum: count === 0 ? null : maximum,
    mean: count === 0 ? null : mean * scale,
    standardDeviation: count < 2 ? null : finiteOrNull(Math.sqrt(squares / (count - 1)) * scale),
  }
}
