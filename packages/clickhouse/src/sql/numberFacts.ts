import { quoteName } from './literals.js'
import { columnName } from './mixtureLevels.js'

/** Facts of the finite cells of a column. NaN if there are none. */
export interface NumberFacts {
  /** Number of cells that are infinite. */
  readonly infinite: number
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  /** Mean squared distance from the mean. */
  readonly variance: number
}

/** Cells that are NULL or NaN, and those of `NumberFacts`. */
export interface CellFacts extends NumberFacts {
  readonly missing: number
  readonly finite: number
}

/** Numbers of a column in a statement. */
export const factCount = 7

/**
 * SELECT of the cells of columns in Float64, named by `columnName.cell`, with NaN for NULL, and of whether their row counts.
 *
 * @param condition null if every row counts.
 * @param others further columns, as they are.
 */
export function cellsSelect(columns: readonly string[], { origin, condition, others = [] }: { readonly origin: string; readonly condition: string | null; readonly others?: readonly (readonly [name: string, expression: string])[] }): string {
  const cells = columns.map((name, i) => `${numberOrNaN(name)} AS ${columnName.cell(i)}`)
  const selected = [`${condition === null ? '1' : `ifNull(${condition}, 0)`} AS ${columnName.counts}`, ...cells, ...others.map(([name, expression]) => `${expression} AS ${name}`)]
  return `SELECT ${selected.join(', ')} FROM ${origin}`
}

export const numberOrNaN = (name: string): string => `ifNull(toFloat64(${quoteName(name)}), nan)`

/** What a statement over `cellsSelect` selects for the facts of the column at a place; `mergeFacts` reads it. Missing and infinite cells are those of all rows. */
export function factExpressions(at: number): readonly string[] {
  const cell = columnName.cell(at)
  const usable = `${columnName.counts} AND isFinite(${cell})`
  return [`countIf(isNaN(${cell}))`, `countIf(${usable})`, `countIf(isInfinite(${cell}))`, ...['min', 'max', 'avg', 'varPop'].map(sum => `${sum}If(${cell}, ${usable})`)]
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

/** Variances below this share of the squared mean have lost more than seven digits, since servers compute them from sums of squares. A column of one value has none to lose. */
const minVarianceShare = 1e-9

const isLost = ({ minimum, maximum, mean, variance }: { readonly minimum: number; readonly maximum: number; readonly mean: number; readonly variance: number }): boolean =>
  minimum < maximum && variance < minVarianceShare * mean ** 2

export const total = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0)
