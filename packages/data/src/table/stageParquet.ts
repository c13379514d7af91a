import { open } from 'node:fs/promises'
import type { OpenOptions } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { readerMessage } from '../duckdb/readerMessage.js'
import { literal } from '../duckdb/literals.js'
import { filePattern } from '../files/filePattern.js'
import { MalformedParquetError } from '../errors/binaryErrors.js'
import { stageTyped } from './stageTyped.js'
import type { StagedTable } from './tableColumn.js'

const magic = 'PAR1'

/** Column in which DuckDB numbers the rows of a Parquet file. */
const rowNumber = 'file_row_number'

/**
 * Reads the file into a table; or makes a view of it, if the table would need more than `memoryLimit`.
 *
 * @throws {MalformedParquetError}
 */
export async function stageParquet(database: Database, path: string, options: OpenOptions & { readonly memoryLimit: number }): Promise<StagedTable> {
  await assertParquet(path)
  const relation = (more = ''): string => `read_parquet(${literal(filePattern(path))}, hive_partitioning = false, union_by_name = false${more})`
  try {
    const { bytes, isNumbered } = await tableSize(database, { path, relation: relation() }, options.signal)
    if (bytes <= options.memoryLimit) return await stageTyped(database, relation(), options)
    await database.limitMemory(options.memoryLimit)
    // A file with a column of this name is read into a table, whose part beyond the limit goes to disk.
    return await (isNumbered ? { ...(await stageTyped(database, relation(), options)), spills: true } : stageTyped(database, relation(`, ${rowNumber} = true`), { ...options, rowNumber }))
  } catch (error) {
    options.signal?.throwIfAborted()
    throw new MalformedParquetError(path, 'damaged', readerMessage(error))
  }
}

/** Size of the table in memory, about 8 bytes per cell, and whether the file numbers its rows itself. */
async function tableSize(
  database: Database, { path, relation }: { readonly path: string; readonly relation: string }, signal: AbortSignal | undefined,
): Promise<{ readonly bytes: number; readonly isNumbered: boolean }> {
  const columns = await database.rows(`DESCRIBE SELECT * FROM ${relation}`, signal)
  const [{ rows }] = await database.rows(`SELECT sum(num_rows) AS rows FROM parquet_file_metadata(${literal(filePattern(path))})`, signal)
  return { bytes: 8 * Number(rows) * columns.length, isNumbered: columns.some(({ column_name: name }) => String(name).toLowerCase() === rowNumber) }
}

/** @throws {MalformedParquetError} unless the file begins and ends with `PAR1`. */
async function assertParquet(path: string): Promise<void> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const magicAt = async (position: number): Promise<string> => {
      const { buffer } = await file.read(Buffer.alloc(magic.length), 0, magic.length, position)
      return buffer.toString('latin1')
    }
    if ((await magicAt(0)) !== magic) throw new MalformedParquetError(path, 'not-parquet', '')
    if (size < 3 * magic.length || (await magicAt(size - magic.length)) !== magic) {
      throw new MalformedParquetError(path, 'truncated', '')
    }
  } finally {
    await file.close()
  }
}
