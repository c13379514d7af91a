import type { Matrix } from '@mixtura/numerics'
import type { CodedRows } from './codedRows.js'
import type { MixedColumnDescription } from './mixedColumns.js'

/** The most frequent levels of a category that have a coordinate of their own. */
const maxLevels = 32

/**
 * The rows as points, so that the methods that make starts of Gaussian mixtures make those of mixed ones. Each column contributes 1 to
 * the mean squared distance of two rows, whatever its kind: numbers, ordered levels and square roots of counts are divided by √2 times their
 * standard deviation; two different levels of a category have one distance. A missing cell lies at the mean of its column. This is
 * Gower's similarity with the spread in place of the range, and k-means in these coordinates is k-prototypes.
 *
 * @param chosen numbers of the columns that count; all by default.
 * @see Gower, A general coefficient of similarity and some of its properties (1971);
 *   Huang, Extensions to the k-means algorithm for clustering large data sets with categorical values (1998).
 */
export function startCoordinates(table: CodedRows, columns: readonly MixedColumnDescription[], chosen?: ReadonlySet<number>): Matrix {
  const { rows, numbers, coded } = table
  const coordinates: Float64Array[] = []
  let [number, code] = [0, 0]
  columns.forEach(({ kind }, at) => {
    const isNumber = kind === 'number'
    const place = isNumber ? number++ : code++
    if (chosen && !chosen.has(at)) return
    if (isNumber) coordinates.push(...scaled([Float64Array.from({ length: rows }, (_, row) => numbers.data[row * numbers.columns + place])]))
    else {
      const { values, codes } = coded[place]
      const valueOf = (row: number): number => values[codes[row]] ?? NaN
      if (kind === 'category') coordinates.push(...scaled(indicators(codes, values.length)))
      else coordinates.push(...scaled([Float64Array.from({ length: rows }, (_, row) => (kind === 'count' ? Math.sqrt(valueOf(row)) : valueOf(row)))]))
    }
  })
  const width = Math.max(1, coordinates.length)
  const data = new Float64Array(rows * width)
  coordinates.forEach((values, i) => {
    for (let row = 0; row < rows; row++) data[row * width + i] = values[row]
  })
  return { data, rows, columns: width }
}

/** 1 where a row has the level, 0 where it has another, NaN where the cell is missing. */
function indicators(codes: Int32Array, levels: number): readonly Float64Array[] {
  const counts = new Float64Array(levels)
  for (const code of codes) if (code < levels) counts[code]++
  const kept = Array.from(counts.keys()).sort((a, b) => counts[b] - counts[a] || a - b).slice(0, maxLevels)
  return kept.map(level => Float64Array.from(codes, code => (code === levels ? NaN : Number(code === level))))
}

/** The coordinates of one column about their means, divided by the root of twice the sum of their variances; 0 where they are missing. */
function scaled(coordinates: readonly Float64Array[]): readonly Float64Array[] {
  let total = 0
  const centred = coordinates.map(values => {
    const { mean, variance } = moments(values)
    total += variance
    return values.map(value => (Number.isNaN(value) ? 0 : value - mean))
  })
  const unit = Math.sqrt(2 * total) || 1
  return centred.map(values => values.map(value => value / unit))
}

function moments(values: Float64Array): { readonly mean: number; readonly variance: number } {
  let [count, mean, squares] = [0, 0, 0]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    count++
    const difference = value - mean
    mean += difference / count
    squares += difference * (value - mean)
  }
  return { mean, variance: count > 0 ? squares / count : 0 }
}
