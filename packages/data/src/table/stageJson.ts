import { FieldCensus } from '../json/jsonCensus.js'
import { documentTable, isArray, isObject, type JsonColumns } from '../json/jsonTable.js'
import { parseJson, type JsonValue } from '../json/parseJson.js'
import { choose } from '../csv/csvDialect.js'
import { uniqueNames } from '../csv/columnNames.js'
import type { OpenOptions } from '../dataset.js'
import { orientations, type Choice, type JsonOrientation } from '../dialect.js'
import type { AppendedCell, Database } from '../duckdb/database.js'
import { literal } from '../duckdb/literals.js'
import { readerMessage } from '../duckdb/readerMessage.js'
import { NoRowsError } from '../errors/fileErrors.js'
import { DatasetError } from '../errors/datasetError.js'
import { MalformedJsonError, UndecodableTextError } from '../errors/textErrors.js'
import { filePattern, isPlainPath } from '../files/filePattern.js'
import { readHead } from '../files/readBytes.js'
import { columnOrder } from '../openOptions.js'
import { encodingChoice, guessLegacyEncoding, markedEncoding } from '../text/detectEncoding.js'
import { withRewritten } from '../text/rewriteText.js'
import { textBytes, textHead, type TextSource } from '../text/textBytes.js'
import { Utf8Check } from '../text/utf8Check.js'
import { chunkRows, storedCells, storeFields } from './storeValues.js'
import type { StagedTable } from './tableColumn.js'

/** Number of bytes read to see how a JSON file begins. */
const headBytes = 1 << 16

const documentsTable = 'documents'

/**
 * Reads an array of objects, objects one per line, or a document in one of the shapes of pandas'
 * `to_json`. Fields become columns in the order of first appearance; all values of a field decide its type.
 * @throws {MalformedJsonError} {UndecodableTextError} {DamagedGzipError} {NoRowsError}
 */
export async function stageJson(
  database: Database,
  path: string,
  options: OpenOptions & { readonly gzip: boolean },
): Promise<StagedTable> {
  const { gzip, signal } = options
  const { choice, hasMark } = await encodingOf(path, options)
  const source: TextSource = { path, gzip, encoding: choice.value, collapse: null }
  const { text, isWhole } = await textHead(source, headBytes)
  assertObjects(path, text)
  const stage = async (file: string, compressed: boolean): Promise<StagedTable> => {
    try {
      return await stageDocuments(database, { path, file, compressed, head: text, isWhole, choice, options })
    } catch (error) {
      signal?.throwIfAborted()
      throw error instanceof DatasetError ? error : new MalformedJsonError(path, readerMessage(error).replace(/^Malformed JSON,? ?/, ''))
    } finally {
      await database.run(`DROP TABLE IF EXISTS ${documentsTable}`)
    }
  }
  return choice.value === 'utf-8' && !hasMark && isPlainPath(path)
    ? stage(path, gzip)
    : withRewritten(source, { from: 0, records: null, signal }, copy => stage(copy, false))
}

async function encodingOf(path: string, options: OpenOptions & { readonly gzip: boolean }): Promise<{ choice: Choice<string>; hasMark: boolean }> {
  const { gzip, encoding, signal } = options
  const marked = markedEncoding(await readHead(path, gzip, headBytes))
  const choice = encoding === undefined
    ? marked ?? encodingChoice('utf-8', 'found', 'every byte is UTF-8')
    : encodingChoice(new TextDecoder(encoding).encoding, 'given', 'the option encoding')
  try {
    const check = new Utf8Check(path, choice.value)
    for await (const bytes of textBytes({ path, gzip, encoding: choice.value, collapse: null })) {
      signal?.throwIfAborted()
      check.push(bytes)
    }
    check.end()
    return { choice, hasMark: marked !== null }
  } catch (error) {
    if (!(error instanceof UndecodableTextError) || error.fault !== 'foreign-bytes' || encoding !== undefined || marked !== null) throw error
    return { choice: await guessLegacyEncoding(path, gzip), hasMark: false }
  }
}

/** @throws {MalformedJsonError} if the beginning already shows that the file is not a table. */
function assertObjects(path: string, head: string): void {
  const [first, second] = head.replaceAll(/\s/g, '')
  if (first !== undefined && first !== '[' && first !== '{') throw new MalformedJsonError(path, `it begins with ${JSON.stringify(first)}`)
  if (first === '[' && second !== undefined && !'{[]'.includes(second)) throw new MalformedJsonError(path, 'its array holds values that are not objects')
}

interface JsonFile {
  /** The path that the caller gave. `file` is the path that is read: the same file, or a copy in UTF-8. */
  readonly path: string
  readonly file: string
  readonly compressed: boolean
  readonly head: string
  readonly isWhole: boolean
  readonly choice: Choice<string>
  readonly options: OpenOptions
}

async function stageDocuments(database: Database, json: JsonFile): Promise<StagedTable> {
  const { path, file, compressed, head, isWhole, options } = json
  const { signal } = options
  const bare = head.replaceAll(/\s/g, '')
  const isRecords = bare.startsWith('[{')
  const isLines = !isRecords && bare.startsWith('{') && (options.orientation === 'lines' || (options.orientation === undefined && endsFirstObject(head, isWhole)))
  const format = isRecords ? 'array' : isLines ? 'newline_delimited' : 'unstructured'
  const read = (as: string): Promise<void> => database.run(
    `CREATE TABLE ${documentsTable} AS SELECT json FROM read_json_objects(${literal(filePattern(file))}, format = '${as}', ` +
      `compression = '${compressed ? 'gzip' : 'uncompressed'}', maximum_object_size = ${maxDocumentBytes}, hive_partitioning = false)`,
    signal,
  )
  await read(bare.startsWith('[]') ? 'array' : format)
  const documents = Number((await database.rows(`SELECT count(*) AS count FROM ${documentsTable}`, signal))[0].count)
  if (documents === 0) throw new NoRowsError(path)
  if (!isRecords && !isLines && documents === 1) {
    const document = await onlyDocument(database)
    const table = documentTable(path, document, options.orientation)
    if (table !== null) return storeColumns(database, json, table)
  }
  if (isRecords && options.orientation !== undefined && options.orientation !== 'records') throw new MalformedJsonError(path, `it is an array of objects, which is no orientation "${options.orientation}"`)
  return storeDocuments(database, json, { documents, isLines: !isRecords })
}

