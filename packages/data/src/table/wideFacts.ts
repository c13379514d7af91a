import type { DuckDBValue, DuckDBVector } from '@duckdb/node-api'
import type { Database } from '../duckdb/database.js'
import { cellsTable, isNumberStorage, type TableColumn } from './tableColumn.js'

/** What one look at all cells of a column tells. */
export interface ColumnFacts {
  /** Cells with a value. */
  readonly present: number
  readonly nonFinite: number
  readonly distinct: number
  /** Whether `distinct` is exact. */
  readonly isCounted: boolean
  /** Of a number column: whether all its cells are whole, and each is larger than the one before. */
  readonly isWhole: boolean
  readonly isIncreasing: boolean
  readonly minimum: number | null
  readonly maximum: number | null
  readonly mean: number | null
  readonly standardDeviation: number | null
}

/** Columns read by one query. */
const columnsPerQuery = 200

/**
 * The facts of many columns of few rows, computed here: for DuckDB every aggregate of every column is
 * a piece of plan that costs milliseconds, whatever the number of rows.
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

/** Beyond this the squares of a column's cells do not fit float64, nor far beyond it their sum. */
export const largestSummed = 1e150
/** Below this they vanish. */
const smallestSummed = 1e-150
/** A power of two, by which nothing is rounded. */
const summingScale = 2 ** 600

/** What the cells of a column are divided by before they and their squares are added up. */
export function summingScaleOf({ minimum, maximum }: Pick<ColumnFacts, 'minimum' | 'maximum'>): number {
  const largest = Math.max(-(minimum ?? 0), maximum ?? 0)
  return largest > largestSummed ? summingScale : largest < smallestSummed && largest > 0 ? 1 / summingScale : 1
}

/** A number beyond float64 is none. */
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

/** Mean by compensated summation (Neumaier), deviations about it. */
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
    distinct: new Set(present).size,
    isCounted: true,
    isWhole: finite.every(Number.isInteger) && count === present.length,
    isIncreasing: present.length === rows && present.every((value, row) => row === 0 || value > present[row - 1]),
    minimum: count === 0 ? null : minimum,
    maximum: count === 0 ? null : maximum,
    mean: count === 0 ? null : mean * scale,
    standardDeviation: count < 2 ? null : finiteOrNull(Math.sqrt(squares / (count - 1)) * scale),
  }
}
