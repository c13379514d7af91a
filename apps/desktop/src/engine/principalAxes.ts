import { createRandom, drawRowNumbers, leadingEigen, leadingSubspace, type Matrix } from '@mixtura/numerics'

export interface PrincipalAxes {
  /** [D] mean of the rows used. */
  readonly mean: Float64Array
  /** Three unit vectors [D], those of the largest variance first; axes that there are not are zero. */
  readonly axes: readonly [Float64Array, Float64Array, Float64Array]
  /** Share of the total variance along each axis, 0 to 1. */
  readonly explained: readonly [number, number, number]
}

/** Maximum number of multiplications for a covariance, which take some tenths of a second. */
const maxMultiplications = 2e8
const rowLimits = { minimum: 2000, maximum: 100_000 }
/** Up to this many columns the eigenvectors are computed by a direct method; for more columns, iteratively. */
const exactColumns = 200
/** The seed is fixed, so that the same data always gives the same axes. */
const seed = 1

/**
 * Computes the three directions of largest variance. The covariance is that of all rows if this is quick, and otherwise
 * that of a seeded sample of rows (at most 100,000, and at least 2000 for very wide data). Fewer rows are enough for
 * the axes of a plot. A missing cell counts as the mean of its column.
 */
export function principalAxes(samples: Matrix): PrincipalAxes {
  const { data, columns } = samples
  const affordable = Math.floor(maxMultiplications / (columns * columns))
  const rows = drawRowNumbers(samples.rows, Math.min(rowLimits.maximum, Math.max(rowLimits.minimum, affordable)), createRandom(seed))
  const mean = presentMeans(samples, rows)
  const covariance = new Float64Array(columns * columns)
  const centred = new Float64Array(columns)
  for (const row of rows) {
    for (let j = 0; j < columns; j++) {
      const value = data[row * columns + j]!
      centred[j] = Number.isNaN(value) ? 0 : value - mean[j]!
    }
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) covariance[i * columns + j]! += (centred[i]! * centred[j]!) / rows.length
    }
  }
  for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) covariance[j * columns + i] = covariance[i * columns + j]!
  const { values, vectors } = (columns > exactColumns ? leadingSubspace : leadingEigen)(covariance, columns, Math.min(3, columns))
  let total = 0
  for (let j = 0; j < columns; j++) total += covariance[j * columns + j]!
  const share = (i: number): number => (total > 0 && i < columns ? Math.max(values[i]!, 0) / total : 0)
  // A table of one column has one axis; the other coordinates are 0.
  const axis = (i: number): Float64Array => Float64Array.from({ length: columns }, (_, j) => (i < columns ? vectors[j * values.length + i]! : 0))
  return {
    mean,
    axes: [axis(0), axis(1), axis(2)],
    explained: [share(0), share(1), share(2)],
  }
}

/** [D] mean of each column over the given rows, without missing cells; 0 without any cell. */
function presentMeans({ data, columns }: Matrix, rows: Uint32Array): Float64Array {
  const mean = new Float64Array(columns)
  const counts = new Float64Array(columns)
  for (const row of rows) for (let j = 0; j < columns; j++) if (!Number.isNaN(data[row * columns + j]!)) counts[j]!++
  for (const row of rows) {
    for (let j = 0; j < columns; j++) {
      const value = data[row * columns + j]!
      if (!Number.isNaN(value)) mean[j]! += value / counts[j]!
    }
  }
  return mean
}
