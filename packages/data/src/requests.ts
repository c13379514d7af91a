import { InvalidOptionError, ShapeError } from '@mixtura/numerics'
import { choice, count, describeValue, flag, isRecord, list, optional, readOptions, record, signal, text, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import type { KernelName } from '@mixtura/core'
import { dateParts, featureRoles, type LevelRequest, type RoleRequest, type RoleRequests } from './featureRoles.js'
import { writtenFormats, type BlockRequest, type Cell, type FeatureRequest, type ResultColumn, type RowPage, type SourceRequest, type WriteRequest } from './dataset.js'
import type { ProfileRequest } from './rows/columnProfile.js'
import type { RowCondition, RowFilter, RowQuery } from './rows/rowQuery.js'

/** Reads a string, which may be empty. */
export const anyText: Reader<string> = (name, value) => {
  if (typeof value === 'string') return value
  throw new InvalidOptionError(name, 'a text', value, 'Pass a text, in quotes.')
}

/** @throws {ShapeError} unless `path` is a string that is not empty. */
export function requirePath(path: unknown): asserts path is string {
  if (typeof path === 'string' && path !== '') return
  throw new ShapeError('path', 'the path of a file, as a text', describeValue(path), "Pass for example 'measurements.csv'.")
}

/** @throws {ShapeError} unless `name` is a string. */
export function requireColumnName(name: unknown): asserts name is string {
  if (typeof name === 'string') return
  throw new ShapeError('name', 'the name of a column, as a text', describeValue(name), 'Pass a name of dataset.columns.')
}

/** Reads a number of rows or a row number. Files may have more than 2^31 rows. */
const rowCount: Reader<number> = (name, value) => {
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value)
  throw new InvalidOptionError(name, 'a whole number of rows, at least 0', value, `Pass for example ${name}: 100.`)
}

const pageReaders: OptionReaders<RowPage> = { offset: rowCount, limit: rowCount }

const level = record<LevelRequest>({ name: text('other'), of: optional(list(anyText, "of: ['a', 'b']")) })

const levels = list<string | LevelRequest>((name, value) => (typeof value === 'string' ? value : level(name, value)), "levels: ['low', 'high']")

/** @throws {InvalidOptionError} if a level is named twice, or a value belongs to two levels. */
const distinctLevels: Reader<NonNullable<RoleRequest['levels']>> = (name, value) => {
  const given = levels(name, value)
  const names = given.map(each => (typeof each === 'string' ? each : each.name))
  const values = given.flatMap(each => (typeof each === 'string' ? [each] : (each.of ?? [each.name])))
  for (const [what, texts] of [['names', names], ['values', values]] as const) {
    const twice = texts.find((text, at) => texts.indexOf(text) !== at)
    if (twice !== undefined) throw new InvalidOptionError(name, `levels of different ${what}`, twice, 'It is there twice: leave one out.')
  }
  return given
}

const roleRequest = record<RoleRequest>({
  role: choice(featureRoles),
  levels: optional(distinctLevels),
  order: optional(choice(['alphabetical'])),
  mergeBelow: optional(count(1)),
  mergedName: optional(text('other')),
  date: optional(choice(dateParts)),
})

/** Fields of a request that only columns with levels have. */
const levelFields = ['levels', 'order', 'mergeBelow', 'mergedName'] as const

/** Reads roles by the names of columns. @throws {InvalidOptionError} */
export const readRoles: Reader<RoleRequests> = (name, value) => {
  if (!isRecord(value)) throw new InvalidOptionError(name, 'an object of roles by columns', value, `Pass for example { region: 'category' }.`)
  return Object.fromEntries(Object.entries(value).map(([column, given]) => {
    const path = `${name}["${column}"]`
    if (typeof given === 'string') return [column, choice(featureRoles)(path, given)]
    const request = roleRequest(path, given)
    const idle = levelFields.find(field => request[field] !== undefined && (request.role === 'number' || request.role === 'count'))
    if (idle) throw new InvalidOptionError(`${path}.${idle}`, `left out for the role ${request.role}, which has no levels`, request[idle], 'Leave it out, or use the role category.')
    return [column, request]
  }))
}

/** Reads the end of a range. Whether it suits its column is checked when the column is known. */
const rangeEnd: Reader<number | string> = (name, value) => {
  if (typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))) return value
  throw new InvalidOptionError(name, 'a finite number, or a date in ISO 8601 as a text', value, "Pass for example 10, or '2026-03-31'.")
}

const cell: Reader<Cell> = (name, value) => {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw new InvalidOptionError(name, 'a cell: a text, a number, true, false or null', value, 'Pass a cell of readRows.')
}

const filterReaders: OptionReaders<RowFilter> = {
  conditions: optional(list(
    record<RowCondition>({ column: anyText, from: optional(rangeEnd), to: optional(rangeEnd), values: optional(list(cell, "values: ['a', 'b']")) }),
    "conditions: [{ column: 'height', from: 1.5 }]",
  )),
  search: optional(anyText),
}

const queryReaders: OptionReaders<RowQuery> = {
  ...filterReaders,
  sort: optional(record<NonNullable<RowQuery['sort']>>({ column: anyText, descending: optional(flag) })),
  signal: optional(signal),
}

