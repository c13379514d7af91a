import type { ColumnOptions, DecimalSign, Delimiter, Escape, FileDialect, JsonOrientation, Quote, ThousandsSign } from './dialect.js'
import type { Matrix } from '@mixtura/numerics'

export type ColumnType = 'number' | 'category' | 'text' | 'date' | 'boolean'

/**
 * What a column is proposed for: `feature` may enter a fit; `identifier` numbers or names the rows;
 * `constant` never varies; `category` is a label, a date or text, not a quantity. See `columnRole`.
 */
export type ColumnRole = 'feature' | 'identifier' | 'constant' | 'category'

export type DatasetFormat = 'csv' | 'tsv' | 'json' | 'parquet' | 'idx'

/** A cell; null is a missing one. Dates are text: as a CSV file writes them, ISO 8601 from other files. Integers beyond ±2^53 are text. */
export type Cell = string | number | boolean | null

/** What is known of a column from one look at all its cells. */
export interface DatasetColumn {
  readonly name: string
  readonly type: ColumnType
  /** The type before any override. */
  readonly detectedType: ColumnType
  readonly role: ColumnRole
  /** Cells without a value. */
  readonly missing: number
  /** Cells that hold NaN or an infinity. */
  readonly nonFinite: number
  /** Distinct values; an estimate above 5,000. */
  readonly distinct: number
  /** Of the finite cells of a number column, in its own units; null elsewhere. */
  readonly minimum: number | null
  readonly maximum: number | null
  readonly mean: number | null
  /** Sample standard deviation (divisor n - 1); null for fewer than two finite cells, and where it is beyond float64. */
  readonly standardDeviation: number | null
}

export type ColumnTypes = Readonly<Record<string, ColumnType>>

export interface OpenOptions {
  /** Types to use instead of the detected ones, by column name; short for `columns: { name: { type } }`. */
  readonly types?: ColumnTypes
  /** What single columns are: their type, the signs of their numbers, the words that mean a missing value. */
  readonly columns?: Readonly<Record<string, ColumnOptions>>
  /**
   * Path of an IDX file with one label per row, for an IDX file of images. Left out, a file named
   * `...-labels-idx1-ubyte` beside `...-images-idx3-ubyte` is used if there is one; false uses none.
   */
  readonly labels?: string | false
  /** Encoding of a text file, as the WHATWG Encoding Standard labels it: `gb18030`, `utf-16le`, `windows-1252`. Left out: found out. */
  readonly encoding?: string
  /** What separates the cells of a CSV or TSV file: one character, or `whitespace` for runs of spaces. Left out: found out. */
  readonly delimiter?: Delimiter
  /** What stands around cells of a CSV or TSV file that hold a delimiter; empty for nothing. Left out: found out. */
  readonly quote?: Quote
  /** How a quote inside a cell in quotes is written: twice (`doubled`), or behind a `backslash`. Left out: found out. */
  readonly escape?: Escape
  /** Lines of a CSV or TSV file to leave out before the names, or before the first row. Left out: found out. */
  readonly skipRows?: number
  /** Whether the first line of a CSV or TSV file (after `skipRows`) names the columns. Left out: found out from the cells. */
  readonly header?: boolean
  /** Signs of the numbers in all columns of text, and the words that mean a missing value there; `columns` goes before. */
  readonly decimal?: DecimalSign
  readonly thousands?: ThousandsSign
  readonly missing?: readonly string[]
  /** Shape of a JSON file. Left out: found out. */
  readonly orientation?: JsonOrientation
  /** Stops the reading; its reason is thrown. */
  readonly signal?: AbortSignal
}

export interface FeatureRequest {
  /** Names, in the order wanted. Left out: every column of role `feature`. */
  readonly columns?: readonly string[]
  /** `standardize` subtracts the mean and divides by the sample standard deviation of the rows used. Default `none`. */
  readonly scaling?: 'none' | 'standardize'
  /** What a missing or non-finite cell does: stop with an error (default), or leave its row out. */
  readonly missing?: 'error' | 'omit-rows'
}

export interface Features {
  /** [N, D] row-major, finite, in the order of `columnNames`. */
  readonly samples: Matrix & { readonly data: Float64Array }
  readonly columnNames: readonly string[]
  /** [N] dataset row (0-based) of each sample, ascending. */
  readonly rows: Uint32Array
  /** Dataset rows left out. */
  readonly omitted: number
  /** [D] each: `samples = (cell - center) / scale`; zeros and ones for scaling `none`. */
  readonly scaling: { readonly center: Float64Array; readonly scale: Float64Array }
}

/** One column to add to the dataset's own, such as a component or a probability. */
export interface ResultColumn {
  readonly name: string
  readonly type: 'integer' | 'double'
  readonly values: Int32Array | Float64Array
  /** Dataset row (0-based) of each value; rows not named get no value. */
  readonly rows: Uint32Array
}

export interface WriteRequest {
  readonly format: 'csv' | 'parquet'
  readonly columns: readonly ResultColumn[]
}

/** Rows `offset` (0-based) to `offset + limit - 1`. */
export interface RowPage {
  readonly offset: number
  readonly limit: number
}

/**
 * An opened file: facts at once, cells on request. Every method throws `DatasetClosedError` after `close`, and `ShapeError` or
 * `InvalidOptionError` for arguments of wrong types.
 */
export interface Dataset {
  /** File name, or the name of a sample. */
  readonly name: string
  readonly path: string
  readonly format: DatasetFormat
  readonly rows: number
  readonly columns: readonly DatasetColumn[]
  /** How a text file was read: every choice, what speaks for it, and the alternatives. Null for Parquet and IDX. */
  readonly dialect: FileDialect | null
  /**
   * The same file with some column types replaced, as a new dataset; this one stays open.
   * @throws {ColumnConversionError} naming the first cell that does not fit its new type.
   * @throws {UnknownColumnError} @throws {FileChangedError}
   */
  withColumnTypes(types: ColumnTypes): Promise<Dataset>
  /** Cells for a table, in file order; rows past the end are left out. NaN and infinities come as text. */
  readRows(page: RowPage): Promise<Cell[][]>
  /**
   * @throws {NoNumericColumnsError} {NoColumnsChosenError} {UnknownColumnError} {ColumnNotNumericError}
   * @throws {MissingValuesError} {NoCompleteRowsError} {ConstantColumnError}
   */
  readFeatures(request?: FeatureRequest): Promise<Features>
  /** All cells of one column in file order. @throws {UnknownColumnError} */
  readColumn(name: string): Promise<Cell[]>
  /**
   * Writes all rows in file order with the result columns after the dataset's own. The file appears
   * whole or not at all. An IDX dataset writes `row` (0-based), `label` if it has one, and the results.
   * @throws {ColumnNameTakenError} {ResultLengthError} {ResultRowError} {NotWritableError}
   */
  writeWithColumns(path: string, request: WriteRequest): Promise<{ readonly rows: number; readonly bytes: number }>
  /** Frees the memory; waits for what is under way. May be called twice. */
  close(): Promise<void>
}
