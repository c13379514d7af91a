import { requireFeedMatrix, type FeedMatrix } from './feedValues.js'

/** The scaling x ↦ (x - offset) · factor, column by column. */
export interface ColumnScale {
  /** [D] in data units. */
  readonly offset: readonly number[]
  /** [D] in 1 / data units, finite and above 0. */
  readonly factor: readonly number[]
}

/**
 * Units in the last place up to which the deviation of a column counts as rounding. A double that was summed or converted loses
 * up to a thousand units; a float32 that was rounded a few times loses a few.
 */
const roundingUnits = { double: 1024, single: 8 }
/** Smallest normal double. Below it doubles have no relative precision. */
const smallestNormal = 2 ** -1022

/**
 * The scale that gives every column mean 0 and standard deviation 1, in float64.
 *
 * A column counts as constant if its standard deviation is at most its rounding,
 *
 *   δ = 2⁻⁴² max |x| for doubles, 2⁻²⁰ max |x| for float32.
 *
 * Dividing by such a deviation would make any later change of the column enormous. Its factor is therefore 1, so changes keep
 * their size. If δ > 1 the factor is 1 / δ, so that rounding alone stays below 1.
 *
 * @param matrix finite.
 */
export function standardScale(matrix: FeedMatrix): ColumnScale {
  requireFeedMatrix('matrix', matrix)
  const { means, deviations, roundings } = columnSpreads(matrix)
  const factor = Array.from(deviations, (deviation, column) => {
    const rounding = roundings[column]
    return 1 / (deviation > rounding ? deviation : Math.max(1, rounding))
  })
  return { offset: Array.from(means), factor }
}

/** Indices, in ascending order, of the columns that vary by more than their rounding, as defined at `standardScale`. */
export function varyingColumns(matrix: FeedMatrix): number[] {
  requireFeedMatrix('matrix', matrix)
  const { deviations, roundings } = columnSpreads(matrix)
  return Array.from(deviations.keys()).filter(column => deviations[column] > roundings[column])
}

interface ColumnSpreads {
  /** [D] */
  readonly means: Float64Array
  /** [D] */
  readonly deviations: Float64Array
  /** [D] */
  readonly roundings: Float64Array
}

function columnSpreads({ data, rows, columns }: FeedMatrix): ColumnSpreads {
  const means = columnMeans(data, { rows, columns })
  const largest = new Float64Array(columns)
  const farthest = new Float64Array(columns)
  for (let i = 0; i < data.length; i++) {
    const column = i % columns
    largest[column] = Math.max(largest[column], Math.abs(data[i]))
    farthest[column] = Math.max(farthest[column], Math.abs(data[i] - means[column]))
  }
  // Squares are taken in units of the farthest value, so that none overflows or underflows.
  const squares = new Float64Array(columns)
  for (let i = 0; i < data.length; i++) {
    const column = i % columns
    if (farthest[column] > 0) squares[column] += ((data[i] - means[column]) / farthest[column]) ** 2 / rows
  }
  const units = data instanceof Float32Array ? roundingUnits.single * 2 ** -23 : roundingUnits.double * 2 ** -52
  return {
    means,
    deviations: squares.map((square, column) => farthest[column] * Math.sqrt(square)),
    roundings: largest.map(value => Math.max(units * value, smallestNormal)),
  }
}

/** Means in two passes: the second corrects the rounding of the first. */
function columnMeans(data: FeedMatrix['data'], { rows, columns }: { readonly rows: number; readonly columns: number }): Float64Array {
  const first = new Float64Array(columns)
  for (let i = 0; i < data.length; i++) first[i % columns] += data[i] / rows
  const rest = new Float64Array(columns)
  for (let i = 0; i < data.length; i++) rest[i % columns] += (data[i] - first[i % columns]) / rows
  return first.map((mean, column) => mean + rest[column])
}
