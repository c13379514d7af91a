import { DatasetError } from './datasetError.js'
import { fileLabel, listNames } from './wording.js'

/** There is no file at the path. */
export class FileNotFoundError extends DatasetError {
  override readonly name = 'FileNotFoundError'
  readonly code = 'file-not-found'
  constructor(readonly path: string) {
    super(`There is no file at ${path}. Check the folder and the spelling.`)
  }
}

/** The path leads to a folder. */
export class NotAFileError extends DatasetError {
  override readonly name = 'NotAFileError'
  readonly code = 'not-a-file'
  constructor(readonly path: string) {
    super(`${path} is a folder, not a file. Choose one CSV, TSV, JSON, Parquet or IDX file inside it.`)
  }
}

/** The operating system refuses to read a file, or its reader fails. */
export class FileNotReadableError extends DatasetError {
  override readonly name = 'FileNotReadableError'
  readonly code = 'file-not-readable'
  /** @param reason the message of the operating system or the reader. */
  constructor(readonly path: string, readonly reason: string) {
    super(`${fileLabel(path)} could not be read: ${reason}. Check that the file is whole and that you may read it.`)
  }
}

/** A file has no bytes. */
export class EmptyFileError extends DatasetError {
  override readonly name = 'EmptyFileError'
  readonly code = 'empty-file'
  constructor(readonly path: string) {
    super(`${fileLabel(path)} is empty (0 bytes). Export it again from where it came from.`)
  }
}

/** A file has no rows of data. */
export class NoRowsError extends DatasetError {
  override readonly name = 'NoRowsError'
  readonly code = 'no-rows'
  /** @param isNamed whether the file has a line of names, but no row below it. */
  constructor(readonly path: string, { isNamed = false } = {}) {
    super(
      `${fileLabel(path)} has no rows of data. Choose a file with at least one row` +
        (isNamed ? ', or pass header: false if its first line is one.' : '.'),
    )
  }
}

/** A file has none of the formats that can be read. */
export class UnsupportedFormatError extends DatasetError {
  override readonly name = 'UnsupportedFormatError'
  readonly code = 'unsupported-format'
  /** @param extension in lower case and with its dot; empty if the name has none. */
  constructor(readonly path: string, readonly extension: string) {
    super(
      `${fileLabel(path)} is neither CSV, TSV, JSON, Parquet, Arrow, XLSX, SQLite, DuckDB nor IDX, by its ` +
        `${extension === '' ? 'content' : `extension "${extension}" or its content`}. ` +
        'Save the table as CSV (UTF-8) and open that.',
    )
  }
}

/** A database has no such table, or several, none of which was named. */
export class UnknownTableError extends DatasetError {
  override readonly name = 'UnknownTableError'
  readonly code = 'unknown-table'
  /** @param table null if none was named. @param noun what the file calls its tables. */
  constructor(readonly path: string, readonly table: string | null, readonly tables: readonly string[], readonly noun: 'table' | 'sheet' = 'table') {
    super(
      tables.length === 0
        ? `${fileLabel(path)} has no ${noun}. Choose another file.`
        : `${fileLabel(path)} has ${table === null ? `${tables.length} ${noun}s` : `no ${noun} "${table}"`}: choose one of ${listNames(tables)} with the option table.`,
    )
  }
}

/** A compressed file cannot be decompressed. */
export class DamagedGzipError extends DatasetError {
  override readonly name = 'DamagedGzipError'
  readonly code = 'damaged-gzip'
  /** @param reason the message of the decompressor. */
  constructor(readonly path: string, readonly reason: string) {
    super(`${fileLabel(path)} cannot be decompressed: ${reason}. The file is cut short or damaged: fetch it again.`)
  }
}

/** A file has changed since it was opened. */
export class FileChangedError extends DatasetError {
  override readonly name = 'FileChangedError'
  readonly code = 'file-changed'
  constructor(readonly path: string) {
    super(`${fileLabel(path)} has changed since it was opened, so it cannot be read again. Open it anew.`)
  }
}

/** No dataset of this name ships with the package. */
export class UnknownSampleError extends DatasetError {
  override readonly name = 'UnknownSampleError'
  readonly code = 'unknown-sample'
  constructor(readonly sample: string, readonly samples: readonly string[]) {
    super(`There is no sample dataset "${sample}". The samples are: ${samples.join(', ')}.`)
  }
}
