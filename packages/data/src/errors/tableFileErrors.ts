import { DatasetError } from './datasetError.js'
import { fileLabel } from './wording.js'

/** What is wrong with a spreadsheet. */
export type SpreadsheetFault = 'not-xlsx' | 'damaged' | 'too-large' | 'no-rows' | 'merged-names'

/** A file is not a spreadsheet that can be read in exactly one way. */
export class SpreadsheetError extends DatasetError {
  override readonly name = 'SpreadsheetError'
  readonly code = 'malformed-spreadsheet'
  /** @param detail what was found, which completes the sentence. */
  constructor(readonly path: string, readonly fault: SpreadsheetFault, readonly detail: string) {
    super(`${fileLabel(path)} ${detail}`)
  }
}

/** What is wrong with an Arrow file. */
export type ArrowFault = 'not-arrow' | 'damaged' | 'feather-1' | 'too-large'

const arrowFaults: Readonly<Record<ArrowFault, string>> = {
  'not-arrow': 'is not an Arrow file (IPC, Feather 2): it begins neither with the bytes ARROW1 nor with a message of a stream. Check that the right file was chosen.',
  damaged: 'is a damaged Arrow file. Write it again.',
  'feather-1': 'is a file of Feather version 1, which is no longer read. Write it as Feather version 2, which is Arrow IPC, or as Parquet.',
  'too-large': 'is an Arrow file of more than 2 GiB, which cannot be read into memory as a whole. Write it as Parquet.',
}

/** A file is not a whole Arrow file. */
export class MalformedArrowError extends DatasetError {
  override readonly name = 'MalformedArrowError'
  readonly code = 'malformed-arrow'
  /** @param detail the reader's message, or an empty string. */
  constructor(readonly path: string, readonly fault: ArrowFault, readonly detail: string) {
    super(`${fileLabel(path)} ${arrowFaults[fault]}${detail === '' ? '' : ` (${detail})`}`)
  }
}

/** What is wrong with an SQLite database. */
export type SqliteFault = 'not-sqlite' | 'damaged' | 'in-use'

const sqliteFaults: Readonly<Record<SqliteFault, string>> = {
  'not-sqlite': 'is not an SQLite database. Check that the right file was chosen.',
  damaged: 'is a damaged SQLite database, or an encrypted one. Copy it again, or export the table as CSV.',
  'in-use': 'has changes of another program that are not yet in the file (a journal lies beside it). Close that program, then open the file again.',
}

/** A file is not an SQLite database that can be read. */
export class MalformedSqliteError extends DatasetError {
  override readonly name = 'MalformedSqliteError'
  readonly code = 'malformed-sqlite'
  /** @param detail the reader's message, or an empty string. */
  constructor(readonly path: string, readonly fault: SqliteFault, readonly detail: string) {
    super(`${fileLabel(path)} ${sqliteFaults[fault]}${detail === '' ? '' : ` (${detail})`}`)
  }
}
