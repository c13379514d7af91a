// Written from the build by `npx vitest run api -u` inside packaging; do not edit.
// index.d.ts
import { GaussianMixture, MixtureParameters, ScatterKind, StatisticsSource } from "@mixtura/core";
import { MixturaError } from "@mixtura/numerics";
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
interface PassMode {
    readonly mode: "sql" | "kernel";
    readonly reason: string;
}
interface PassShape {
    readonly components: number;
    readonly columns: number;
    readonly scatter: ScatterKind;
}
interface ClickHouseSource extends StatisticsSource {
    readonly columnFacts: readonly TableColumnFacts[];
    passMode(shape: PassShape): PassMode;
    readonly omitted: number;
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
    readonly columns: readonly DescribedColumn[];
}
type DescribeOptions = Omit<TableOptions, "columns">;
declare function describeTable(options: DescribeOptions): Promise<DescribedTable>;
interface ScoringOptions extends Pick<TableOptions, "table" | "database" | "query" | "columns"> {
    readonly model: GaussianMixture | MixtureParameters;
    readonly keep?: readonly string[] | undefined;
    readonly responsibilities?: boolean | undefined;
    readonly mode?: "sql" | "kernel" | undefined;
}
interface WriteScoresOptions extends Omit<ScoringOptions, "mode">, Pick<TableOptions, "client" | "signal"> {
    readonly mode?: ComputingMode | undefined;
    readonly into: string;
    readonly intoDatabase?: string | undefined;
    readonly create?: boolean | undefined;
}
declare function scoringQuery(options: ScoringOptions): string;
declare function writeScores(options: WriteScoresOptions): Promise<void>;
declare class ClickHouseStatementError extends MixturaError {
    readonly shard: number;
    readonly shards: number;
    readonly queryId: string;
    readonly reason: string;
    readonly name = "ClickHouseStatementError";
    readonly code = "clickhouse-statement";
    constructor(shard: number, shards: number, queryId: string, reason: string);
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
export { type ClickHouseConnection, type ClickHouseSource, type ClickHouseSourceOptions, ClickHouseStatementError, ClickHouseUnreachableError, type ComputingMode, type DescribeOptions, type DescribedColumn, type DescribedTable, type KernelOptions, NoTableRowsError, type NumberFacts, type PassMode, type PassShape, type ScoringOptions, TableCellsError, TableChangedError, type TableColumnFacts, TableColumnTypeError, type TableOptions, TablePatternsError, TableWeightsError, UnknownTableColumnError, type WriteScoresOptions, clickhouseSource, describeTable, installKernels, scoringQuery, uninstallKernels, writeScores };
