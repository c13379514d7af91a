import { ColumnSpreadError, ConstantColumnError } from '../errors/columnErrors.js'

/** [D] each: the number subtracted from every column, and the number by which it was then divided. */
export interface Scaling {
  readonly center: Float64Array
  readonly scale: Float64Array
}

/** The identity scaling, which changes no values. */
export function unitScaling(columns: number): Scaling {
  return { center: new Float64Array(columns), scale: new Float64Array(columns).fill(1) }
}

/** A standard deviation below this share of the column's largest magnitude (about a thousand units in the last place) is rounding error. */
const roundingShare = 2 ** -42

/**
 * Scales every column to mean 0 and sample standard deviation 1, in place. With a the first of the N_j cells of column j that are not
 * missing:
 *
 *   center[j] = a + Σ_n (x[n,j] - a) / N_j,  scale[j]² = Σ_n (x[n,j] - center[j])² / (N_j - 1)
 *
 * Two passes keep all digits when the mean is large. Deviations are divided by the column's spread before they are squared, so that
 * no square overflows or underflows. Where a difference of two cells would overflow, the cells are divided by 16 first.
 *
 * @param samples [N, D] row-major, finite or NaN for a missing cell, which stays missing; overwritten.
 * @param columnNames [D]
 * @throws {ConstantColumnError} for a column that has only one value or varies by rounding error alone. Nothing is overwritten then.
 * @throws {ColumnSpreadError} for a column whose standard deviation is beyond float64. Nothing is overwritten then.
 */
export function standardizeInPlace(samples: Float64Array, columnNames: readonly string[]): Scaling {
  const columns = columnNames.length
  const { first, counts } = presentCells(samples, columns)
  const shift = new Float64Array(columns)
  const scale = new Float64Array(columns)
  const spread = new Float64Array(columns)
  const largest = new Float64Array(columns)
  const share = new Float64Array(columns).fill(1)
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    if (Number.isNaN(samples[at])) continue
    const difference = samples[at] - first[column]
    shift[column] += difference / counts[column]
    spread[column] = Math.max(spread[column], Math.abs(difference))
    largest[column] = Math.max(largest[column], Math.abs(samples[at]))
  }
  for (let column = 0; column < columns; column++) {
    if (Number.isFinite(spread[column])) continue
    share[column] = 1 / 16
    shift[column] = spread[column] = 0
    for (let at = column; at < samples.length; at += columns) {
      if (Number.isNaN(samples[at])) continue
      const difference = samples[at] / 16 - first[column] / 16
      shift[column] += difference / counts[column]
      spread[column] = Math.max(spread[column], Math.abs(difference))
    }
  }
  // Until the check below, center and scale hold fractions of their final values.
  const center = shift.map((mean, column) => first[column] * share[column] + mean)
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    if (Number.isNaN(samples[at]) || spread[column] === 0) continue
    scale[column] += ((samples[at] * share[column] - center[column]) / spread[column]) ** 2 / (counts[column] - 1)
  }
  for (let column = 0; column < columns; column++) {
    scale[column] = spread[column] * Math.sqrt(scale[column])
    if (!(scale[column] > roundingShare * share[column] * largest[column])) {
      throw new ConstantColumnError(columnNames[column], first[column], { isRounded: spread[column] > 0 })
    }
    if (scale[column] / share[column] === Infinity) throw new ColumnSpreadError(columnNames[column])
  }
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    samples[at] = (samples[at] * share[column] - center[column]) / scale[column]
  }
  const restored = (value: number, column: number): number => value / share[column]
  return { center: center.map(restored), scale: scale.map(restored) }
}

/** [D] each: the first cell of every column that is not missing (0 if all are), and the number of such cells. */
function presentCells(samples: Float64Array, columns: number): { readonly first: Float64Array; readonly counts: Float64Array } {
  const first = new Float64Array(columns)
  const counts = new Float64Array(columns)
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    if (!Number.isNaN(samples[at]) && counts[column]++ === 0) first[column] = samples[at]
  }
  return { first, counts }
}
