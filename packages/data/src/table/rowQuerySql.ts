import type { DatasetColumn } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { literal } from '../duckdb/literals.js'
import { UnclearDatesError } from '../errors/rowErrors.js'
import { checkConditions, isDay, sortIndex, type CheckedCondition } from '../rows/checkConditions.js'
import type { RowFilter, RowQuery } from '../rows/rowQuery.js'
import { readDates } from './momentSql.js'
import { isNumberStorage, type TableColumn } from './tableColumn.js'

export interface QueriedTable {
  /** What the dataset says of its columns, and how the table holds them. */
  readonly columns: readonly DatasetColumn[]
  readonly keys: readonly TableColumn[]
}

/**
 * SQL for the rows that fulfil a filter, without `WHERE`; an empty text if all rows do.
 * @throws {UnknownColumnError} {RowConditionError} {UnclearDatesError}
 */
export async function filterSql(database: Database, { columns, keys }: QueriedTable, filter: RowFilter): Promise<string> {
  const checked = checkConditions(columns, filter)
  const dates = checked.filter(({ index, values }) => values === null && columns[index].type === 'date').map(({ index }) => keys[index])
  const moments = await momentsOf(database, dates)
  const conditions = checked.map(condition => conditionSql(keys[condition.index], condition, moments))
  if (filter.search) conditions.push(searchSql(keys, filter.search))
  return conditions.map(condition => `(${condition})`).join(' AND ')
}

/** SQL that orders the rows of a query, after `ORDER BY`. @throws {UnknownColumnError} {UnclearDatesError} */
export async function orderSql(database: Database, { columns, keys }: QueriedTable, query: RowQuery): Promise<string> {
  const index = sortIndex(columns, query)
  if (index === null) return 'rowid'
  const column = keys[index]
  const { key } = column
  const isLast = isNumberStorage(column.storage) ? `${key} IS NULL OR isnan(CAST(${key} AS DOUBLE))` : `${key} IS NULL`
  const isWords = column.storage === 'VARCHAR' && columns[index].type !== 'date'
  const value = columns[index].type === 'date' ? (await momentsOf(database, [column])).get(column) : isWords ? `lower(${key})` : key
  return `(${isLast}), ${value}${query.sort?.descending ? ' DESC' : ''} NULLS LAST, rowid`
}

/** SQL for the cells of date columns as timestamps. @throws {UnclearDatesError} */
async function momentsOf(database: Database, columns: readonly TableColumn[]): Promise<ReadonlyMap<TableColumn, string>> {
  const readings = await readDates(database, columns)
  return new Map(columns.map((column, at) => {
    const { moment, fault } = readings[at]
    if (moment === null) throw new UnclearDatesError(column.name, fault)
    return [column, moment]
  }))
}

function conditionSql(column: TableColumn, { from, to, values }: CheckedCondition, moments: ReadonlyMap<TableColumn, string>): string {
  const { key } = column
  if (values !== null) return valuesSql(column, values)
  const isNumber = typeof (from ?? to) === 'number'
  const value = isNumber ? `CAST(${key} AS DOUBLE)` : moments.get(column)!
  const end = (text: number | string): string => (isNumber ? `CAST(${literal(String(text))} AS DOUBLE)` : `CAST(${literal(String(text))} AS TIMESTAMP)`)
  return [
    ...(isNumber ? [`NOT isnan(${value})`] : []),
    ...(from === null ? [] : [`${value} >= ${end(from)}`]),
    ...(to === null ? [] : [!isNumber && isDay(String(to)) ? `${value} < ${end(to)} + INTERVAL 1 DAY` : `${value} <= ${end(to)}`]),
  ].join(' AND ')
}

/** How rows show numbers that are not finite. DuckDB writes them as nan, inf and -inf. */
const nonFiniteTexts = ['NaN', 'Infinity', '-Infinity']

function valuesSql({ key, storage }: TableColumn, values: readonly (string | number | boolean | null)[]): string {
  const isNumber = (value: string | number | boolean | null): boolean => isNumberStorage(storage) && (typeof value === 'number' || nonFiniteTexts.some(text => text === value))
  const texts = values.filter(value => value !== null && !isNumber(value)).map(value => literal(String(value)))
  const numbers = values.filter(isNumber).map(value => `CAST(${literal(String(value))} AS DOUBLE)`)
  const conditions = [
    ...(values.includes(null) ? [`${key} IS NULL`] : []),
    ...(texts.length > 0 ? [`CAST(${key} AS VARCHAR) IN (${texts.join(', ')})`] : []),
    ...(numbers.length > 0 ? [`CAST(${key} AS DOUBLE) IN (${numbers.join(', ')})`] : []),
  ]
  return conditions.length === 0 ? 'false' : conditions.join(' OR ')
}

function searchSql(keys: readonly TableColumn[], search: string): string {
  const wanted = `lower(${literal(search)})`
  return keys.map(column => `coalesce(contains(lower(${shownText(column)}), ${wanted}), false)`).join(' OR ')
}

/** SQL for the text of a cell as rows show it. */
function shownText({ key, storage }: TableColumn): string {
  if (storage === 'VARCHAR') return key
  const text = `CAST(${key} AS VARCHAR)`
  if (storage !== 'FLOAT' && storage !== 'DOUBLE') return text
  return `CASE CAST(${key} AS DOUBLE) ${nonFiniteTexts.map(each => `WHEN CAST(${literal(each)} AS DOUBLE) THEN ${literal(each)}`).join(' ')} ELSE ${text} END`
}
