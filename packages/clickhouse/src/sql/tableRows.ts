import type { TableOptions } from '../options.js'
import type { TableScaling } from '../tableScaling.js'
import type { RowsStatement } from './passStatement.js'
import { columnName } from './mixtureLevels.js'
import { numberLiteral, quoteName } from './literals.js'

/** What stands after FROM. */
export function origin({ table, database, query }: Pick<TableOptions, 'table' | 'database' | 'query'>): string {
  // The line ends a comment with which the query may end.
  if (query !== undefined) return `(${query}\n)`
  return `${database === undefined ? '' : `${quoteName(database)}.`}${quoteName(table!)}`
}

export interface RowsRequest extends Pick<TableOptions, 'table' | 'database' | 'query' | 'columns'> {
  readonly sampleWeights?: string | undefined
  /** Columns of which rows without a finite number are left out. */
  readonly complete: readonly string[]
  /** Columns of which rows with a finite number are left out. */
  readonly absent?: readonly string[] | undefined
  /** What stands for missing cells, by column; without it there are none. */
  readonly fill?: readonly number[] | undefined
  /** How cells are scaled; not at all without it. */
  readonly scaling?: TableScaling | undefined
}

/** Whether a cell is a finite number. NULL gives NULL, which a condition counts as no. */
export const isUsable = (name: string): string => `isFinite(toFloat64(${quoteName(name)}))`

/** The same without NULL: 0 or 1. */
export const hasNumber = (name: string): string => `ifNull(${isUsable(name)}, 0)`

/** Whether a row counts. Null if every row does. */
export function rowCondition({ complete, absent = [], sampleWeights }: Pick<RowsRequest, 'complete' | 'absent' | 'sampleWeights'>): string | null {
  const conditions = [...complete.map(isUsable), ...absent.map(name => `NOT ${hasNumber(name)}`)]
  if (sampleWeights !== undefined) conditions.push(`${quoteName(sampleWeights)} > 0`)
  return conditions.length === 0 ? null : conditions.join(' AND ')
}

/**
 * The rows in use.
 *
 * @param extra further columns, with their own expressions, before the others.
 */
export function rowsStatement(request: RowsRequest, extra: readonly (readonly [name: string, expression: string])[] = []): RowsStatement {
  // In the condition no cell is NULL, but its column's type may still be Nullable.
  const cells = request.columns.map((name, i) => {
    const cell = `assumeNotNull(toFloat64(${quoteName(name)}))`
    const filled = request.fill ? `if(${hasNumber(name)}, ${cell}, ${numberLiteral(request.fill[i])})` : cell
    return `${scaled(filled, i, request.scaling)} AS ${columnName.cell(i)}`
  })
  const weights = request.sampleWeights === undefined ? [] : [`assumeNotNull(toFloat64(${quoteName(request.sampleWeights)})) AS ${columnName.weight}`]
  const condition = rowCondition(request)
  const selected = [...extra.map(([name, expression]) => `${expression} AS ${name}`), ...cells, ...weights]
  return {
    sql: `SELECT ${selected.join(', ')} FROM ${origin(request)}${condition === null ? '' : ` WHERE ${condition}`}`,
    columns: request.columns.length,
    hasWeights: request.sampleWeights !== undefined,
  }
}

function scaled(cell: string, column: number, scaling: TableScaling | undefined): string {
  return scaling ? `(${cell} - ${numberLiteral(scaling.center[column])}) / ${numberLiteral(scaling.scale[column])}` : cell
}
