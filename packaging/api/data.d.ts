// Written from the build by `npx vitest run api -u` inside packaging; do not edit.
// index.d.ts
import { KernelName, MixedColumn, MixedTableSource, MixturaError, StatisticsSource } from "@mixtura/core";
import { Matrix, MixturaError as MixturaError$1 } from "@mixtura/numerics";
type DecimalSign = "." | ",";
type ThousandsSign = "" | "," | "." | "'" | " ";
type Delimiter = string;
type Quote = "\"" | "'" | "";
declare const escapes: readonly [
    "doubled",
    "backslash"
];
type Escape = (typeof escapes)[number];
declare const orientations: readonly [
    "records",
    "lines",
    "columns",
    "index",
    "split",
    "values",
    "table"
];
type JsonOrientation = (typeof orientations)[number];
interface Choice<Value> {
    readonly value: Value;
    readonly source: "given" | "found" | "guessed" | "unsure";
    readonly evidence: string;
    readonly alternatives: readonly Value[];
}
type NoteCode = "decimal-or-thousands" | "decimal-by-column" | "thousands-by-column" | "decimal-by-delimiter" | "leading-zeros" | "long-integers" | "time-or-version" | "code-or-exponent" | "mixed-signs" | "words-among-numbers" | "signs-around";
interface ColumnNote {
    readonly code: NoteCode;
    readonly message: string;
    readonly fields: Readonly<Record<string, string | number>>;
}
interface ColumnDialect {
    readonly name: string;
    readonly decimal: DecimalSign | null;
    readonly thousands: ThousandsSign | null;
    readonly missing: readonly string[];
    readonly note: ColumnNote | null;
}
type Remark = "row-names" | "last-delimiter";
interface FileDialect {
    readonly encoding: Choice<string>;
    readonly delimiter: Choice<Delimiter> | null;
    readonly quote: Choice<Quote> | null;
    readonly escape: Choice<Escape> | null;
    readonly header: Choice<boolean> | null;
    readonly skipRows: Choice<number> | null;
    readonly units: readonly string[] | null;
    readonly orientation: Choice<JsonOrientation> | null;
    readonly blankLines: number;
    readonly remarks: readonly Remark[];
    readonly columns: readonly ColumnDialect[];
}
interface ColumnOptions {
    readonly type?: "number" | "category" | "text" | "date" | "boolean";
    readonly decimal?: DecimalSign;
    readonly thousands?: ThousandsSign;
    readonly missing?: readonly string[];
}
interface ImputeStep {
    readonly kind: "impute";
    readonly name: string;
    readonly column: string;
    readonly method: "mean" | "median" | "most-frequent";
    readonly learned?: {
        readonly value: number | string;
    };
}
interface LogStep {
    readonly kind: "log";
    readonly name: string;
    readonly column: string;
    readonly method: "log" | "log1p";
}
interface ScaleStep {
    readonly kind: "scale";
    readonly name: string;
    readonly column: string;
    readonly method: "range" | "largest" | "robust";
    readonly learned?: {
        readonly center: number;
        readonly scale: number;
    };
}
interface OneHotStep {
    readonly kind: "one-hot";
    readonly name: string;
    readonly column: string;
    readonly learned?: {
        readonly levels: readonly string[];
    };
}
interface ComponentsStep {
    readonly kind: "components";
    readonly name: string;
    readonly columns: readonly string[];
    readonly count: number;
    readonly scaling?: "standardize" | "none";
    readonly learned?: {
        readonly center: readonly number[];
        readonly scale: readonly number[];
        readonly loadings: readonly number[];
        readonly explained: readonly number[];
    };
}
type PreparationStep = ImputeStep | LogStep | ScaleStep | OneHotStep | ComponentsStep;
declare const featureRoles: readonly [
    "number",
    "category",
    "ordinal",
    "count",
    "binary"
];
type FeatureRole = (typeof featureRoles)[number];
declare const dateParts: readonly [
    "days",
    "year",
    "month",
    "weekday",
    "hour"
];
type DatePart = (typeof dateParts)[number];
type ProposalReason = "constant" | "identifier" | "free-text" | "date" | "two-levels" | "few-levels" | "zero-one" | "too-few-numbers" | "fractions" | "negative-numbers" | "many-whole-numbers" | "whole-numbers-from-zero" | "consecutive-whole-numbers" | "few-whole-numbers";
interface RoleProposal {
    readonly role: FeatureRole | null;
    readonly reason: ProposalReason;
    readonly message: string;
    readonly alternatives: readonly FeatureRole[];
}
interface LevelRequest {
    readonly name: string;
    readonly of?: readonly string[];
}
interface RoleRequest {
    readonly role: FeatureRole;
    readonly levels?: readonly (string | LevelRequest)[];
    readonly order?: "alphabetical";
    readonly mergeBelow?: number;
    readonly mergedName?: string;
    readonly date?: DatePart;
}
type RoleRequests = Readonly<Record<string, FeatureRole | RoleRequest>>;
interface FeatureLevel {
    readonly name: string;
    readonly rows: number;
    readonly of: readonly string[];
}
interface FeatureColumn {
    readonly name: string;
    readonly role: FeatureRole;
    readonly levels: readonly FeatureLevel[] | null;
    readonly order: "given" | "numeric" | "alphabetical" | null;
    readonly date: DatePart | null;
}
interface ColumnHistogram {
    readonly from: number;
    readonly to: number;
    readonly counts: readonly number[];
}
interface ColumnOutliers {
    readonly below: number;
    readonly above: number;
    readonly lowFence: number;
    readonly highFence: number;
}
interface ColumnProfile {
    readonly name: string;
    readonly quartiles: readonly [
        lower: number,
        median: number,
        upper: number
    ] | null;
    readonly outliers: ColumnOutliers | null;
    readonly histogram: ColumnHistogram | null;
    readonly topValues: readonly {
        readonly value: string;
        readonly rows: number;
    }[] | null;
}
interface ProfileRequest {
    readonly columns?: readonly string[];
    readonly signal?: AbortSignal;
}
interface RowCondition {
    readonly column: string;
    readonly from?: number | string;
    readonly to?: number | string;
    readonly values?: readonly Cell[];
}
interface RowFilter {
    readonly conditions?: readonly RowCondition[];
    readonly search?: string;
}
interface RowQuery extends RowFilter {
    readonly sort?: {
        readonly column: string;
        readonly descending?: boolean;
    };
    readonly signal?: AbortSignal;
}
type ColumnType = "number" | "category" | "text" | "date" | "boolean";
type ColumnRole = "feature" | "identifier" | "constant" | "category";
type DatasetFormat = "csv" | "tsv" | "json" | "parquet" | "arrow" | "xlsx" | "sqlite" | "duckdb" | "idx";
type Cell = string | number | boolean | null;
interface DatasetColumn {
    readonly name: string;
    readonly type: ColumnType;
    readonly detectedType: ColumnType;
    readonly role: ColumnRole;
    readonly proposal: RoleProposal;
    readonly missing: number;
    readonly nonFinite: number;
    readonly distinct: number;
    readonly minimum: number | null;
    readonly maximum: number | null;
    readonly mean: number | null;
    readonly standardDeviation: number | null;
}
type ColumnTypes = Readonly<Record<string, ColumnType>>;
interface OpenOptions {
    readonly types?: ColumnTypes;
    readonly columns?: Readonly<Record<string, ColumnOptions>>;
    readonly labels?: string | false;
    readonly table?: string;
    readonly encoding?: string;
    readonly delimiter?: Delimiter;
    readonly quote?: Quote;
    readonly escape?: Escape;
    readonly skipRows?: number;
    readonly header?: boolean;
    readonly decimal?: DecimalSign;
    readonly thousands?: ThousandsSign;
    readonly missing?: readonly string[];
    readonly memoryLimit?: number;
    readonly orientation?: JsonOrientation;
    readonly prepare?: readonly PreparationStep[];
    readonly signal?: AbortSignal;
}
interface FeatureRequest {
    readonly columns?: readonly string[];
    readonly roles?: RoleRequests;
    readonly scaling?: "none" | "standardize";
    readonly missing?: "error" | "omit-rows" | "keep";
    readonly where?: RowFilter;
}
interface SourceRequest extends FeatureRequest {
    readonly sampleWeights?: string;
    readonly threads?: number;
    readonly kernels?: KernelName;
    readonly signal?: AbortSignal;
}
type BlockRequest = Omit<FeatureRequest, "scaling">;
interface SampleBlock {
    readonly samples: Matrix & {
        readonly data: Float64Array;
    };
    readonly rows: Uint32Array;
}
interface DatasetSource extends StatisticsSource {
    readonly columnNames: readonly string[];
    readonly omitted: number;
    readonly missingOfColumns: readonly number[];
    readonly scaling: {
        readonly center: Float64Array;
        readonly scale: Float64Array;
    };
    readonly features?: readonly FeatureColumn[];
    mixedTable(columns?: readonly MixedColumn[]): Promise<MixedTableSource>;
    blocks(): AsyncIterable<SampleBlock>;
}
interface Features {
    readonly samples: Matrix & {
        readonly data: Float64Array;
    };
    readonly columnNames: readonly string[];
    readonly rows: Uint32Array;
    readonly omitted: number;
    readonly scaling: {
        readonly center: Float64Array;
        readonly scale: Float64Array;
    };
    readonly features?: readonly FeatureColumn[];
}
interface ResultColumn {
    readonly name: string;
    readonly replaces?: boolean;
    readonly type: "integer" | "double" | "text";
    readonly values: Int32Array | Float64Array | readonly string[];
    readonly rows: Uint32Array;
}
declare const writtenFormats: readonly [
    "csv",
    "parquet",
    "json",
    "ndjson"
];
type WrittenFormat = (typeof writtenFormats)[number];
interface WriteRequest {
    readonly format: WrittenFormat;
    readonly columns: readonly ResultColumn[] | AsyncIterable<readonly ResultColumn[]>;
    readonly rows?: Uint32Array;
}
interface RowPage {
    readonly offset: number;
    readonly limit: number;
}
interface FileTables {
    readonly names: readonly string[];
    readonly chosen: string;
}
interface Dataset {
    readonly name: string;
    readonly path: string;
    readonly format: DatasetFormat;
    readonly rows: number;
    readonly columns: readonly DatasetColumn[];
    readonly residence: "memory" | "disk";
    readonly imageShape: readonly [
        height: number,
        width: number,
        channels: number
    ] | null;
    readonly dialect: FileDialect | null;
    readonly preparation: readonly PreparationStep[];
    readonly tables: FileTables | null;
    withColumnTypes(types: ColumnTypes): Promise<Dataset>;
    readRows(page: RowPage): Promise<Cell[][]>;
    selectRows(query?: RowQuery): Promise<Uint32Array>;
    readRowsAt(rows: Uint32Array): Promise<Cell[][]>;
    profileColumns(request?: ProfileRequest): Promise<ColumnProfile[]>;
    readFeatures(request?: FeatureRequest): Promise<Features>;
    source(request?: SourceRequest): Promise<DatasetSource>;
    readLevels(roles: RoleRequests): Promise<readonly FeatureColumn[]>;
    blocks(request?: BlockRequest): Promise<AsyncIterable<SampleBlock>>;
    readColumn(name: string): Promise<Cell[]>;
    writeWithColumns(path: string, request: WriteRequest): Promise<{
        readonly rows: number;
        readonly bytes: number;
    }>;
    close(): Promise<void>;
}
declare function openDataset(path: string, given?: OpenOptions): Promise<Dataset>;
declare const sampleNames: readonly [
    "old-faithful",
    "iris"
];
type SampleName = (typeof sampleNames)[number];
declare function openSampleDataset(name: SampleName, given?: OpenOptions): Promise<Dataset>;
declare const fileExtensions: readonly string[];
interface FileStamp {
    readonly bytes: number;
    readonly modified: number;
}
declare function stampFile(path: string): Promise<FileStamp>;
declare function assertUnchanged(path: string, stamp: FileStamp): Promise<void>;
declare function writeColumns(path: string, given: WriteRequest): Promise<{
    readonly rows: number;
    readonly bytes: number;
}>;
type IdxData = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
interface IdxArray {
    readonly shape: readonly number[];
    readonly data: IdxData;
}
declare function readIdx(path: string): Promise<IdxArray>;
type ColumnsOf = Pick<Dataset, "path" | "columns" | "dialect">;
declare function numericColumnNames(dataset: ColumnsOf): string[];
declare abstract class DatasetError extends MixturaError$1 {
}
declare class FileNotFoundError extends DatasetError {
    readonly path: string;
    readonly name = "FileNotFoundError";
    readonly code = "file-not-found";
    constructor(path: string);
}
declare class NotAFileError extends DatasetError {
    readonly path: string;
    readonly name = "NotAFileError";
    readonly code = "not-a-file";
    constructor(path: string);
}
declare class FileNotReadableError extends DatasetError {
    readonly path: string;
    readonly reason: string;
    readonly name = "FileNotReadableError";
    readonly code = "file-not-readable";
    constructor(path: string, reason: string);
}
declare class EmptyFileError extends DatasetError {
    readonly path: string;
    readonly name = "EmptyFileError";
    readonly code = "empty-file";
    constructor(path: string);
}
declare class NoRowsError extends DatasetError {
    readonly path: string;
    readonly name = "NoRowsError";
    readonly code = "no-rows";
    constructor(path: string, { isNamed }?: {
        isNamed?: boolean | undefined;
    });
}
declare class UnsupportedFormatError extends DatasetError {
    readonly path: string;
    readonly extension: string;
    readonly name = "UnsupportedFormatError";
    readonly code = "unsupported-format";
    constructor(path: string, extension: string);
}
declare class UnknownTableError extends DatasetError {
    readonly path: string;
    readonly table: string | null;
    readonly tables: readonly string[];
    readonly noun: "table" | "sheet";
    readonly name = "UnknownTableError";
    readonly code = "unknown-table";
    constructor(path: string, table: string | null, tables: readonly string[], noun?: "table" | "sheet");
}
declare class DamagedGzipError extends DatasetError {
    readonly path: string;
    readonly reason: string;
    readonly name = "DamagedGzipError";
    readonly code = "damaged-gzip";
    constructor(path: string, reason: string);
}
declare class FileChangedError extends DatasetError {
    readonly path: string;
    readonly name = "FileChangedError";
    readonly code = "file-changed";
    constructor(path: string);
}
declare class UnknownSampleError extends DatasetError {
    readonly sample: string;
    readonly samples: readonly string[];
    readonly name = "UnknownSampleError";
    readonly code = "unknown-sample";
    constructor(sample: string, samples: readonly string[]);
}
type TextFault = "zero-byte" | "foreign-bytes";
declare class UndecodableTextError extends DatasetError {
    readonly path: string;
    readonly encoding: string;
    readonly fault: TextFault;
    readonly offset: number | null;
    readonly name = "UndecodableTextError";
    readonly code = "undecodable-text";
    constructor(path: string, encoding: string, fault: TextFault, offset: number | null);
}
declare class RaggedRowError extends DatasetError {
    readonly path: string;
    readonly line: number;
    readonly name = "RaggedRowError";
    readonly code = "ragged-row";
    readonly expected: number;
    readonly found: number;
    constructor(path: string, line: number, { expected, found, firstLine }: {
        readonly expected: number;
        readonly found: number;
        readonly firstLine: number;
    });
}
declare class OpenOptionError extends DatasetError {
    readonly option: string;
    readonly value: unknown;
    readonly expected: string;
    readonly name = "OpenOptionError";
    readonly code = "open-option";
    constructor(option: string, value: unknown, expected: string);
}
type CsvFault = "unclosed-quote" | "text-after-quote";
declare class MalformedCsvError extends DatasetError {
    readonly path: string;
    readonly line: number;
    readonly fault: CsvFault;
    readonly name = "MalformedCsvError";
    readonly code = "malformed-csv";
    constructor(path: string, line: number, fault: CsvFault);
}
declare class MalformedJsonError extends DatasetError {
    readonly path: string;
    readonly reason: string;
    readonly name = "MalformedJsonError";
    readonly code = "malformed-json";
    constructor(path: string, reason: string);
}
type ParquetFault = "not-parquet" | "truncated" | "damaged";
declare class MalformedParquetError extends DatasetError {
    readonly path: string;
    readonly fault: ParquetFault;
    readonly detail: string;
    readonly name = "MalformedParquetError";
    readonly code = "malformed-parquet";
    constructor(path: string, fault: ParquetFault, detail: string);
}
declare class IdxMagicError extends DatasetError {
    readonly path: string;
    readonly magic: string;
    readonly name = "IdxMagicError";
    readonly code = "idx-magic";
    constructor(path: string, magic: string);
}
declare class IdxLengthError extends DatasetError {
    readonly path: string;
    readonly shape: readonly number[];
    readonly expected: number;
    readonly found: number;
    readonly name = "IdxLengthError";
    readonly code = "idx-length";
    constructor(path: string, shape: readonly number[], expected: number, found: number);
}
declare class LabelCountMismatchError extends DatasetError {
    readonly path: string;
    readonly labelsPath: string;
    readonly rows: number;
    readonly labels: number;
    readonly name = "LabelCountMismatchError";
    readonly code = "label-count-mismatch";
    constructor(path: string, labelsPath: string, rows: number, labels: number);
}
declare class LabelShapeError extends DatasetError {
    readonly labelsPath: string;
    readonly shape: readonly number[];
    readonly name = "LabelShapeError";
    readonly code = "label-shape";
    constructor(labelsPath: string, shape: readonly number[]);
}
declare class UnknownColumnError extends DatasetError {
    readonly column: string;
    readonly columns: readonly string[];
    readonly name = "UnknownColumnError";
    readonly code = "unknown-column";
    constructor(column: string, columns: readonly string[]);
}
declare class ColumnNotNumericError extends DatasetError {
    readonly column: string;
    readonly type: ColumnType;
    readonly note: ColumnNote | null;
    readonly name = "ColumnNotNumericError";
    readonly code = "column-not-numeric";
    constructor(column: string, type: ColumnType, note?: ColumnNote | null);
}
declare class NoNumericColumnsError extends DatasetError {
    readonly path: string;
    readonly columns: readonly string[];
    readonly name = "NoNumericColumnsError";
    readonly code = "no-numeric-columns";
    constructor(path: string, columns: readonly string[], { isCut }?: {
        isCut?: boolean | undefined;
    });
}
declare class AmbiguousNumbersError extends DatasetError {
    readonly column: string;
    readonly name = "AmbiguousNumbersError";
    readonly code = "ambiguous-numbers";
    readonly cell: string;
    readonly row: number;
    readonly sign: string;
    readonly asDecimal: string;
    readonly asThousands: string;
    constructor(column: string, { message, fields }: ColumnNote);
}
declare class NoColumnsChosenError extends DatasetError {
    readonly numericColumns: readonly string[];
    readonly name = "NoColumnsChosenError";
    readonly code = "no-columns-chosen";
    constructor(numericColumns: readonly string[]);
}
interface IncompleteColumn {
    readonly name: string;
    readonly missing: number;
    readonly nonFinite: number;
    readonly row: number;
    readonly line: number | null;
}
declare class MissingValuesError extends DatasetError {
    readonly columns: readonly IncompleteColumn[];
    readonly name = "MissingValuesError";
    readonly code = "missing-values";
    constructor(columns: readonly IncompleteColumn[], remedy?: string);
}
declare class NoCompleteRowsError extends DatasetError {
    readonly columns: readonly string[];
    readonly rows: number;
    readonly name = "NoCompleteRowsError";
    readonly code = "no-complete-rows";
    constructor(columns: readonly string[], rows: number);
}
declare class SampleWeightsError extends DatasetError {
    readonly column: string;
    readonly fault: string;
    readonly name = "SampleWeightsError";
    readonly code = "sample-weights";
    constructor(column: string, fault: string);
}
declare class ConstantColumnError extends DatasetError {
    readonly column: string;
    readonly value: number;
    readonly name = "ConstantColumnError";
    readonly code = "constant-column";
    constructor(column: string, value: number, { isRounded }?: {
        isRounded?: boolean | undefined;
    });
}
declare class ColumnSpreadError extends DatasetError {
    readonly column: string;
    readonly name = "ColumnSpreadError";
    readonly code = "column-spread";
    constructor(column: string);
}
declare class ColumnConversionError extends DatasetError {
    readonly column: string;
    readonly type: ColumnType;
    readonly value: string;
    readonly row: number;
    readonly line: number | null;
    readonly name = "ColumnConversionError";
    readonly code = "column-conversion";
    constructor(column: string, type: ColumnType, value: string, row: number, line: number | null);
}
declare class FeatureRoleError extends DatasetError {
    readonly column: string;
    readonly role: FeatureRole;
    readonly fault: string;
    readonly name = "FeatureRoleError";
    readonly code = "feature-role";
    constructor(column: string, role: FeatureRole, fault: string, remedy: string);
}
declare class LevelOrderError extends DatasetError {
    readonly column: string;
    readonly levels: readonly string[];
    readonly name = "LevelOrderError";
    readonly code = "level-order";
    constructor(column: string, levels: readonly string[]);
}
declare class UnknownLevelError extends DatasetError {
    readonly column: string;
    readonly value: string;
    readonly rows: number;
    readonly levels: readonly string[];
    readonly name = "UnknownLevelError";
    readonly code = "unknown-level";
    constructor(column: string, value: string, rows: number, levels: readonly string[]);
}
declare class TooManyLevelsError extends DatasetError {
    readonly column: string;
    readonly levels: number;
    readonly maximum: number;
    readonly name = "TooManyLevelsError";
    readonly code = "too-many-levels";
    constructor(column: string, levels: number, maximum: number, remedy?: string);
}
declare class PreparationError extends DatasetError {
    readonly step: string;
    readonly column: string;
    readonly fault: string;
    readonly name = "PreparationError";
    readonly code = "preparation";
    constructor(step: string, column: string, fault: string, remedy: string);
}
declare class LogarithmError extends DatasetError {
    readonly step: string;
    readonly column: string;
    readonly name = "LogarithmError";
    readonly code = "logarithm";
    constructor(step: string, column: string, { method, cells, value, row, line, zeros }: {
        readonly method: "log" | "log1p";
        readonly cells: number;
        readonly value: number;
        readonly row: number;
        readonly line: number | null;
        readonly zeros: number;
    });
    readonly cells: number;
    readonly row: number;
    readonly value: number;
}
type SpreadsheetFault = "not-xlsx" | "damaged" | "too-large" | "no-rows" | "merged-names";
declare class SpreadsheetError extends DatasetError {
    readonly path: string;
    readonly fault: SpreadsheetFault;
    readonly detail: string;
    readonly name = "SpreadsheetError";
    readonly code = "malformed-spreadsheet";
    constructor(path: string, fault: SpreadsheetFault, detail: string);
}
type ArrowFault = "not-arrow" | "damaged" | "feather-1" | "too-large";
declare class MalformedArrowError extends DatasetError {
    readonly path: string;
    readonly fault: ArrowFault;
    readonly detail: string;
    readonly name = "MalformedArrowError";
    readonly code = "malformed-arrow";
    constructor(path: string, fault: ArrowFault, detail: string);
}
type SqliteFault = "not-sqlite" | "damaged" | "in-use";
declare class MalformedSqliteError extends DatasetError {
    readonly path: string;
    readonly fault: SqliteFault;
    readonly detail: string;
    readonly name = "MalformedSqliteError";
    readonly code = "malformed-sqlite";
    constructor(path: string, fault: SqliteFault, detail: string);
}
declare class RowConditionError extends DatasetError {
    readonly column: string;
    readonly type: ColumnType;
    readonly expected: string;
    readonly actual: string;
    readonly name = "RowConditionError";
    readonly code = "row-condition";
    constructor(column: string, type: ColumnType, expected: string, actual: string);
}
declare class UnclearDatesError extends DatasetError {
    readonly column: string;
    readonly fault: string;
    readonly name = "UnclearDatesError";
    readonly code = "unclear-dates";
    constructor(column: string, fault: string);
}
declare class NoRowsSelectedError extends DatasetError {
    readonly rows: number;
    readonly name = "NoRowsSelectedError";
    readonly code = "no-rows-selected";
    constructor(rows: number);
}
declare class ColumnNameTakenError extends DatasetError {
    readonly column: string;
    readonly name = "ColumnNameTakenError";
    readonly code = "column-name-taken";
    constructor(column: string);
}
declare class ResultLengthError extends DatasetError {
    readonly column: string;
    readonly values: number;
    readonly rows: number;
    readonly name = "ResultLengthError";
    readonly code = "result-length";
    constructor(column: string, values: number, rows: number);
}
declare class ResultRowError extends DatasetError {
    readonly column: string;
    readonly row: number;
    readonly rows: number;
    readonly name = "ResultRowError";
    readonly code = "result-row";
    constructor(column: string, row: number, rows: number);
}
declare class NotWritableError extends DatasetError {
    readonly path: string;
    readonly reason: string;
    readonly name = "NotWritableError";
    readonly code = "not-writable";
    constructor(path: string, reason: string);
}
declare class DatasetClosedError extends DatasetError {
    readonly dataset: string;
    readonly name = "DatasetClosedError";
    readonly code = "dataset-closed";
    constructor(dataset: string);
}
declare class DuckDbUnavailableError extends DatasetError {
    readonly platform: string;
    readonly reason: string;
    readonly name = "DuckDbUnavailableError";
    readonly code = "duckdb-unavailable";
    constructor(platform: string, reason: string);
}
export { AmbiguousNumbersError, type ArrowFault, type BlockRequest, type Cell, type Choice, ColumnConversionError, type ColumnDialect, type ColumnHistogram, ColumnNameTakenError, ColumnNotNumericError, type ColumnNote, type ColumnOptions, type ColumnOutliers, type ColumnProfile, type ColumnRole, ColumnSpreadError, type ColumnType, type ColumnTypes, type ComponentsStep, ConstantColumnError, type CsvFault, DamagedGzipError, type Dataset, DatasetClosedError, type DatasetColumn, DatasetError, type DatasetFormat, type DatasetSource, type DatePart, type DecimalSign, type Delimiter, DuckDbUnavailableError, EmptyFileError, type Escape, type FeatureColumn, type FeatureLevel, type FeatureRequest, type FeatureRole, FeatureRoleError, type Features, FileChangedError, type FileDialect, FileNotFoundError, FileNotReadableError, type FileStamp, type FileTables, type IdxArray, type IdxData, IdxLengthError, IdxMagicError, type ImputeStep, type IncompleteColumn, type JsonOrientation, LabelCountMismatchError, LabelShapeError, LevelOrderError, type LevelRequest, type LogStep, LogarithmError, MalformedArrowError, MalformedCsvError, MalformedJsonError, MalformedParquetError, MalformedSqliteError, MissingValuesError, MixturaError, NoColumnsChosenError, NoCompleteRowsError, NoNumericColumnsError, NoRowsError, NoRowsSelectedError, NotAFileError, NotWritableError, type NoteCode, type OneHotStep, OpenOptionError, type OpenOptions, type ParquetFault, PreparationError, type PreparationStep, type ProfileRequest, type ProposalReason, type Quote, RaggedRowError, type Remark, type ResultColumn, ResultLengthError, ResultRowError, type RoleProposal, type RoleRequest, type RoleRequests, type RowCondition, RowConditionError, type RowFilter, type RowPage, type RowQuery, type SampleBlock, type SampleName, SampleWeightsError, type ScaleStep, type SourceRequest, SpreadsheetError, type SpreadsheetFault, type SqliteFault, type TextFault, type ThousandsSign, TooManyLevelsError, UnclearDatesError, UndecodableTextError, UnknownColumnError, UnknownLevelError, UnknownSampleError, UnknownTableError, UnsupportedFormatError, type WriteRequest, type WrittenFormat, assertUnchanged, dateParts, featureRoles, fileExtensions, numericColumnNames, openDataset, openSampleDataset, readIdx, sampleNames, stampFile, writeColumns, writtenFormats };
