import { ShapeError } from '@mixtura/numerics'
import { NoTableRowsError, TableCellsError, TableColumnTypeError, TableWeightsError, UnknownTableColumnError } from './errors.js'
import type { ClickHouseSourceOptions } from './options.js'
import { onEveryShard, queryShard, type Shard } from './shards/shard.js'
import { quoteName } from './sql/literals.js'
import { factCount, factExpressions, mergeFacts, total } from './sql/numberFacts.js'
import { isUsable, origin, rowCondition } from './sql/tableRows.js'

/** What is known of a column before a fit, over all shards. */
export interface TableColumnFacts {
  readonly name: string
  /** Its type in ClickHouse's words. */
  readonly type: string
  /** Number of cells that are NULL or NaN. */
  readonly missing: number
  /** Number of cells that are infinite. */
  readonly infinite: number
  /** Minimum, maximum, mean and variance of the finite cells of the rows in use, in the column's own unit, without weights. */
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  readonly variance: number
}

export interface TableFacts {
  readonly columns: readonly TableColumnFacts[]
  /** Number of rows in use, at each shard. */
  readonly rowsOfShards: readonly number[]
  /** Number of rows left out. */
  readonly omitted: number
  /** Columns of which rows without a finite number are left out. */
  readonly complete: readonly string[]
  /** Whether cells of the rows in use are missing. */
  readonly hasMissingCells: boolean
}

const numberType = /^(?:U?Int\d+|B?Float\d+|Decimal.*|Bool)$/

/** The inner type of Nullable and LowCardinality. */
const plainType = (type: string): string => type.replace(/^(?:LowCardinality|Nullable)\((.*)\)$/, '$1').replace(/^Nullable\((.*)\)$/, '$1')

/**
 * Reads the types of the columns and, in one statement at each shard, their cells.
 *
 * @throws {UnknownTableColumnError} {TableColumnTypeError} {TableCellsError} {TableWeightsError} {NoTableRowsError}
 */
export async function readTableFacts(shards: readonly Shard[], options: ClickHouseSourceOptions): Promise<TableFacts> {
  const { columns, sampleWeights, missing, signal } = options
  const typesOfShards = await onEveryShard(shards, signal, (shard, either) => readTypes(shard, { ...options, signal: either }))
  const [types] = typesOfShards
  const names = sampleWeights === undefined ? columns : [...columns, sampleWeights]
  for (const each of typesOfShards) {
    for (const name of names) requireNumbers(name, each)
    for (const name of options.key ?? []) if (!each.has(name)) throw new UnknownTableColumnError(name, [...each.keys()])
  }

  const counted = names.flatMap(name => {
    const cell = `toFloat64(${quoteName(name)})`
    return [`countIf(isNull(${quoteName(name)}) OR isNaN(${cell}))`, `countIf(isInfinite(${cell}))`]
  })
  const cells = await sumOverShards(shards, `SELECT count(), ${counted.join(', ')} FROM ${origin(options)}`, signal)
  const gaps = names.map((name, at) => ({ name, missing: cells[1 + 2 * at], infinite: cells[2 + 2 * at] }))
  const incomplete = gaps.filter(each => each.missing + each.infinite > 0)
  const refused = missing === 'marginalize' ? incomplete.filter(({ name, infinite }) => infinite > 0 || name === sampleWeights) : missing === 'omit-rows' ? [] : incomplete
  if (refused.length > 0) throw new TableCellsError(refused[0].name, refused[0].missing, refused[0].infinite)

  const complete = missing === 'marginalize' ? [] : incomplete.map(({ name }) => name)
  if (sampleWeights !== undefined) await requireWeights(shards, options, sampleWeights)
  const condition = rowCondition({ complete, sampleWeights })
  const sql = `SELECT count(), ${columns.flatMap(factExpressions).join(', ')} FROM ${origin(options)}${condition === null ? '' : ` WHERE ${condition}`}`
  const parts = await onEveryShard(shards, signal, (shard, either) => queryNumbers(shard, sql, either))
  const rowsOfShards = parts.map(([rows]) => rows)
  const rows = total(rowsOfShards)
  const omitted = cells[0] - rows
  if (rows === 0) throw new NoTableRowsError(omitted)
  const facts = columns.map((name, at) => {
    const { finite, minimum, maximum, mean, variance } = mergeFacts(parts.map(part => part.subarray(1 + factCount * at, 1 + factCount * (at + 1))))
    if (finite === 0) throw new ShapeError(`column "${name}"`, 'a number in some row that counts', 'missing in every one', 'Leave the column out.')
    return { ...gaps[at], type: types.get(name)!, minimum, maximum, mean, variance }
  })
  return { columns: facts, rowsOfShards, omitted, complete, hasMissingCells: missing === 'marginalize' && incomplete.length > 0 }
}

const cellOf = (name: string): string => `assumeNotNull(toFloat64(${quoteName(name)}))`

/** Types by the names of all columns. */
export async function readTypes(shard: Shard, options: Pick<ClickHouseSourceOptions, 'table' | 'database' | 'query' | 'signal'>): Promise<ReadonlyMap<string, string>> {
  const rows = await queryShard(shard, { sql: `DESCRIBE TABLE ${origin(options)}`, signal: options.signal })
  return new Map(rows.map(([name, type]) => [String(name), String(type)]))
}

/** Whether cells of the type, in ClickHouse's words, are numbers. */
export const isNumberType = (type: string): boolean => numberType.test(plainType(type))

function requireNumbers(name: string, types: ReadonlyMap<string, string>): void {
  const type = types.get(name)
  if (type === undefined) throw new UnknownTableColumnError(name, [...types.keys()])
  if (!isNumberType(type)) throw new TableColumnTypeError(name, type)
}

async function requireWeights(shards: readonly Shard[], options: ClickHouseSourceOptions, name: string): Promise<void> {
  const sql = `SELECT min(${cellOf(name)}) FROM ${origin(options)} WHERE ${isUsable(name)}`
  const minima = await onEveryShard(shards, options.signal, (shard, signal) => queryNumbers(shard, sql, signal))
  const minimum = Math.min(...minima.map(([value]) => value))
  if (minimum < 0) throw new TableWeightsError(name, minimum)
}

async function sumOverShards(shards: readonly Shard[], sql: string, signal: AbortSignal | undefined): Promise<Float64Array> {
  const parts = await onEveryShard(shards, signal, (shard, either) => queryNumbers(shard, sql, either))
  return parts[0].map((_, at) => parts.reduce((sum, part) => sum + part[at], 0))
}

/** The numbers of a result of one row, those in an array too. */
export async function queryNumbers(shard: Shard, sql: string, signal: AbortSignal | undefined, settings?: Readonly<Record<string, number>>): Promise<Float64Array> {
  const [row = []] = await queryShard(shard, { sql, signal, settings })
  return Float64Array.from(row.flat(), value => (value === null ? NaN : Number(value)))
}
