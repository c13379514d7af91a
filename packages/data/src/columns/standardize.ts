import { ColumnSpreadError, ConstantColumnError } from '../errors/columnErrors.js'

/** [D] each: what was subtracted from and divided out of every column. */
export interface Scaling {
  readonly center: Float64Array
  readonly scale: Float64Array
}

/** The scaling that changes nothing. */
export function unitScaling(columns: number): Scaling {
  return { center: new Float64Array(columns), scale: new Float64Array(columns).fill(1) }
}

/** A standard deviation below this share of the column's largest magnitude is rounding: a thousand units in the last place. */
const roundingShare = 2 ** -42

/**
 * Brings every column to mean 0 and sample standard deviation 1, in place:
 *
 *   center[j] = x[0,j] + Σ_n (x[n,j] - x[0,j]) / N,  scale[j]² = Σ_n (x[n,j] - center[j])² / (N - 1)
 *
 * in two passes, so that a large mean costs no digits. Squares are taken in units of the column's spread, so that none overflows or
 * vanishes, and cells at both ends of float64 in sixteenths, so that their differences do not.
 *
 * @param samples [N, D] row-major, finite; overwritten.
 * @param columnNames [D]
 * @throws {ConstantColumnError} for a column that has one value only or varies by rounding alone, before anything is overwritten.
 * @throws {ColumnSpreadError} for a column whose standard deviation is beyond float64, likewise.
 */
export function standardizeInPlace(samples: Float64Array, columnNames: readonly string[]): Scaling {
  const columns = columnNames.length
  const rows = samples.length / columns
  const shift = new Float64Array(columns)
  const scale = new Float64Array(columns)
  const spread = new Float64Array(columns)
  const largest = new Float64Array(columns)
  const share = new Float64Array(columns).fill(1)
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    const difference = samples[at] - samples[column]
    shift[column] += difference / rows
    spread[column] = Math.max(spread[column], Math.abs(difference))
    largest[column] = Math.max(largest[column], Math.abs(samples[at]))
  }
  for (let column = 0; column < columns; column++) {
    if (Number.isFinite(spread[column])) continue
    share[column] = 1 / 16
    shift[column] = spread[column] = 0
    for (let at = column; at < samples.length; at += columns) {
      const difference = samples[at] / 16 - samples[column] / 16
      shift[column] += difference / rows
      spread[column] = Math.max(spread[column], Math.abs(difference))
    }
  }
  // From here to the check, center and scale are shares of what they become.
  const center = shift.map((mean, column) => samples[column] * share[column] + mean)
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    if (spread[column] > 0) scale[column] += ((samples[at] * share[column] - center[column]) / spread[column]) ** 2 / (rows - 1)
  }
  for (let column = 0; column < columns; column++) {
    scale[column] = spread[column] * Math.sqrt(scale[column])
    if (!(scale[column] > roundingShare * share[column] * largest[column])) {
      throw new ConstantColumnError(columnNames[column], samples[column], { isRounded: spread[column] > 0 })
    }
    if (scale[column] / share[column] === Infinity) throw new ColumnSpreadError(columnNames[column])
  }
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    samples[at] = (samples[at] * share[column] - center[column]) / scale[column]
  }
  const restored = (value: number, column: number): number => value / share[column]
  return { center: center.map(restored), scale: scale.map(restored) }
}
