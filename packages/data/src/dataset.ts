import type { ColumnOptions, DecimalSign, Delimiter, Escape, FileDialect, JsonOrientation, Quote, ThousandsSign } from './dialect.js'
import type { PreparationStep } from './preparation.js'
import type { FeatureColumn, RoleProposal, RoleRequests } from './featureRoles.js'
import type { KernelName, MixedColumn, MixedTableSource, StatisticsSource } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { ColumnProfile, ProfileRequest } from './rows/columnProfile.js'
import type { RowFilter, RowQuery } from './rows/rowQuery.js'

/** Type of the cells of a column. */
export type ColumnType = 'number' | 'category' | 'text' | 'date' | 'boolean'

/**
 * The proposed role of a column. A `feature` can be used in a fit; an `identifier` numbers or names the rows;
 * a `constant` never varies; a `category` is a label, a date or text, not a quantity. See `columnRole`.
 */
export type ColumnRole = 'feature' | 'identifier' | 'constant' | 'category'

/** Format of a file that can be read. */
export type DatasetFormat = 'csv' | 'tsv' | 'json' | 'parquet' | 'arrow' | 'xlsx' | 'sqlite' | 'duckdb' | 'idx'

/** A cell; null if it is missing. Dates are text: as a CSV file writes them, and in ISO 8601 from other files. Integers beyond ±2^53 are text. */
export type Cell = string | number | boolean | null

/** The facts of a column, computed from all its cells when the file is opened. */
export interface DatasetColumn {
  readonly name: string
  readonly type: ColumnType
  /** The detected type, which `type` may override. */
  readonly detectedType: ColumnType
  readonly role: ColumnRole
  /** The role that the cells suggest in a mixture of mixed columns. A fit of numbers alone does not use it. */
  readonly proposal: RoleProposal
  /** Number of cells without a value. */
  readonly missing: number
  /** Number of cells that hold NaN or an infinity. */
  readonly nonFinite: number
  /** Number of distinct values, without NaN and the infinities; above 5,000 it is an estimate. */
  readonly distinct: number
  /** Minimum, maximum and mean of the finite cells of a number column, in its own units; null for other columns. */
  readonly minimum: number | null
  readonly maximum: number | null
  readonly mean: number | null
  /** Sample standard deviation (divisor n - 1); null if there are fewer than two finite cells, or if it is beyond float64. */
  readonly standardDeviation: number | null
}

/** Types by the names of columns. */
export type ColumnTypes = Readonly<Record<string, ColumnType>>

/** Options of `openDataset`. */
export interface OpenOptions {
  /** Types that replace the detected ones, by column name; short for `columns: { name: { type } }`. */
  readonly types?: ColumnTypes
  /** Options of single columns, by name: type, signs of the numbers, and words that mean a missing value. */
  readonly columns?: Readonly<Record<string, ColumnOptions>>
  /**
   * Path of an IDX file with one label per row, for an IDX file of images. By default, a file named
   * `...-labels-idx1-ubyte` in the same folder as `...-images-idx3-ubyte` is used if there is one; `false` uses none.
   */
  readonly labels?: string | false
  /** Name of the table or view of a database, or of the sheet of a spreadsheet, if the file has more than one. */
  readonly table?: string
  /** Encoding of a text file, by its label in the WHATWG Encoding Standard: `gb18030`, `utf-16le`, `windows-1252`. Detected by default. */
  readonly encoding?: string
  /** Separator of the cells of a CSV or TSV file: one character, or `whitespace` for runs of spaces. Detected by default. */
  readonly delimiter?: Delimiter
  /** Quote around cells of a CSV or TSV file that contain a delimiter; empty if there are no quotes. Detected by default. */
  readonly quote?: Quote
  /** How a quote inside a quoted cell is written: twice (`doubled`), or after a `backslash`. Detected by default. */
  readonly escape?: Escape
  /** Number of lines of a CSV or TSV file to skip before the names, or before the first row. Detected by default. */
  readonly skipRows?: number
  /** Whether the first line of a CSV or TSV file (after `skipRows`) names the columns. Detected from the cells by default. */
  readonly header?: boolean
  /** The signs of numbers, and the words that mean a missing value, in all columns of text; `columns` overrides them. */
  readonly decimal?: DecimalSign
  readonly thousands?: ThousandsSign
  readonly missing?: readonly string[]
  /**
   * Most memory that the table takes, in bytes; a quarter of the memory that is free by default. A larger table stays on disk: a Parquet
   * file and a table of a DuckDB database are read where they lie, in each pass anew. Other files, views, and tables whose rows have no
   * numbers of their own (rows were deleted, or a Parquet column is named file_row_number) are converted to a temporary database once. See `Dataset.residence`.
   */
  readonly memoryLimit?: number
  /** Shape of a JSON file. Detected by default. */
  readonly orientation?: JsonOrientation
  /**
   * Steps that add columns, made from those of the file and of earlier steps, after the columns of the file. `Dataset.preparation` has them
   * with what they learned: given here again, they make the same columns, and apply the same numbers to other rows. Not for IDX files.
   */
  readonly prepare?: readonly PreparationStep[]
  /** Stops reading when aborted; the call then throws the signal's reason. */
  readonly signal?: AbortSignal
}

