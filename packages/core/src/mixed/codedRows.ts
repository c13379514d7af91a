import { copyRows, type Matrix, ShapeError } from '@mixtura/numerics'
import { type MixedColumnDescription, shownColumn, splitColumns } from './mixedColumns.js'

/** The cells of one column that is not a number. */
export interface CodedColumn {
  /** [V] the values that occur, ascending: all codes of levels, or the distinct counts. */
  readonly values: Float64Array
  /** [N] place of each cell's value in `values`; V for a missing cell. */
  readonly codes: Int32Array
}

/** The values of each column that is not a number in all chunks of a table, and the place of each value among them. */
export interface Coding {
  readonly values: Float64Array
  readonly placeOf: (value: number) => number | undefined
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
 * @param options.codings of the columns that are not numbers; by default, the values are those of `samples`.
 * @param options.firstRow number of the first row, for messages; 0 by default.
 * @throws {ShapeError} for another number of columns, a cell that its column cannot have, or a count that is not in its coding.
 */
export function codeRows(
  samples: Matrix,
  columns: readonly MixedColumnDescription[],
  { codings, firstRow = 0 }: { readonly codings?: readonly Coding[] | undefined; readonly firstRow?: number | undefined } = {},
): CodedRows {
  if (samples.columns !== columns.length) {
    throw new ShapeError('samples', `[N, ${columns.length}], a cell for each column`, `[${samples.rows}, ${samples.columns}]`, 'Pass the columns in their order.')
  }
  const split = splitColumns(columns)
  return {
    rows: samples.rows,
    numbers: numberCells(samples, columns, { numbers: split.numbers, firstRow }),
    coded: split.coded.map((column, c) => {
      if (columns[column].levels.length > 0) return codeLevels(samples, columns, { column, firstRow })
      return codeCounts(samples, columns, { column, coding: codings?.[c] ?? codingOf(distinctCounts(samples, columns, { column, firstRow })) })
    }),
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

/** Values in ascending order. */
export function codingOf(distinct: Iterable<number>): Coding {
  const values = Float64Array.from(distinct).sort()
  const largest = values.at(-1) ?? 0
  if (largest > largestIndexed) {
    const places = new Map(Array.from(values, (value, v) => [value, v] as const))
    return { values, placeOf: value => places.get(value) }
  }
  const places = new Int32Array(largest + 1).fill(-1)
  values.forEach((value, v) => (places[value] = v))
  return { values, placeOf: value => (places[value] >= 0 ? places[value] : undefined) }
}

function numberCells(samples: Matrix, columns: readonly MixedColumnDescription[], { numbers, firstRow }: { readonly numbers: readonly number[]; readonly firstRow: number }): Matrix {
  const all = columns.length
  for (const column of numbers) {
    for (let at = column; at < samples.data.length; at += all) {
      if (Math.abs(samples.data[at]) !== Infinity) continue
      throw wrongCell(columns, { row: firstRow + Math.floor(at / all), column, value: samples.data[at], expected: 'a finite number, or NaN where it is missing' })
    }
  }
  // A table of numbers alone is used as it is.
  if (numbers.length === all) return samples
  const data = new Float64Array(samples.rows * numbers.length)
  for (let row = 0, to = 0; row < samples.rows; row++) for (const column of numbers) data[to++] = samples.data[row * all + column]
  return { data, rows: samples.rows, columns: numbers.length }
}

const isMissing = (value: number): boolean => Number.isNaN(value) || value === -1

interface Place {
  readonly column: number
  /** Number of the first row. */
  readonly firstRow: number
}

function codeLevels({ data, rows }: Matrix, columns: readonly MixedColumnDescription[], { column, firstRow }: Place): CodedColumn {
  const { length } = columns[column].levels
  const codes = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const value = data[row * columns.length + column]
    if (isMissing(value)) codes[row] = length
    else if (Number.isInteger(value) && value >= 0 && value < length) codes[row] = value
    else throw wrongCell(columns, { row: firstRow + row, column, value, expected: `the number of a level, 0 to ${length - 1}, or NaN or -1 where it is missing` })
  }
  return { values: Float64Array.from({ length }, (_, l) => l), codes }
}

function distinctCounts({ data, rows }: Matrix, columns: readonly MixedColumnDescription[], { column, firstRow }: Place): ReadonlySet<number> {
  const distinct = new Set<number>()
  for (let row = 0; row < rows; row++) {
    const value = data[row * columns.length + column]
    if (isMissing(value)) continue
    if (!(Number.isInteger(value) && value >= 0 && value < largestCount)) {
      throw wrongCell(columns, { row: firstRow + row, column, value, expected: 'a whole number from 0, or NaN or -1 where it is missing' })
    }
    distinct.add(value)
  }
  return distinct
}

function codeCounts({ data, rows }: Matrix, columns: readonly MixedColumnDescription[], { column, coding: { values, placeOf } }: { readonly column: number; readonly coding: Coding }): CodedColumn {
  const codes = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const value = data[row * columns.length + column]
    const place = isMissing(value) ? values.length : placeOf(value)
    if (place === undefined) throw new ShapeError('chunks', 'the same cells in every pass', `${value} in ${shownColumn(columns[column], column)}, which no pass had before`, 'Open the data anew for each pass.')
    codes[row] = place
  }
  return { values, codes }
}

function wrongCell(
  columns: readonly MixedColumnDescription[],
  { row, column, value, expected }: { readonly row: number; readonly column: number; readonly value: number; readonly expected: string },
): ShapeError {
  return new ShapeError(`samples, row ${row}, ${shownColumn(columns[column], column)}`, expected, String(value), 'Correct that cell, or give the column another kind.')
}