/** Number of bytes of the largest document that is read. DuckDB's default limit is 16 MB. */
const maxDocumentBytes = 1 << 29

/** Whether the first object ends within the text and another object follows it, as in a file of consecutive objects. */
function endsFirstObject(head: string, isWhole: boolean): boolean {
  let depth = 0
  let isString = false
  for (let i = 0; i < head.length; i++) {
    const character = head[i]
    if (isString) {
      if (character === '\\') i++
      else if (character === '"') isString = false
    } else if (character === '"') isString = true
    else if (character === '{' || character === '[') depth++
    else if ((character === '}' || character === ']') && --depth === 0) return head.slice(i + 1).trim() !== ''
  }
  return !isWhole && head.includes('\n') && /^\s*\{[^\n]*\}\s*\n/.test(head)
}

async function onlyDocument(database: Database): Promise<JsonValue> {
  const [{ json }] = await database.rows(`SELECT CAST(json AS VARCHAR) AS json FROM ${documentsTable}`)
  return parseJson(String(json))
}

/** Stores a document that is one whole table. */
async function storeColumns(database: Database, json: JsonFile, table: JsonColumns): Promise<StagedTable> {
  const { path, options } = json
  if (table.rows === 0 || table.names.length === 0) throw new NoRowsError(path)
  const names = uniqueNames(table.names, table.names.length)
  const fields = names.map((name, column) => {
    const census = new FieldCensus(columnOrder(options, name).missing)
    for (let row = 0; row < table.rows; row++) census.add(row, table.cell(row, column))
    return census
  })
  const appended = storedCells(fields)
  async function* chunks(): AsyncGenerator<AppendedCell[][]> {
    for (let first = 0; first < table.rows; first += chunkRows) {
      const count = Math.min(chunkRows, table.rows - first)
      yield appended.map((cellOf, column) => Array.from({ length: count }, (_, i) => cellOf(table.cell(first + i, column))))
    }
  }
  return finish(database, json, { names, fields, chunks: chunks(), orientation: table.orientation, evidence: table.evidence })
}

/** Stores one document per row. */
async function storeDocuments(database: Database, json: JsonFile, { isLines }: { readonly documents: number; readonly isLines: boolean }): Promise<StagedTable> {
  const { path, options } = json
  const fields = new Map<string, FieldCensus>()
  let row = 0
  for await (const objects of documentChunks(database, path)) {
    for (const object of objects) {
      for (const key of Object.keys(object)) {
        let field = fields.get(key)
        if (field === undefined) fields.set(key, field = new FieldCensus(columnOrder(options, key).missing))
        field.add(row, object[key])
      }
      row++
    }
  }
  if (fields.size === 0) throw new NoRowsError(path)
  const keys = [...fields.keys()]
  const censuses = [...fields.values()]
  const appended = storedCells(censuses)
  async function* chunks(): AsyncGenerator<AppendedCell[][]> {
    for await (const objects of documentChunks(database, path)) {
      yield appended.map((cellOf, column) => objects.map(object => cellOf(Object.hasOwn(object, keys[column]) ? object[keys[column]] : null)))
    }
  }
  return finish(database, json, {
    names: uniqueNames(keys, keys.length), fields: censuses, chunks: chunks(),
    orientation: isLines ? 'lines' : 'records', evidence: isLines ? 'one object after the other' : 'an array of objects',
  })
}

async function* documentChunks(database: Database, path: string): AsyncGenerator<{ readonly [key: string]: JsonValue }[]> {
  for await (const chunk of database.chunks(`SELECT CAST(json AS VARCHAR) FROM ${documentsTable} ORDER BY rowid`)) {
    yield chunk.getColumnValues(0).map(text => {
      const object = parseJson(String(text))
      if (!isObject(object)) throw new MalformedJsonError(path, isArray(object) ? 'it holds arrays among its objects' : 'its array holds values that are not objects')
      return object
    })
  }
}

async function finish(
  database: Database, { choice, options }: JsonFile,
  { names, fields, chunks, orientation, evidence }: {
    readonly names: readonly string[]
    readonly fields: readonly FieldCensus[]
    readonly chunks: AsyncIterable<AppendedCell[][]>
    readonly orientation: JsonOrientation
    readonly evidence: string
  },
): Promise<StagedTable> {
  const decided = fields.map(field => field.decide())
  const columns = await storeFields(database, { names, fields, chunks, options })
  return {
    columns,
    dialect: {
      encoding: choice, delimiter: null, quote: null, escape: null, header: null, skipRows: null, units: null,
      orientation: choose(options.orientation, orientation, { source: 'found', evidence, alternatives: orientations }),
      blankLines: 0,
      remarks: [],
      columns: names.map((name, index) => ({
        name, decimal: null, thousands: null, missing: decided[index].storage === 'VARCHAR' ? [] : fields[index].markers, note: decided[index].note,
      })),
    },
    lineOf: () => Promise.resolve(null),
  }
}
