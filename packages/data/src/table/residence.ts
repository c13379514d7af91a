import { freemem } from 'node:os'
import type { OpenOptions } from '../dataset.js'
import type { TableFile } from './tableDataset.js'

/** Share of the free memory that a table may take by default. */
const memoryShare = 1 / 4
/** How much larger than its compressed form a text is, about. */
const gzipRatio = 5

/** Most memory for a table, bytes. */
export function memoryLimitOf({ memoryLimit }: OpenOptions): number {
  return memoryLimit ?? memoryShare * freemem()
}

/** Whether the table of a text file is kept on disk. The table is about as large as the text. Parquet files and DuckDB databases say their size themselves. */
export function staysOnDisk({ format, gzip, stamp }: Pick<TableFile, 'format' | 'gzip' | 'stamp'>, memoryLimit: number): boolean {
  return format !== 'parquet' && format !== 'duckdb' && stamp.bytes * (gzip ? gzipRatio : 1) > memoryLimit
}
