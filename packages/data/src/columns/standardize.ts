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
 * @param isScaled [D] whether to scale the column; all by default. The others keep their cells.
 * @throws {ConstantColumnError} for a column that has only one value or varies by rounding error alone. Nothing is overwritten then.
 * @throws {ColumnSpreadError} for a column whose standard deviation is beyond float64. Nothing is overwritten then.
 */
export function standardizeInPlace(samples: Float64Array, columnNames: readonly string[], isScaled?: readonly boolean[]): Scaling {
  const moments = startMoments(columnNames.length)
  countCells(moments, samples)
  shareCells(moments)
  addDifferences(moments, samples)
  addSquares(moments, samples)
  const measured = finishMoments(moments, columnNames, isScaled)
  scaleInPlace(samples, measured)
  return inCells(measured)
}

/**
 * The scaling of `standardizeInPlace`, to the bit, of samples that are read in blocks, three times.
 *
 * @param open begins a pass over blocks [n, D] of the samples.
 * @throws {ConstantColumnError} {ColumnSpreadError}
 */
export async function measureScaling(open: () => AsyncIterable<Float64Array>, columnNames: readonly string[], isScaled?: readonly boolean[]): Promise<MeasuredScaling> {
  const moments = startMoments(columnNames.length)
  for await (const block of open()) countCells(moments, block)
  shareCells(moments)
  for await (const block of open()) addDifferences(moments, block)
  for await (const block of open()) addSquares(moments, block)
  return finishMoments(moments, columnNames, isScaled)
}

/** A scaling of cells that are first multiplied by `share`, so that no difference overflows. */
export interface MeasuredScaling extends Scaling {
  /** [D] 1, or 1/16. */
  readonly share: Float64Array
}

/** @param samples [n, D], overwritten. */
export function scaleInPlace(samples: Float64Array, { center, scale, share }: MeasuredScaling): void {
  const columns = center.length
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    samples[at] = (samples[at] * share[column] - center[column]) / scale[column]
  }
}

/** The scaling in units of the cells. */
export function inCells({ center, scale, share }: MeasuredScaling): Scaling {
  const restored = (value: number, column: number): number => value / share[column]
  return { center: center.map(restored), scale: scale.map(restored) }
}

/** [D] each: moments of the columns as far as they are measured. */
interface Moments {
  /** The first cell that is not missing, 0 if all are, and the number of such cells. */
  readonly first: Float64Array
  readonly counts: Float64Array
  readonly least: Float64Array
  readonly most: Float64Array
  readonly share: Float64Array
  /** Σ_n (x - first) / N, times share. */
  readonly shift: Float64Array
  /** Largest |x - first|, times share. */
  readonly spread: Float64Array
  readonly squares: Float64Array
}

function startMoments(columns: number): Moments {
  const zeros = (): Float64Array => new Float64Array(columns)
  return {
    first: zeros(), counts: zeros(), least: zeros().fill(Infinity), most: zeros().fill(-Infinity),
    share: zeros().fill(1), shift: zeros(), spread: zeros(), squares: zeros(),
  }
}

function countCells({ first, counts, least, most }: Moments, samples: Float64Array): void {
  const columns = first.length
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    const cell = samples[at]
    if (Number.isNaN(cell)) continue
    if (counts[column]++ === 0) first[column] = cell
    if (cell < least[column]) least[column] = cell
    if (cell > most[column]) most[column] = cell
  }
}

/** The spreads, and the columns whose cells must be divided by 16 so that they are finite. */
function shareCells({ first, counts, least, most, share, spread }: Moments): void {
  for (let column = 0; column < first.length; column++) {
    if (counts[column] === 0) continue
    const widest = (): number => Math.max(most[column] * share[column] - first[column] * share[column], first[column] * share[column] - least[column] * share[column])
    if (widest() === Infinity) share[column] = 1 / 16
    spread[column] = widest()
  }
}

function addDifferences({ first, counts, share, shift }: Moments, samples: Float64Array): void {
  const columns = first.length
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    if (Number.isNaN(samples[at])) continue
    shift[column] += (samples[at] * share[column] - first[column] * share[column]) / counts[column]
  }
}

const centersOf = ({ first, share, shift }: Moments): Float64Array => shift.map((mean, column) => first[column] * share[column] + mean)

function addSquares(moments: Moments, samples: Float64Array): void {
  const { counts, share, spread, squares } = moments
  const center = centersOf(moments)
  const columns = center.length
  for (let at = 0, column = 0; at < samples.length; at++, column = column + 1 === columns ? 0 : column + 1) {
    if (Number.isNaN(samples[at]) || spread[column] === 0) continue
    squares[column] += ((samples[at] * share[column] - center[column]) / spread[column]) ** 2 / (counts[column] - 1)
  }
}

function finishMoments(moments: Moments, columnNames: readonly string[], isScaled?: readonly boolean[]): MeasuredScaling {
  const { first, least, most, share, spread, squares } = moments
  const scale = spread.map((widest, column) => widest * Math.sqrt(squares[column]))
  const center = centersOf(moments)
  for (let column = 0; column < scale.length; column++) {
    if (isScaled && !isScaled[column]) {
      center[column] = 0
      scale[column] = 1
      share[column] = 1
      continue
    }
    const largest = Math.max(Math.abs(least[column]), Math.abs(most[column]))
    if (!(scale[column] > roundingShare * share[column] * largest)) {
      throw new ConstantColumnError(columnNames[column], first[column], { isRounded: spread[column] > 0 })
    }
    if (scale[column] / share[column] === Infinity) throw new ColumnSpreadError(columnNames[column])
  }
  return { center, scale, share }
}
