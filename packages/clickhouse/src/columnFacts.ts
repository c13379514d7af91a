import { ShapeError } from '@mixtura/numerics'
import { NoTableRowsError, TableCellsError, TableColumnTypeError, TableWeightsError, UnknownTableColumnError } from './errors.js'
import type { ClickHouseSourceOptions } from './options.js'
import { measureCells } from './measureCells.js'
import { onEveryShard, queryShard, type Shard } from './shards/shard.js'
import { columnName } from './sql/mixtureLevels.js'
import { numberOrNaN, total } from './sql/numberFacts.js'
import { origin, rowCondition } from './sql/tableRows.js'

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
  /** Number of finite cells of each column in the rows in use. */
  readonly finite: readonly number[]
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

  // Rows that lack a number in a column are those that lack one in an incomplete column: which columns these are, the same scan tells.
  const condition = rowCondition({ complete: missing === 'omit-rows' ? names : [], sampleWeights })
  const weight = columnName.weight
  const measured = await measureCells(shards, {
    columns: names, origin: origin(options), condition, signal,
    ...(sampleWeights !== undefined && { others: [[weight, numberOrNaN(sampleWeights)]], aggregates: [`minIf(${weight}, isFinite(${weight}))`, `countIf(isFinite(${weight}))`] }),
  })
  const gaps = names.map((name, at) => ({ name, missing: measured.facts[at].missing, infinite: measured.facts[at].infinite }))
  const incomplete = gaps.filter(each => each.missing + each.infinite > 0)
  const refused = missing === 'marginalize' ? incomplete.filter(({ name, infinite }) => infinite > 0 || name === sampleWeights) : missing === 'omit-rows' ? [] : incomplete
  if (refused.length > 0) throw new TableCellsError(refused[0].name, refused[0].missing, refused[0].infinite)

  const lightest = Math.min(...measured.aggregates.filter(([, weights]) => weights > 0).map(([minimum]) => minimum))
  if (lightest < 0) throw new TableWeightsError(sampleWeights!, lightest)
  const rowsOfShards = measured.rowsOfShards.map(({ counting }) => counting)
  const rows = total(rowsOfShards)
  const omitted = total(measured.rowsOfShards.map(({ all }) => all)) - rows
  if (rows === 0) throw new NoTableRowsError(omitted)
  const facts = columns.map((name, at) => {
    const { finite, minimum, maximum, mean, variance } = measured.facts[at]
    if (finite === 0) throw new ShapeError(`column "${name}"`, 'a number in some row that counts', 'missing in every one', 'Leave the column out.')
    return { ...gaps[at], type: types.get(name)!, minimum, maximum, mean, variance }
  })
  return {
    columns: facts,
    rowsOfShards,
    omitted,
    complete: missing === 'marginalize' ? [] : incomplete.map(({ name }) => name),
    hasMissingCells: missing === 'marginalize' && incomplete.length > 0,
    finite: columns.map((_, at) => measured.facts[at].finite),
  }
}

/** Types by the names of all columns. */
export async function readTypes(shard: Shard, options: Pick<ClickHouseSourceOptions, 'table' | 'database' | 'query' | 'signal'>): Promise<ReadonlyMap<string, string>> {
  const rows = await queryShard(shard, { sql: `DESCRIBE TABLE ${origin(options)}`, signal: options.signal })
  return new Map(rows.map(([name, type]) => [String(name), String(type)]))
}

/** Whether cells of the type, in ClickHouse's words, are numbers. */
export const isNumberType = (type: string): boolean => numberType.test(plainType(type))

/** Whether cells of the type are days or times. */
export const isDateType = (type: string): boolean => /^Date/.test(plainType(type))

function requireNumbers(name: string, types: ReadonlyMap<string, string>): void {
  const type = types.get(name)
  if (type === undefined) throw new UnknownTableColumnError(name, [...types.keys()])
  if (!isNumberType(type)) throw new TableColumnTypeError(name, type)
}
