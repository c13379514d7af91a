import type { JsonOrientation } from '../dialect.js'
import { MalformedJsonError } from '../errors/textErrors.js'
import { LongInteger, type JsonValue } from './parseJson.js'

/** A JSON document as named columns of equal length. */
export interface JsonColumns {
  readonly orientation: JsonOrientation
  readonly evidence: string
  readonly names: readonly string[]
  readonly rows: number
  cell(row: number, column: number): JsonValue
}

type JsonObject = { readonly [key: string]: JsonValue }
type JsonArray = readonly JsonValue[]

export const isArray = (value: JsonValue | undefined): value is JsonArray => Array.isArray(value)
export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof LongInteger)

/** Whether labels are whole numbers, as pandas uses for rows. */
const areNumbers = (labels: readonly string[]): boolean => labels.length > 0 && labels.every(label => /^\d+$/.test(label))

/**
 * The table in a document that is not an array of objects: one of the shapes of pandas' `to_json`, an object of
 * arrays, an array of arrays, or one array of objects under a key. Null for a document that is a single row.
 *
 * @throws {MalformedJsonError} if two shapes fit, or if lengths differ.
 */
export function documentTable(path: string, document: JsonValue, given: JsonOrientation | undefined): JsonColumns | null {
  if (isArray(document)) return given === undefined || given === 'values' ? ofArrays(path, document, { orientation: 'values', evidence: 'an array of arrays', names: null, labels: null }) : null
  if (!isObject(document)) return null
  const { columns, data, index, schema } = document
  const keys = Object.keys(document)
  const isSplit = isArray(columns) && isArray(data) && keys.every(key => ['columns', 'index', 'data'].includes(key))
  if (given === 'split' || (given === undefined && isSplit)) {
    if (!isSplit) throw new MalformedJsonError(path, 'it lacks the arrays "columns" and "data" of the orientation split')
    return ofArrays(path, data, { orientation: 'split', evidence: 'the arrays "columns" and "data"', names: columns.map(String), labels: isArray(index) ? index : null })
  }
  const records = keys.filter(key => isArrayOfObjects(document[key]))
  if (given === 'table' || (given === undefined && isObject(schema) && isArray(data)) || (given === undefined && records.length === 1 && keys.every(key => key === records[0] || !isArray(document[key])))) {
    const rows = given === 'table' || isObject(schema) ? data : document[records[0]]
    if (!isArray(rows) || !isArrayOfObjects(rows)) throw new MalformedJsonError(path, 'it has no array of objects under a key')
    return ofRecords(rows as readonly JsonObject[], { orientation: 'table', evidence: `the array of objects under "${isObject(schema) ? 'data' : records[0]}"` }, null)
  }
  const values = keys.map(key => document[key])
  if (values.length > 0 && values.every(isArray) && given !== 'index') return ofColumnArrays(path, keys, values)
  if (values.length === 0 || !values.every(isObject)) return null
  return ofObjects(path, document as { readonly [key: string]: JsonObject }, given)
}

function isArrayOfObjects(value: JsonValue | undefined): boolean {
  return isArray(value) && value.length > 0 && value.every(isObject)
}

/** The table in an object of objects: `{"a": {"0": 1, ...}}` by columns, or `{"0": {"a": 1, ...}}` by rows. */
function ofObjects(path: string, document: { readonly [key: string]: JsonObject }, given: JsonOrientation | undefined): JsonColumns {
  const outer = Object.keys(document)
  const inner = Object.keys(document[outer[0]])
  const byColumns = given === 'columns' || (given === undefined && areNumbers(inner) && !areNumbers(outer))
  const byRows = given === 'index' || (given === undefined && areNumbers(outer) && !areNumbers(inner))
  if (byRows) {
    return ofRecords(outer.map(label => document[label]), { orientation: 'index', evidence: 'objects under the numbers of rows' }, outer)
  }
  if (!byColumns) {
    throw new MalformedJsonError(path, `its objects may be columns or rows ("${outer[0]}" holds "${inner[0] ?? ''}"); say which: orientation: 'columns' or 'index'`)
  }
  const differing = outer.find(name => Object.keys(document[name]).length !== inner.length || inner.some(label => !Object.hasOwn(document[name], label)))
  if (differing !== undefined) throw new MalformedJsonError(path, `its columns "${outer[0]}" and "${differing}" have different rows`)
  return withLabels(inner, {
    orientation: 'columns', evidence: 'objects under the names of columns', names: outer, rows: inner.length,
    cell: (row, column) => document[outer[column]][inner[row]],
  })
}

function ofColumnArrays(path: string, names: readonly string[], columns: readonly JsonArray[]): JsonColumns {
  const differing = columns.findIndex(column => column.length !== columns[0].length)
  if (differing >= 0) {
    throw new MalformedJsonError(path, `its column "${names[0]}" has ${columns[0].length} values and "${names[differing]}" has ${columns[differing].length}`)
  }
  return { orientation: 'columns', evidence: 'arrays under the names of columns', names, rows: columns[0].length, cell: (row, column) => columns[column][row] }
}

function ofArrays(
  path: string, rows: JsonArray,
  { orientation, evidence, names, labels }: { readonly orientation: JsonOrientation; readonly evidence: string; readonly names: readonly string[] | null; readonly labels: JsonArray | null },
): JsonColumns {
  const [first] = rows
  const width = names?.length ?? (isArray(first) ? first.length : 0)
  const odd = rows.findIndex(row => !isArray(row) || row.length !== width)
  if (odd >= 0) {
    const row = rows[odd]
    throw new MalformedJsonError(path, isArray(row) ? `its row ${odd + 1} has ${row.length} values where ${names === null ? 'the first has' : 'there are'} ${width}${names === null ? '' : ' names'}` : 'its array holds values that are not objects')
  }
  const table = rows as readonly JsonArray[]
  const namesRow = names === null && table.length > 1 && table[0].every(value => typeof value === 'string') && table[1].some(value => typeof value !== 'string')
  const body = namesRow ? table.slice(1) : table
  const columns = {
    orientation, evidence, names: names ?? (namesRow ? table[0].map(String) : Array.from({ length: width }, (_, column) => `column${column}`)), rows: body.length,
    cell: (row: number, column: number) => body[row][column],
  }
  return labels === null ? columns : withLabels(labels.map(String), columns)
}

function ofRecords(rows: readonly JsonObject[], { orientation, evidence }: Pick<JsonColumns, 'orientation' | 'evidence'>, labels: readonly string[] | null): JsonColumns {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))]
  const columns = { orientation, evidence, names, rows: rows.length, cell: (row: number, column: number) => (Object.hasOwn(rows[row], names[column]) ? rows[row][names[column]] : null) }
  return labels === null ? columns : withLabels(labels, columns)
}

/** Adds the labels of the rows as a separate column, unless they only number the rows from 0. */
function withLabels(labels: readonly string[], table: JsonColumns): JsonColumns {
  if (labels.every((label, row) => label === String(row))) return table
  const isNumbers = areNumbers(labels)
  return {
    ...table, names: ['index', ...table.names],
    cell: (row, column) => (column > 0 ? table.cell(row, column - 1) : isNumbers ? Number(labels[row]) : labels[row]),
  }
}
