import { basename, resolve } from 'node:path'
import type { Dataset, OpenOptions } from './dataset.js'
import { OpenOptionError } from './errors/textErrors.js'
import { detectFormat } from './files/detectFormat.js'
import { stampFile } from './files/fileStamp.js'
import { openIdx } from './idx/idxDataset.js'
import { readOpenOptions } from './openOptions.js'
import { requirePath } from './requests.js'
import { openTable } from './table/tableDataset.js'

/**
 * Opens a CSV, TSV, JSON (array of objects, or one object per line), Parquet, Arrow (IPC, Feather 2) or IDX file, a sheet of an XLSX file,
 * or a table of a SQLite or DuckDB database; text and IDX files may be compressed with gzip. Reading skips, fills and repairs nothing: a file is refused
 * unless it can be read in exactly one way, and missing cells are counted per column.
 *
 * Memory: a table is stored in an in-memory DuckDB that spills to the temporary folder if it needs more
 * than 80 % of the machine's memory, or stays on disk if it needs more than `memoryLimit`. An IDX file is
 * stored as one typed array of its own element type.
 *
 * @throws {DatasetError} one of its subclasses, depending on what is wrong with the file or an option.
 * @throws {ShapeError} {InvalidOptionError} for a path or options of wrong types, and for unknown options.
 * @throws the signal's reason if the option `signal` is aborted.
 */
export async function openDataset(path: string, given?: OpenOptions): Promise<Dataset> {
  requirePath(path)
  const options = readOpenOptions('openDataset', given)
  options.signal?.throwIfAborted()
  const absolute = resolve(path)
  const stamp = await stampFile(absolute)
  const { format, gzip } = await detectFormat(absolute)
  if (format === 'idx' && options.prepare && options.prepare.length > 0) throw new OpenOptionError('prepare', options.prepare, 'left out for an IDX file, whose columns are pixels')
  return format === 'idx'
    ? openIdx(absolute, options)
    : openTable({ name: basename(absolute), path: absolute, format, gzip, stamp }, options)
}