/** Which columns `readFeatures` reads, and how. */
export interface FeatureRequest {
  /** Names of the columns, in the wanted order. By default every column of role `feature`, and those in `roles`. */
  readonly columns?: readonly string[]
  /**
   * Roles of columns that are not plain numbers, by name: their cells become codes of levels, counts, or numbers of days. The other
   * columns have the role `number`.
   */
  readonly roles?: RoleRequests
  /** `standardize` subtracts the mean and divides by the sample standard deviation of the cells used, in columns of role `number`. Default `none`. */
  readonly scaling?: 'none' | 'standardize'
  /** For a missing or non-finite cell: throw an error (default), leave its row out, or keep the row with NaN in this cell. */
  readonly missing?: 'error' | 'omit-rows' | 'keep'
  /** The rows to read; those that do not fulfil the filter count as omitted. Default: all rows. */
  readonly where?: RowFilter
}

/** Which columns `source` reads, and how. In contrast to fits of samples, missing cells that are kept are integrated out. */
export interface SourceRequest extends FeatureRequest {
  /** Column with the weight of each row: finite numbers of at least 0. A row of weight 0 takes no part in a fit. */
  readonly sampleWeights?: string
  /** As in `samplesSource` of core. */
  readonly threads?: number
  readonly kernels?: KernelName
  /** Aborts the preparation. A pass has a signal of its own. */
  readonly signal?: AbortSignal
}

/** Which columns `blocks` reads, and how. */
export type BlockRequest = Omit<FeatureRequest, 'scaling'>

/** Some rows of a dataset, one after another. */
export interface SampleBlock {
  /** [n, D], with NaN in cells that are kept although they are missing; those of a source are scaled as in its passes. */
  readonly samples: Matrix & { readonly data: Float64Array }
  /** [n] dataset row (0-based) of each sample, ascending. */
  readonly rows: Uint32Array
}

/** A dataset as a `StatisticsSource`: `fitGaussianMixture` and its kin accept it in place of samples. */
export interface DatasetSource extends StatisticsSource {
  readonly columnNames: readonly string[]
  /** Number of dataset rows that are not in the blocks, because a cell is missing. */
  readonly omitted: number
  /** [D] cells of each column that are NaN in the blocks. */
  readonly missingOfColumns: readonly number[]
  /** [D] each, with `samples = (cell - center) / scale`. For scaling `none` they are zeros and ones. */
  readonly scaling: { readonly center: Float64Array; readonly scale: Float64Array }
  /** [D] the columns with their roles and levels, if the request gives roles. */
  readonly features?: readonly FeatureColumn[]
  /**
   * The same rows as a table of mixed columns, which `fitMixedMixture` and `selectMixedMixture` accept in place of a table. One pass collects
   * the counts that occur.
   *
   * @param columns [D] what the columns are; by default, what their roles say. Pass them for another distribution of counts or ordered levels.
   * @throws {ShapeError} {InvalidOptionError} for columns that are not as described, a cell that its column cannot have, or a column without any cell.
   */
  mixedTable(columns?: readonly MixedColumn[]): Promise<MixedTableSource>
  /** All samples in the order of the dataset, those of weight 0 too, a block at a time: to predict, or to write results. */
  blocks(): AsyncIterable<SampleBlock>
}