const profileReaders: OptionReaders<ProfileRequest> = { columns: optional(list(anyText, "columns: ['height', 'weight']")), signal: optional(signal) }

const featureReaders: OptionReaders<FeatureRequest> = {
  columns: optional(list(anyText, "columns: ['height', 'weight']")),
  roles: optional(readRoles),
  scaling: optional(choice(['none', 'standardize'])),
  missing: optional(choice(['error', 'omit-rows', 'keep'])),
  where: optional(record<RowFilter>(filterReaders)),
}

const { scaling: _scaling, ...blockReaders } = featureReaders

const sourceReaders: OptionReaders<SourceRequest> = {
  ...featureReaders,
  sampleWeights: optional(anyText),
  threads: optional(count(1)),
  // Core checks the name.
  kernels: (name, value) => (value === undefined ? undefined : (anyText(name, value) as KernelName)),
  signal: optional(signal),
}

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(cell => typeof cell === 'string')

const values: Reader<ResultColumn['values']> = (name, value) => {
  if (value instanceof Int32Array || value instanceof Float64Array || isTexts(value)) return value
  throw new InvalidOptionError(name, 'an Int32Array, a Float64Array or an array of texts', value, 'Pass for example Float64Array.from(numbers).')
}

const rows: Reader<Uint32Array> = (name, value) => {
  if (value instanceof Uint32Array) return value
  throw new InvalidOptionError(name, 'a Uint32Array of dataset rows', value, 'Pass the rows that readFeatures returned.')
}

const columnOfAnyType = record<ResultColumn>({ name: text('component'), replaces: optional(flag), type: choice(['integer', 'double', 'text']), values, rows })

const resultColumn: Reader<ResultColumn> = (name, value) => {
  const column = columnOfAnyType(name, value)
  if (column.replaces && column.type === 'text') {
    throw new InvalidOptionError(`${name}.type`, "'integer' or 'double', as it replaces numbers", column.type, 'Pass numbers, or leave out replaces.')
  }
  if ((column.type === 'text') === Array.isArray(column.values)) return column
  const expected = column.type === 'text' ? 'an array of texts, as its type is text' : `numbers, as its type is ${column.type}`
  throw new InvalidOptionError(`${name}.values`, expected, column.values, 'Pass such values, or change the type.')
}

const resultColumns = list(resultColumn, "columns: [{ name: 'component', type: 'integer', values, rows }]")

const isBlocks = (value: unknown): value is AsyncIterable<unknown> => typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/** Result columns, or blocks of them, each of which is checked when its turn comes. */
const columnsOrBlocks: Reader<WriteRequest['columns']> = (name, value) => (isBlocks(value) ? checkedBlocks(name, value) : resultColumns(name, value))

async function* checkedBlocks(name: string, blocks: AsyncIterable<unknown>): AsyncGenerator<readonly ResultColumn[]> {
  for await (const block of blocks) yield resultColumns(name, block)
}

const writeReaders: OptionReaders<WriteRequest> = { format: choice(writtenFormats), columns: columnsOrBlocks, rows: optional(rows) }

/** @throws {ShapeError} {InvalidOptionError} */
export function readPage(page: unknown): RowPage {
  return readOptions<RowPage>('readRows', page, pageReaders)
}

/** @throws {ShapeError} {InvalidOptionError} */
export function readRowQuery(query: unknown): RowQuery {
  return readOptions<RowQuery>('selectRows', query, queryReaders)
}

/** @throws {ShapeError} {InvalidOptionError} */
export function readProfileRequest(request: unknown): ProfileRequest {
  return readOptions<ProfileRequest>('profileColumns', request, profileReaders)
}

/** @throws {ShapeError} unless they are rows of a dataset with so many. */
export function requireRows(rows: unknown, datasetRows: number): asserts rows is Uint32Array {
  const remedy = 'Pass rows that selectRows returned.'
  if (!(rows instanceof Uint32Array)) throw new ShapeError('rows', 'a Uint32Array of dataset rows', describeValue(rows), remedy)
  const wrong = rows.findIndex(row => row >= datasetRows)
  if (wrong >= 0) throw new ShapeError(`rows[${wrong}]`, `a row of the dataset, less than ${datasetRows}`, String(rows[wrong]), remedy)
}

/** @throws {ShapeError} {InvalidOptionError} */
export function readFeatureRequest(request: unknown): FeatureRequest {
  return readOptions<FeatureRequest>('readFeatures', request, featureReaders)
}

/** @throws {ShapeError} {InvalidOptionError} */
export function readBlockRequest(request: unknown = {}): BlockRequest {
  return readOptions<BlockRequest>('blocks', request, blockReaders)
}

/** @throws {ShapeError} {InvalidOptionError} */
export function readSourceRequest(request: unknown): SourceRequest {
  return readOptions<SourceRequest>('source', request, sourceReaders)
}

/**
 * @param of name of the function that takes the request, for messages.
 * @throws {ShapeError} {InvalidOptionError}
 */
export function readWriteRequest(request: unknown, of = 'writeWithColumns'): WriteRequest {
  return readOptions<WriteRequest>(of, request, writeReaders)
}
