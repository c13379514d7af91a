import { quoteName } from './literals.js'

/** Facts of the finite cells of a column. NaN if there are none. */
export interface NumberFacts {
  /** Number of cells that are infinite. */
  readonly infinite: number
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  /**
   * Mean squared distance from the mean. NaN if the standard deviation is less than 3e-5 of the mean: servers compute it from sums of
   * squares, which then hold too few of its digits.
   */
  readonly variance: number
}

/** Cells that are NULL or NaN, and those of `NumberFacts`. */
export interface CellFacts extends NumberFacts {
  readonly missing: number
  readonly finite: number
}

/** Numbers of a column in a statement. */
export const factCount = 7

/** What a statement selects for the facts of a column of numbers; `mergeFacts` reads it. */
export function factExpressions(name: string): readonly string[] {
  const quoted = quoteName(name)
  const cell = `assumeNotNull(toFloat64(${quoted}))`
  const finite = `isFinite(ifNull(toFloat64(${quoted}), nan))`
  return [
    `countIf(isNull(${quoted}) OR isNaN(${cell}))`, `countIf(${finite})`, `countIf(isInfinite(ifNull(toFloat64(${quoted}), nan)))`,
    ...['min', 'max', 'avg', 'varPop'].map(sum => `${sum}If(${cell}, ${finite})`),
  ]
}

/** Facts of the cells of all shards, from those of each. */
export function mergeFacts(parts: readonly Float64Array[]): CellFacts {
  const each = parts.map(([missing, finite, infinite, minimum, maximum, mean, variance]) => ({ missing, finite, infinite, minimum, maximum, mean, variance }))
  const used = each.filter(({ finite }) => finite > 0)
  const finite = total(used.map(part => part.finite))
  const mean = total(used.map(part => (part.finite / finite) * part.mean))
  return {
    missing: total(each.map(part => part.missing)),
    finite,
    infinite: total(each.map(part => part.infinite)),
    minimum: used.length === 0 ? NaN : Math.min(...used.map(part => part.minimum)),
    maximum: used.length === 0 ? NaN : Math.max(...used.map(part => part.maximum)),
    mean: used.length === 0 ? NaN : mean,
    variance: used.some(isLost) ? NaN : total(used.map(part => part.finite * (part.variance + (part.mean - mean) ** 2))) / finite,
  }
}

/** Variances below this share of the squared mean have lost more than seven digits. A column of one value has none to lose. */
const minVarianceShare = 1e-9

const isLost = ({ minimum, maximum, mean, variance }: { readonly minimum: number; readonly maximum: number; readonly mean: number; readonly variance: number }): boolean =>
  minimum < maximum && variance < minVarianceShare * mean ** 2

export const total = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0)