/** Columns of numbers as `readFeatures` returns them. */
export interface Features {
  /** [N, D] row-major, in the order of `columnNames`; finite, or NaN in the cells that `missing: 'keep'` keeps. */
  readonly samples: Matrix & { readonly data: Float64Array }
  readonly columnNames: readonly string[]
  /** [N] dataset row (0-based) of each sample, ascending. */
  readonly rows: Uint32Array
  /** Number of dataset rows left out. */
  readonly omitted: number
  /** [D] each, with `samples = (cell - center) / scale`. For scaling `none` they are zeros and ones. */
  readonly scaling: { readonly center: Float64Array; readonly scale: Float64Array }
  /** [D] the columns with their roles and levels, if the request gives roles. */
  readonly features?: readonly FeatureColumn[]
}

/** One column to add to the dataset's own, such as a component, a probability or the name of a class; or values for cells of one of its own. */
export interface ResultColumn {
  readonly name: string
  /**
   * Whether the values take the place of cells of the dataset's number column of this name; false by default. Its other cells stay, and
   * are written as numbers.
   */
  readonly replaces?: boolean
  readonly type: 'integer' | 'double' | 'text'
  /** Texts for the type `text`, numbers for the others. */
  readonly values: Int32Array | Float64Array | readonly string[]
  /** Dataset row (0-based) of each value; rows that are not listed get no value. */
  readonly rows: Uint32Array
}

/** A format that tables are written in. `json` is an array of objects, `ndjson` one object per line; both write null for NaN and infinities. */
export const writtenFormats = ['csv', 'parquet', 'json', 'ndjson'] as const
/** Format in which a table can be written. */
export type WrittenFormat = (typeof writtenFormats)[number]

/** Columns to write, and the format of the file. */
export interface WriteRequest {
  readonly format: WrittenFormat
  /**
   * The result columns; or blocks of them, so that the results of a large dataset are never in memory as a whole. All blocks have the
   * same columns, and `rows` ascend from block to block.
   */
  readonly columns: readonly ResultColumn[] | AsyncIterable<readonly ResultColumn[]>
  /** Dataset rows (0-based) that are written, in the order of the dataset; all rows by default. */
  readonly rows?: Uint32Array
}

/** Rows `offset` (0-based) to `offset + limit - 1`. */
export interface RowPage {
  readonly offset: number
  readonly limit: number
}

/** The tables of a file that can hold several. */
export interface FileTables {
  /** In the order of the file; those of a database by name. */
  readonly names: readonly string[]
  /** The one that the dataset is. */
  readonly chosen: string
}

/**
 * An opened file. Facts are known at once; cells are read on request. Every method throws `DatasetClosedError` after `close`, and
 * `ShapeError` or `InvalidOptionError` for arguments of wrong types.
 */
