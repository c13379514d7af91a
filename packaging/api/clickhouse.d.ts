// Written from the build by `npx vitest run api -u` inside packaging; do not edit.
// index.d.ts
import { GaussianMixture, MixtureParameters, ScatterKind, StatisticsSource } from "@mixtura/core";
import { MixturaError, TukeyFences } from "@mixtura/numerics";
interface ClickHouseConnection {
    query(statement: {
        readonly query: string;
        readonly format: "JSONCompact";
        readonly query_id: string;
        readonly abort_signal?: AbortSignal;
        readonly clickhouse_settings?: Readonly<Record<string, string | number>>;
    }): Promise<{
        json(): Promise<unknown>;
    }>;
    command(statement: {
        readonly query: string;
        readonly query_id?: string;
        readonly abort_signal?: AbortSignal;
        readonly clickhouse_settings?: Readonly<Record<string, string | number>>;
    }): Promise<unknown>;
}
type PassCause = "asked" | "old-server" | "not-configured" | "refused" | "few-numbers" | "many-numbers";
interface PassMode {
    readonly mode: "sql" | "kernel";
    readonly reason: string;
    readonly cause: PassCause;
    readonly numbers: number | null;
}
interface PassShape {
    readonly components: number;
    readonly columns: number;
    readonly scatter: ScatterKind;
}
interface TableOptions {
    readonly client: ClickHouseConnection | readonly ClickHouseConnection[];
    readonly table?: string | undefined;
    readonly database?: string | undefined;
    readonly query?: string | undefined;
    readonly columns: readonly string[];
    readonly retries?: number | undefined;
    readonly signal?: AbortSignal | undefined;
}
interface ClickHouseSourceOptions extends TableOptions {
    readonly sampleWeights?: string | undefined;
    readonly missing?: "error" | "omit-rows" | "marginalize" | undefined;
    readonly key?: readonly string[] | undefined;
    readonly mode?: ComputingMode | undefined;
    readonly scaling?: "none" | "standardize" | undefined;
    readonly onPassMode?: ((mode: PassMode) => void) | undefined;
}
type ComputingMode = "sql" | "kernel" | "auto";
interface TableColumnFacts {
    readonly name: string;
    readonly type: string;
    readonly missing: number;
    readonly infinite: number;
    readonly minimum: number;
    readonly maximum: number;
    readonly mean: number;
    readonly variance: number;
}
interface TableScaling {
    readonly center: readonly number[];
    readonly scale: readonly number[];
}
interface ClickHouseSource extends StatisticsSource {
    readonly columnNames: readonly string[];
    readonly columnFacts: readonly TableColumnFacts[];
    passMode(shape: PassShape): PassMode;
    readonly omitted: number;
    readonly missingOfColumns: readonly number[];
    readonly scaling: TableScaling;
}
declare function clickhouseSource(options: ClickHouseSourceOptions): Promise<ClickHouseSource>;
type KernelOptions = Pick<TableOptions, "client" | "retries" | "signal">;
declare function installKernels(options: KernelOptions): Promise<void>;
declare function uninstallKernels(options: KernelOptions): Promise<void>;
interface NumberFacts {
    readonly infinite: number;
    readonly minimum: number;
    readonly maximum: number;
    readonly mean: number;
    readonly variance: number;
}
interface DescribedColumn {
    readonly name: string;
    readonly type: string;
    readonly missing: number;
    readonly numbers: NumberFacts | null;
}
interface DescribedTable {
    readonly rows: number;
    readonly rowsOfShards: readonly number[];
    readonly sortingKey: readonly string[];
    readonly columns: readonly DescribedColumn[];
}
type DescribeOptions = Omit<TableOptions, "columns">;
declare function describeTable(options: DescribeOptions): Promise<DescribedTable>;
type TableCell = number | string | null;
interface ReadRowsOptions extends TableOptions {
    readonly order: readonly string[];
    readonly rowsOfShards: readonly number[];
    readonly offset: number;
    readonly limit: number;
}
declare function readTableRows(options: ReadRowsOptions): Promise<readonly (readonly TableCell[])[]>;
interface ValueCount {
    readonly value: string;
    readonly rows: number;
}
interface TableColumnProfile {
    readonly name: string;
    readonly quartiles: readonly [
        lower: number,
        median: number,
        upper: number
    ] | null;
    readonly outliers: ({
        readonly below: number;
        readonly above: number;
    } & TukeyFences) | null;
    readonly histogram: {
        readonly from: number;
        readonly to: number;
        readonly counts: readonly number[];
    } | null;
    readonly topValues: readonly ValueCount[] | null;
}
type ProfileTableOptions = TableOptions;
declare function profileTable(options: ProfileTableOptions): Promise<readonly TableColumnProfile[]>;
interface DrawTableRowsOptions extends TableOptions {
    readonly count: number;
    readonly seed?: number | undefined;
    readonly key?: readonly string[] | undefined;
}
interface DrawnTableRows {
    readonly total: number;
    readonly rows: readonly (readonly TableCell[])[];
}
declare function drawTableRows(options: DrawTableRowsOptions): Promise<DrawnTableRows>;
interface TableAddress {
    readonly urls: readonly string[];
    readonly username?: string | undefined;
    readonly password?: string | undefined;
    readonly database: string;
    readonly table: string;
}
declare class TableAddressError extends MixturaError {
    readonly name = "TableAddressError";
    readonly code = "table-address";
    constructor();
}
declare function parseTableAddress(text: string): TableAddress;
declare function tableAddressText(address: TableAddress): string;
interface TableLogin {
    readonly username?: string | undefined;
    readonly password?: string | undefined;
}
interface TableConnection {
    readonly client: readonly ClickHouseConnection[];
    close(): Promise<void>;
}
declare function connectTable(address: TableAddress, login?: TableLogin): Promise<TableConnection>;
type RowScore = "component" | "log_density" | "anomaly_score";
interface ScoringOptions extends Pick<TableOptions, "table" | "database" | "query" | "columns"> {
    readonly model: GaussianMixture | MixtureParameters;
    readonly keep?: readonly string[] | undefined;
    readonly scores?: readonly RowScore[] | undefined;
    readonly responsibilities?: boolean | undefined;
    readonly mode?: "sql" | "kernel" | undefined;
}
interface WriteScoresOptions extends Omit<ScoringOptions, "mode">, Pick<TableOptions, "client" | "signal"> {
    readonly mode?: ComputingMode | undefined;
    readonly into: string;
    readonly intoDatabase?: string | undefined;
    readonly create?: boolean | undefined;
    readonly onProgress?: ((progress: ScoringProgress) => void) | undefined;
}
interface ScoringProgress {
    readonly rowsRead: number;
    readonly rows: number;
}
interface WrittenScores {
    readonly omitted: number;
}
declare function scoringQuery(options: ScoringOptions): string;
declare function writeScores(options: WriteScoresOptions): Promise<WrittenScores>;
interface ScoresViewOptions extends Omit<ScoringOptions, "mode">, Pick<TableOptions, "client" | "signal"> {
    readonly into: string;
    readonly intoDatabase?: string | undefined;
}
declare function createScoresView(options: ScoresViewOptions): Promise<void>;
interface CountComponentsOptions extends Pick<ScoringOptions, "table" | "database" | "query" | "columns" | "model">, Pick<TableOptions, "client" | "retries" | "signal"> {
    readonly mode?: ComputingMode | undefined;
}
declare function countComponents(options: CountComponentsOptions): Promise<readonly number[]>;
declare class ClickHouseStatementError extends MixturaError {
    readonly shard: number;
    readonly shards: number;
    readonly queryId: string;
    readonly reason: string;
    readonly serverCode: number;
    readonly name = "ClickHouseStatementError";
    readonly code = "clickhouse-statement";
    constructor(shard: number, shards: number, queryId: string, reason: string, serverCode: number);
}
interface UnansweredQuery {
    readonly shard: number;
    readonly shards: number;
    readonly queryId: string;
    readonly attempts: number;
    readonly reason: string;
    readonly isReading: boolean;
}
declare class ClickHouseUnreachableError extends MixturaError {
    readonly name = "ClickHouseUnreachableError";
    readonly code = "clickhouse-unreachable";
    readonly shard: number;
    readonly queryId: string;
    readonly reason: string;
    constructor({ shard, shards, queryId, attempts, reason, isReading }: UnansweredQuery);
}
declare class UnknownTableColumnError extends MixturaError {
    readonly column: string;
    readonly columns: readonly string[];
    readonly name = "UnknownTableColumnError";
    readonly code = "unknown-table-column";
    constructor(column: string, columns: readonly string[]);
}
declare class TableColumnTypeError extends MixturaError {
    readonly column: string;
    readonly type: string;
    readonly name = "TableColumnTypeError";
    readonly code = "table-column-type";
    constructor(column: string, type: string);
}
declare class TableCellsError extends MixturaError {
    readonly column: string;
    readonly missing: number;
    readonly infinite: number;
    readonly name = "TableCellsError";
    readonly code = "table-cells";
    constructor(column: string, missing: number, infinite: number);
}
declare class TablePatternsError extends MixturaError {
    readonly largest: number;
    readonly name = "TablePatternsError";
    readonly code = "table-patterns";
    constructor(largest: number);
}
declare class TableWeightsError extends MixturaError {
    readonly column: string;
    readonly minimum: number;
    readonly name = "TableWeightsError";
    readonly code = "table-weights";
    constructor(column: string, minimum: number);
}
declare class NoTableRowsError extends MixturaError {
    readonly omitted: number;
    readonly name = "NoTableRowsError";
    readonly code = "no-table-rows";
    constructor(omitted: number);
}
declare class TableChangedError extends MixturaError {
    readonly expected: number;
    readonly actual: number;
    readonly observed?: readonly string[] | undefined;
    readonly name = "TableChangedError";
    readonly code = "table-changed";
    constructor(expected: number, actual: number, observed?: readonly string[] | undefined);
}
declare class ConstantTableColumnError extends MixturaError {
    readonly column: string;
    readonly value: number;
    readonly name = "ConstantTableColumnError";
    readonly code = "constant-table-column";
    constructor(column: string, value: number);
}
export { type ClickHouseConnection, type ClickHouseSource, type ClickHouseSourceOptions, ClickHouseStatementError, ClickHouseUnreachableError, type ComputingMode, ConstantTableColumnError, type CountComponentsOptions, type DescribeOptions, type DescribedColumn, type DescribedTable, type DrawTableRowsOptions, type DrawnTableRows, type KernelOptions, NoTableRowsError, type NumberFacts, type PassCause, type PassMode, type PassShape, type ProfileTableOptions, type ReadRowsOptions, type RowScore, type ScoresViewOptions, type ScoringOptions, type ScoringProgress, type TableAddress, TableAddressError, type TableCell, TableCellsError, TableChangedError, type TableColumnFacts, type TableColumnProfile, TableColumnTypeError, type TableConnection, type TableLogin, type TableOptions, TablePatternsError, type TableScaling, TableWeightsError, UnknownTableColumnError, type ValueCount, type WriteScoresOptions, type WrittenScores, clickhouseSource, connectTable, countComponents, createScoresView, describeTable, drawTableRows, installKernels, parseTableAddress, profileTable, readTableRows, scoringQuery, tableAddressText, uninstallKernels, writeScores };
