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

/** @throws {MalformedParquetError} */
export async function stageParquet(database: Database, path: string, options: OpenOptions): Promise<StagedTable> {
  await assertParquet(path)
  try {
    return await stageTyped(database, `read_parquet(${literal(filePattern(path))}, hive_partitioning = false, union_by_name = false)`, options)
  } catch (error) {
    options.signal?.throwIfAborted()
    throw new MalformedParquetError(path, 'damaged', readerMessage(error))
  }
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