export interface Dataset {
  /** File name, or the name of a sample. */
  readonly name: string
  readonly path: string
  readonly format: DatasetFormat
  readonly rows: number
  readonly columns: readonly DatasetColumn[]
  /** Where the table is. The features of a table on disk may need more memory than there is: use `source`. */
  readonly residence: 'memory' | 'disk'
  /**
   * Height, width and channels of the image that each row is, if the file holds images (IDX); otherwise null. The pixels are the first
   * columns, row by row.
   */
  readonly imageShape: readonly [height: number, width: number, channels: number] | null
  /** How a text file was read: every choice, its evidence, and its alternatives. Null for Parquet and IDX. */
  readonly dialect: FileDialect | null
  /** The steps that made the last columns, with what they learned; none by default. */
  readonly preparation: readonly PreparationStep[]
  /**
   * The tables of the file, if it can hold several: the sheets with cells of a spreadsheet, or the tables and views of a database. The
   * dataset is the one `chosen`, and the option `table` opens another. Null for files of one table.
   */
  readonly tables: FileTables | null
  /**
   * The same file as a new dataset with some column types replaced; this dataset stays open.
   * @throws {ColumnConversionError} that names the first cell that does not fit its new type.
   * @throws {UnknownColumnError} @throws {FileChangedError}
   */
  withColumnTypes(types: ColumnTypes): Promise<Dataset>
  /** The cells of some rows, in file order, for display; rows past the end are left out. NaN and infinities are returned as text. */
  readRows(page: RowPage): Promise<Cell[][]>
  /**
   * The dataset rows (0-based) that fulfil a query, in its order: to look at a sorted or filtered table page by page, with `readRowsAt`.
   * @throws {UnknownColumnError} {RowConditionError} {UnclearDatesError}
   */
  selectRows(query?: RowQuery): Promise<Uint32Array>
  /** The cells of the given dataset rows, in the given order, as `readRows` returns them. */
  readRowsAt(rows: Uint32Array): Promise<Cell[][]>
  /** Quartiles, outliers, histograms and the most frequent values of columns, from all cells. @throws {UnknownColumnError} */
  profileColumns(request?: ProfileRequest): Promise<ColumnProfile[]>
  /**
   * The chosen columns as one matrix. It lies in shared memory, which the threads of a fit read in place.
   *
   * @throws {NoNumericColumnsError} {NoColumnsChosenError} {UnknownColumnError} {ColumnNotNumericError}
   * @throws {MissingValuesError} {NoCompleteRowsError} {NoRowsSelectedError} {RowConditionError} {UnclearDatesError} {ConstantColumnError}
   * @throws {FeatureRoleError} {LevelOrderError} {UnknownLevelError} {TooManyLevelsError} for columns with roles.
   */
  readFeatures(request?: FeatureRequest): Promise<Features>
  /**
   * The chosen columns as a source of statistics, which fits accept in place of samples. It never has all rows in memory: each pass
   * reads them in blocks, while threads compute on the block before. A fit of it ends where a fit of the features ends, up to rounding.
   * It lives as long as the dataset.
   *
   * @throws {NoNumericColumnsError} {NoColumnsChosenError} {UnknownColumnError} {ColumnNotNumericError} {SampleWeightsError}
   * @throws {MissingValuesError} {NoCompleteRowsError} {ConstantColumnError}
   * @throws {FeatureRoleError} {LevelOrderError} {UnknownLevelError} {TooManyLevelsError} for columns with roles.
   * @throws {FileChangedError} from this method and from a pass, if the table is on disk.
   */
  source(request?: SourceRequest): Promise<DatasetSource>
  /**
   * The columns with these roles, and their levels with the number of rows of each, in the order of `roles`.
   * @throws {UnknownColumnError} {FeatureRoleError} {LevelOrderError} {UnknownLevelError} {TooManyLevelsError}
   */
  readLevels(roles: RoleRequests): Promise<readonly FeatureColumn[]>
  /**
   * The chosen columns in the order of the dataset, a block at a time: for a model that is fitted. In contrast to `source`, nothing is
   * scaled or measured, and a column may have one value or none.
   *
   * @throws {NoNumericColumnsError} {NoColumnsChosenError} {UnknownColumnError} {ColumnNotNumericError} {MissingValuesError}
   * @throws {FileChangedError} from this method and while blocks are read, if the table is on disk.
   */
  blocks(request?: BlockRequest): Promise<AsyncIterable<SampleBlock>>
  /** All cells of one column in file order. @throws {UnknownColumnError} */
  readColumn(name: string): Promise<Cell[]>
  /**
   * Writes all rows in file order, with the result columns after the dataset's own, and replaced cells in their places. The file is written
   * completely or not at all. An IDX dataset writes `row` (0-based), `label` if it has labels, and the results.
   * @throws {ColumnNameTakenError} {ResultLengthError} {ResultRowError} {NotWritableError}
   * @throws {UnknownColumnError} {ColumnNotNumericError} for a result that replaces cells of no number column.
   */
  writeWithColumns(path: string, request: WriteRequest): Promise<{ readonly rows: number; readonly bytes: number }>
  /** Waits for running calls to end and frees the memory. May be called twice. */
  close(): Promise<void>
}
