import { uniqueNames } from '../csv/columnNames.js'
import type { OpenOptions } from '../dataset.js'
import type { AppendedCell, Database } from '../duckdb/database.js'
import { FieldCensus } from '../json/jsonCensus.js'
import { jsonText, type JsonValue } from '../json/parseJson.js'
import { columnOrder, numberStyleOf, typeOf } from '../openOptions.js'
import { dateColumns } from './csvTable.js'
import { cellsTable, columnKey, type StagedTable, type TableColumn } from './tableColumn.js'

/** Number of rows that are appended at a time. */
export const chunkRows = 2048

/** For every field, the function that converts a value to a cell of the table. */
export function storedCells(fields: readonly FieldCensus[]): ((value: JsonValue) => AppendedCell)[] {
  return fields.map(field => {
    const { storage } = field.decide()
    if (storage === 'VARCHAR') return jsonText
    return value => {
      if (value === null || field.isMarker(value)) return null
      return storage === 'BIGINT' ? BigInt(value as number) : value as number | boolean
    }
  })
}

/** Creates the table `cells` from chunks of cells, and finds its columns of dates. */
export async function storeFields(
  database: Database,
  { names, fields, chunks, options }: {
    readonly names: readonly string[]
    readonly fields: readonly FieldCensus[]
    readonly chunks: AsyncIterable<AppendedCell[][]>
    readonly options: OpenOptions
  },
): Promise<TableColumn[]> {
  const decided = fields.map(field => field.decide())
  await database.createTable(cellsTable, decided.map(({ storage }) => storage), chunks, options.signal)
  const texts = decided.flatMap(({ storage }, index) => (storage === 'VARCHAR' ? [columnKey(index)] : []))
  const dates = await dateColumns(database, texts, options.signal)
  return names.map((name, index) => {
    const key = columnKey(index)
    const { storage } = decided[index]
    const order = columnOrder(options, name)
    const kind = storage === 'BOOLEAN' ? 'boolean' as const : storage === 'VARCHAR' ? (dates.has(key) ? 'date' as const : 'words' as const) : 'number' as const
    return { name, key, fileKey: null, storage, detected: kind, override: typeOf(order), style: numberStyleOf(order), missing: order.missing ?? null }
  })
}

/** A table whose cells have types of their own, which are read twice: to decide how each column is stored, and to store it. */
export interface ValueTable {
  readonly names: readonly string[]
  /** The rows from the first, in pieces of at most `chunkRows`. */
  rows(): AsyncIterable<readonly (readonly JsonValue[])[]>
}

/** Stores a table of values in the table `cells`. All values of a column decide its type; a column of mixed types becomes text. */
export async function storeValues(database: Database, table: ValueTable, options: OpenOptions): Promise<StagedTable> {
  const names = uniqueNames(table.names, table.names.length)
  const fields = names.map(name => new FieldCensus(columnOrder(options, name).missing))
  let first = 0
  for await (const rows of table.rows()) {
    options.signal?.throwIfAborted()
    rows.forEach((row, at) => fields.forEach((field, column) => field.add(first + at, row[column])))
    first += rows.length
  }
  const stored = storedCells(fields)
  async function* chunks(): AsyncGenerator<AppendedCell[][]> {
    for await (const rows of table.rows()) {
      options.signal?.throwIfAborted()
      yield stored.map((cellOf, column) => rows.map(row => cellOf(row[column] ?? null)))
    }
  }
  const columns = await storeFields(database, { names, fields, chunks: first === 0 ? none() : chunks(), options })
  return { columns, dialect: null, lineOf: () => Promise.resolve(null) }
}

 
async function* none(): AsyncGenerator<AppendedCell[][]> {}
