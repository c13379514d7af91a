import type { IdxData } from './readIdx.js'

/** Facts of one column of numbers. `nonFinite` is 0 for a column without NaN and infinities. */
export interface NumberFacts {
  readonly nonFinite: number
  /** Number of distinct finite values. `isWhole` is whether all of them are whole. */
  readonly distinct: number
  readonly isWhole: boolean
  readonly isIncreasing: boolean
  readonly minimum: number | null
  readonly maximum: number | null
  readonly mean: number | null
  /** Sample standard deviation (divisor n - 1); null for fewer than two finite values. */
  readonly standardDeviation: number | null
}

/**
 * Facts of every column of a row-major array. For bytes, one pass counts how often each value occurs, which
 * gives all facts exactly. For other types, each column is copied and sorted.
 *
 * @param data [N, columns] row-major.
 */
export function summarizeElements(data: IdxData, columns: number): NumberFacts[] {
  return data instanceof Uint8Array || data instanceof Int8Array ? summarizeBytes(data, columns) : summarizeNumbers(data, columns)
}

const byteValues = 256

function summarizeBytes(data: Uint8Array | Int8Array, columns: number): NumberFacts[] {
  const smallest = data instanceof Int8Array ? -128 : 0
  const counts = new Uint32Array(columns * byteValues)
  const isIncreasing = new Uint8Array(columns).fill(1)
  for (let at = 0, column = 0; at < data.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    counts[column * byteValues + data[at] - smallest]++
    if (at >= columns && data[at] <= data[at - columns]) isIncreasing[column] = 0
  }
  return Array.from({ length: columns }, (_, column) => ({
    ...factsOfCounts(counts.subarray(column * byteValues, (column + 1) * byteValues), smallest),
    isIncreasing: isIncreasing[column] === 1,
  }))
}

/** @param counts [256] how often the value `smallest + index` occurs; at least one count is not 0. */
function factsOfCounts(counts: Uint32Array, smallest: number): Omit<NumberFacts, 'isIncreasing'> {
  const rows = counts.reduce((total, count) => total + count, 0)
  const mean = counts.reduce((sum, count, index) => sum + count * (smallest + index), 0) / rows
  const squares = counts.reduce((sum, count, index) => sum + count * (smallest + index - mean) ** 2, 0)
  return {
    nonFinite: 0,
    distinct: counts.reduce((distinct, count) => distinct + (count > 0 ? 1 : 0), 0),
    isWhole: true,
    minimum: smallest + counts.findIndex(count => count > 0),
    maximum: smallest + counts.findLastIndex(count => count > 0),
    mean,
    standardDeviation: rows > 1 ? Math.sqrt(squares / (rows - 1)) : null,
  }
}

function summarizeNumbers(data: IdxData, columns: number): NumberFacts[] {
  const rows = data.length / columns
  const values = new Float64Array(rows)
  return Array.from({ length: columns }, (_, column) => {
    let isIncreasing = true
    for (let row = 0; row < rows; row++) {
      values[row] = data[row * columns + column]
      if (row > 0 && !(values[row] > values[row - 1])) isIncreasing = false
    }
    return { ...factsOfValues(values), isIncreasing }
  })
}

function factsOfValues(values: Float64Array): Omit<NumberFacts, 'isIncreasing'> {
  const finite = values.filter(Number.isFinite).sort()
  const isEmpty = finite.length === 0
  let distinct = isEmpty ? 0 : 1
  for (let i = 1; i < finite.length; i++) if (!Object.is(finite[i], finite[i - 1])) distinct++ // equal values are adjacent
  const mean = finite.reduce((sum, value) => sum + value / finite.length, 0)
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return {
    nonFinite: values.length - finite.length,
    distinct,
    isWhole: finite.every(Number.isInteger),
    minimum: isEmpty ? null : finite[0],
    maximum: isEmpty ? null : finite[finite.length - 1],
    mean: isEmpty ? null : mean,
    standardDeviation: finite.length > 1 ? Math.sqrt(squares / (finite.length - 1)) : null,
  }
}
