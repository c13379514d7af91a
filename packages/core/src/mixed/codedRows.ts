import { copyRows, type Matrix, ShapeError } from '@mixtura/numerics'
import { type MixedColumnDescription, shownColumn, splitColumns } from './mixedColumns.js'

/** The cells of one column that is not a number. */
export interface CodedColumn {
  /** [V] the values that occur, ascending: all codes of levels, or the distinct counts. */
  readonly values: Float64Array
  /** [N] place of each cell's value in `values`; V for a missing cell. */
  readonly codes: Int32Array
}

/** The rows of a table, with the columns of numbers apart from the others. */
export interface CodedRows {
  readonly rows: number
  /** [N, D] the columns of numbers, NaN where a cell is missing; D may be 0. */
  readonly numbers: Matrix
  /** The other columns, in their order. */
  readonly coded: readonly CodedColumn[]
}

/** Counts up to this are looked up in an array. */
const largestIndexed = 2 ** 22
/** Counts beyond it are no longer whole numbers in float64 without gaps. */
const largestCount = 2 ** 53

/**
 * Checks the cells and separates the columns.
 *
 * @param samples [N, P]
 * @throws {ShapeError} for another number of columns, or a cell that its column cannot have.
 */
export function codeRows(samples: Matrix, columns: readonly MixedColumnDescription[]): CodedRows {
  if (samples.columns !== columns.length) {
    throw new ShapeError('samples', `[N, ${columns.length}], a cell for each column`, `[${samples.rows}, ${samples.columns}]`, 'Pass the columns in their order.')
  }
  const split = splitColumns(columns)
  return {
    rows: samples.rows,
    numbers: numberCells(samples, columns, split.numbers),
    coded: split.coded.map(column => (columns[column].levels.length > 0 ? codeLevels(samples, columns, column) : codeCounts(samples, columns, column))),
  }
}

/** The same rows, in the given order; numbers may repeat. */
export function takeCodedRows({ numbers, coded }: CodedRows, rows: Uint32Array): CodedRows {
  return {
    rows: rows.length,
    numbers: numbers.columns === 0 ? { ...numbers, rows: rows.length } : copyRows(numbers, rows),
    coded: coded.map(({ values, codes }) => ({ values, codes: Int32Array.from(rows, row => codes[row]) })),
  }
}

function numberCells(samples: Matrix, columns: readonly MixedColumnDescription[], numbers: readonly number[]): Matrix {
  const all = columns.length
  for (const column of numbers) {
    for (let at = column; at < samples.data.length; at += all) {
      if (Math.abs(samples.data[at]) !== Infinity) continue
      throw wrongCell(columns, { row: Math.floor(at / all), column, value: samples.data[at], expected: 'a finite number, or NaN where it is missing' })
    }
  }
  // A table of numbers alone is used as it is.
  if (numbers.length === all) return samples
  const data = new Float64Array(samples.rows * numbers.length)
  for (let row = 0, to = 0; row < samples.rows; row++) for (const column of numbers) data[to++] = samples.data[row * all + column]
  return { data, rows: samples.rows, columns: numbers.length }
}

const isMissing = (value: number): boolean => Number.isNaN(value) || value === -1

function codeLevels({ data, rows }: Matrix, columns: readonly MixedColumnDescription[], column: number): CodedColumn {
  const { length } = columns[column].levels
  const codes = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const value = data[row * columns.length + column]
    if (isMissing(value)) codes[row] = length
    else if (Number.isInteger(value) && value >= 0 && value < length) codes[row] = value
    else throw wrongCell(columns, { row, column, value, expected: `the number of a level, 0 to ${length - 1}, or NaN or -1 where it is missing` })
  }
  return { values: Float64Array.from({ length }, (_, l) => l), codes }
}

function codeCounts({ data, rows }: Matrix, columns: readonly MixedColumnDescription[], column: number): CodedColumn {
  const distinct = new Set<number>()
  for (let row = 0; row < rows; row++) {
    const value = data[row * columns.length + column]
    if (isMissing(value)) continue
    if (!(Number.isInteger(value) && value >= 0 && value < largestCount)) {
      throw wrongCell(columns, { row, column, value, expected: 'a whole number from 0, or NaN or -1 where it is missing' })
    }
    distinct.add(value)
  }
  const values = Float64Array.from(distinct).sort()
  const largest = values.at(-1) ?? 0
  const index = largest <= largestIndexed ? new Int32Array(largest + 1) : new Map<number, number>()
  values.forEach((value, v) => (index instanceof Map ? index.set(value, v) : (index[value] = v)))
  const codes = Int32Array.from({ length: rows }, (_, row) => {
    const value = data[row * columns.length + column]
    if (isMissing(value)) return values.length
    return index instanceof Map ? index.get(value)! : index[value]
  })
  return { values, codes }
}

function wrongCell(
  columns: readonly MixedColumnDescription[],
  { row, column, value, expected }: { readonly row: number; readonly column: number; readonly value: number; readonly expected: string },
): ShapeError {
  return new ShapeError(`samples, row ${row}, ${shownColumn(columns[column], column)}`, expected, String(value), 'Correct that cell, or give the column another kind.')
}
