import { DatasetError } from './datasetError.js'

/** The name of a result is that of another column. */
export class ColumnNameTakenError extends DatasetError {
  override readonly name = 'ColumnNameTakenError'
  readonly code = 'column-name-taken'
  constructor(readonly column: string) {
    super(`The name "${column}" is already taken by another column (capitals do not count). Choose another name for the result.`)
  }
}

/** A result has another number of values than rows. */
export class ResultLengthError extends DatasetError {
  override readonly name = 'ResultLengthError'
  readonly code = 'result-length'
  constructor(readonly column: string, readonly values: number, readonly rows: number) {
    super(`Result "${column}" has ${values} values for ${rows} rows. Pass one dataset row for each value.`)
  }
}

/** A result names a row that the dataset does not have. */
export class ResultRowError extends DatasetError {
  override readonly name = 'ResultRowError'
  readonly code = 'result-row'
  /** @param row 0-based row number, as given. `rows` is the number of rows of the dataset. */
  constructor(readonly column: string, readonly row: number, readonly rows: number) {
    super(
      `Result "${column}" names dataset row ${row}, but the dataset has rows 0 to ${rows - 1}. ` +
        'Pass the rows that readFeatures returned.',
    )
  }
}

/** A file cannot be written. */
export class NotWritableError extends DatasetError {
  override readonly name = 'NotWritableError'
  readonly code = 'not-writable'
  /** @param reason the message of the operating system or the writer. */
  constructor(readonly path: string, readonly reason: string) {
    super(`${path} could not be written: ${reason}. Choose a folder that exists and that you may write to.`)
  }
}

/** The dataset was closed before it was read. */
export class DatasetClosedError extends DatasetError {
  override readonly name = 'DatasetClosedError'
  readonly code = 'dataset-closed'
  constructor(readonly dataset: string) {
    super(`The dataset ${dataset} has been closed. Open it again to read from it.`)
  }
}

/** DuckDB, which reads the tables, cannot be loaded on this machine. */
export class DuckDbUnavailableError extends DatasetError {
  override readonly name = 'DuckDbUnavailableError'
  readonly code = 'duckdb-unavailable'
  /** @param platform `process.platform` and `process.arch`, joined by a hyphen. */
  constructor(readonly platform: string, readonly reason: string) {
    super(
      `DuckDB could not be loaded on ${platform}: ${reason}. ` +
        'Install again without --no-optional, so that its binary for this platform is fetched.',
    )
  }
}
