import type * as Arrow from 'apache-arrow'
import { open, readFile, stat } from 'node:fs/promises'
import type { OpenOptions } from '../dataset.js'
import type { AppendedCell, Database } from '../duckdb/database.js'
import { identifier } from '../duckdb/literals.js'
import { MalformedArrowError } from '../errors/tableFileErrors.js'
import { DatasetError } from '../errors/datasetError.js'
import { arrowConversion } from './arrowCells.js'
import { chunkRows } from './storeValues.js'
import { stageTyped } from './stageTyped.js'
import { columnKey, type StagedTable } from './tableColumn.js'

const maxBytes = 2 ** 31
/** Table with the columns of the file, from which `cells` is made. */
const arrowTable = 'arrow_columns'

/**
 * Reads an Arrow file or stream (IPC; Feather version 2). Dictionaries become their values, and nested values become JSON.
 * @throws {MalformedArrowError}
 */
export async function stageArrow(database: Database, path: string, options: OpenOptions): Promise<StagedTable> {
  const arrow = await loadArrow()
  const table = await readTable(path, arrow)
  options.signal?.throwIfAborted()
  const conversions = table.schema.fields.map(({ type }) => arrowConversion(type as Arrow.DataType, arrow))
  try {
    const vectors = table.schema.fields.map((_, index) => table.getChildAt(index)!)
    async function* chunks(): AsyncGenerator<AppendedCell[][]> {
      for (let first = 0; first < table.numRows; first += chunkRows) {
        options.signal?.throwIfAborted()
        const count = Math.min(chunkRows, table.numRows - first)
        yield await Promise.resolve(vectors.map((vector, column) => Array.from({ length: count }, (_, at) => conversions[column].cellOf(vector.get(first + at)))))
      }
    }
    await database.createTable(arrowTable, conversions.map(({ appended }) => appended), chunks(), options.signal)
    const selection = table.schema.fields.map(({ name }, index) => `${conversions[index].sql(columnKey(index))} AS ${identifier(name)}`)
    return await stageTyped(database, `(SELECT ${selection.join(', ')} FROM ${arrowTable})`, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    if (error instanceof DatasetError) throw error
    throw new MalformedArrowError(path, 'damaged', firstLine(error))
  } finally {
    await database.run(`DROP TABLE IF EXISTS ${arrowTable}`)
  }
}

/** @throws {MalformedArrowError} */
async function readTable(path: string, { tableFromIPC }: typeof Arrow): Promise<Arrow.Table> {
  if ((await stat(path)).size > maxBytes) throw new MalformedArrowError(path, 'too-large', '')
  await assertArrow(path)
  const bytes = await readFile(path)
  try {
    const table = tableFromIPC(bytes)
    if (table.schema.fields.length === 0) throw new Error('it has no columns')
    return table
  } catch (error) {
    throw new MalformedArrowError(path, 'damaged', firstLine(error))
  }
}

async function assertArrow(path: string): Promise<void> {
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0)
    const start = buffer.toString('latin1')
    if (start.startsWith('FEA1')) throw new MalformedArrowError(path, 'feather-1', '')
    // A stream begins with the mark of a message, since Arrow 0.15.
    if (!start.startsWith('ARROW1') && buffer.readUInt32LE(0) !== 0xffffffff) throw new MalformedArrowError(path, 'not-arrow', '')
  } finally {
    await file.close()
  }
}

/** Loads Arrow with the codecs that pandas and R use to write Feather files. */
async function loadArrow(): Promise<typeof Arrow> {
  const [arrow, { decompress: unpackZstd }, { decompress: unpackLz4 }] = await Promise.all([import('apache-arrow'), import('fzstd'), import('lz4js')])
  const { compressionRegistry, CompressionType } = arrow
  // Columns are read in place, so unpacked bytes must begin at a multiple of 8: they are copied.
  compressionRegistry.set(CompressionType.ZSTD, { decode: bytes => unpackZstd(bytes).slice() })
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: bytes => unpackLz4(bytes).slice() })
  return arrow
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]
