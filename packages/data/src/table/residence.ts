import type { OpenOptions } from '../dataset.js'
import type { TableFile } from './tableDataset.js'

/** Share of the free memory that a table may take by default. */
const memoryShare = 1 / 4
/** A table of this size, 256 MiB, is read into memory however little is free: some systems count memory of their file cache as taken. */
const minMemory = 2 ** 28
/** How much larger than its compressed form a text is, about. */
const gzipRatio = 5

/** Most memory for a table, bytes. What a container may use counts as the memory of the machine. */
export function memoryLimitOf({ memoryLimit }: OpenOptions): number {
  return memoryLimit ?? Math.max(minMemory, memoryShare * process.availableMemory())
}

/** Whether the table of a text file is kept on disk. The table is about as large as the text. Parquet files and DuckDB databases say their size themselves. */
export function staysOnDisk({ format, gzip, stamp }: Pick<TableFile, 'format' | 'gzip' | 'stamp'>, memoryLimit: number): boolean {
  return format !== 'parquet' && format !== 'duckdb' && format !== 'xlsx' && stamp.bytes * (gzip ? gzipRatio : 1) > memoryLimit
}
