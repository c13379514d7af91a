// Written from the build by `npx vitest run api -u` inside packaging; do not edit.
// index.d.ts
import { DrawOptions, GaussianMixture, ImputeOptions, ImputeOptions as ImputeOptions$1, MixedColumn, MixedTableSource, MixtureParameters, SampleExplanations, SampleExplanations as SampleExplanations$1, StatisticsSource } from "@mixtura/core";
import { Matrix, MixturaError, MixturaError as MixturaError$1 } from "@mixtura/numerics";
import { BackendName, CheckpointStore } from "@mixtura/tensor";
import { z } from "zod";
type ImageShape = readonly [
    height: number,
    width: number,
    channels: number
];
interface ColumnScaling {
    readonly center: readonly number[];
    readonly scale: readonly number[];
}
type Label = string | number;
interface TableLevel {
    readonly name: string;
    readonly of: readonly string[];
}
interface TableFeature {
    readonly role: FeatureRole;
    readonly levels?: readonly TableLevel[] | null;
    readonly date?: string | null;
}
declare const tableRoles: readonly [
    "number",
    "category",
    "ordinal",
    "count",
    "binary"
];
type FeatureRole = (typeof tableRoles)[number];
interface Table {
    readonly samples: Matrix;
    readonly columnNames?: readonly string[];
    readonly features?: readonly TableFeature[];
    readonly labels?: readonly Label[];
    readonly labelName?: string;
    readonly imageShape?: ImageShape;
    readonly scaling?: ColumnScaling;
}
interface RemoteTable {
    readonly source: StatisticsSource;
    readonly columnNames?: readonly string[];
    readonly missingOfColumns?: readonly number[];
    readonly scaling?: ColumnScaling;
    readonly features?: readonly TableFeature[];
    readonly mixedTable?: (columns: readonly MixedColumn[]) => Promise<MixedTableSource>;
}
interface TableFacts {
    readonly rows: number;
    readonly columns: number;
    readonly columnNames: readonly string[];
    readonly missingCells: number;
    readonly missingOfColumns?: readonly number[];
    readonly features?: readonly TableFeature[];
    readonly classes: readonly ClassFacts[] | null;
    readonly labelName: string;
    readonly imageShape: ImageShape | null;
    readonly scaling: ColumnScaling | null;
}
interface ClassFacts {
    readonly label: Label;
    readonly rows: number;
}
declare function tableFacts({ samples, columnNames, features, labels, labelName, imageShape, scaling }: Table): TableFacts;
interface DescribedSource extends StatisticsSource {
    readonly columnNames: readonly string[];
    readonly missingOfColumns: readonly number[];
    readonly scaling: {
        readonly center: ArrayLike<number>;
        readonly scale: ArrayLike<number>;
    };
    readonly features?: readonly TableFeature[];
    readonly mixedTable?: RemoteTable["mixedTable"];
}
declare function remoteTableOf(source: DescribedSource): RemoteTable;
declare function remoteTableFacts({ source: { rows, columns }, columnNames, missingOfColumns, scaling, features }: RemoteTable): TableFacts;
interface ScriptSource {
    readonly file?: string;
    readonly open?: Readonly<Record<string, unknown>>;
    readonly columns?: readonly string[];
    readonly scaling?: "none" | "standardize";
    readonly missing?: "error" | "omit-rows" | "keep";
    readonly where?: Readonly<Record<string, unknown>>;
}
interface FitScript {
    readonly imports: Readonly<Record<string, readonly string[]>>;
    readonly lines: readonly string[];
}
interface ScriptTable {
    readonly table: TableFacts;
    readonly usesLabels: boolean;
}
declare function composeScript({ imports, lines }: FitScript, read: ScriptTable, source?: ScriptSource): string;
interface Abilities {
    readonly predict?: (samples: Matrix) => Promise<Int32Array>;
    readonly responsibilities?: (samples: Matrix) => Promise<Matrix>;
    readonly logDensity?: (samples: Matrix) => Promise<Float64Array>;
    readonly anomalyScore?: (samples: Matrix) => Promise<Float64Array>;
    readonly impute?: (samples: Matrix, options?: ImputeOptions$1) => Promise<Matrix>;
    readonly explain?: (samples: Matrix) => Promise<SampleExplanations$1>;
    readonly encode?: (samples: Matrix) => Promise<Matrix>;
    readonly decode?: (codes: Matrix) => Promise<Matrix>;
    readonly reconstruct?: (samples: Matrix) => Promise<Matrix>;
    readonly segment?: (samples: Matrix) => Promise<Matrix>;
    readonly sample?: (count: number, options?: DrawOptions) => Promise<GeneratedSamples>;
    readonly mixture?: () => GaussianMixture;
    readonly codeMixture?: () => GaussianMixture;
    readonly pixelMixture?: () => GaussianMixture;
    readonly components?: () => MixtureParameters;
    readonly profiles?: () => readonly ColumnProfile[];
}
interface ColumnProfile {
    readonly name: string;
    readonly role: FeatureRole;
    readonly levels: readonly string[] | null;
    readonly groups: readonly GroupProfile[];
}
interface GroupProfile {
    readonly estimates: readonly ProfileEstimate[];
    readonly standardDeviation: number | null;
    readonly divergence: number;
}
interface ProfileEstimate {
    readonly estimate: number;
    readonly standardError: number | null;
    readonly lower: number | null;
    readonly upper: number | null;
}
type Capability = keyof Abilities;
declare const capabilities: readonly [
    "predict",
    "responsibilities",
    "logDensity",
    "anomalyScore",
    "impute",
    "explain",
    "encode",
    "decode",
    "reconstruct",
    "segment",
    "sample",
    "mixture",
    "codeMixture",
    "pixelMixture",
    "components",
    "profiles"
];
interface GeneratedSamples {
    readonly samples: Matrix;
    readonly labels: Int32Array;
}
interface Fact {
    readonly name: string;
    readonly value: number | string | boolean;
    readonly unit: string;
}
interface Curve {
    readonly name: string;
    readonly unit: string;
    readonly step: string;
    readonly steps: readonly number[];
    readonly values: readonly number[];
}
interface Refit {
    readonly kind: string;
    readonly options: Readonly<Record<string, unknown>>;
}
interface ResultTable {
    readonly name: string;
    readonly columns: readonly {
        readonly name: string;
        readonly unit: string;
    }[];
    readonly rows: readonly (readonly (number | string | boolean | null)[])[];
    readonly devianceRows?: readonly number[];
    readonly refits?: readonly (Refit | null)[];
}
interface FittedModel extends Abilities {
    readonly kind: string;
    readonly capabilities: ReadonlySet<Capability>;
    readonly table: TableFacts;
    readonly options: Readonly<Record<string, unknown>>;
    readonly groups: readonly Label[];
    readonly scoresByDensity: boolean;
    facts(): readonly Fact[];
    curves(): readonly Curve[];
    tables(): readonly ResultTable[];
    save(): Promise<Uint8Array>;
    script(source?: ScriptSource): string;
    dispose(): void;
}
declare const languages: readonly [
    "en",
    "zh"
];
type Language = (typeof languages)[number];
interface FamilyText {
    readonly name: string;
    readonly summary: string;
    readonly synonyms: readonly string[];
}
interface OptionText {
    readonly name: string;
    readonly explanation: string;
}
interface RefusalText {
    readonly reason: string;
    readonly remedy: string;
}
interface Texts {
    readonly families: Readonly<Record<string, FamilyText>>;
    readonly options: Readonly<Record<string, OptionText>>;
    readonly choices: Readonly<Record<string, string>>;
    readonly refusals: Readonly<Record<string, RefusalText>>;
    readonly phases: Readonly<Record<string, string>>;
    readonly places: Readonly<Record<string, string>>;
    readonly stepNames: Readonly<Record<string, string>>;
    readonly metrics: Readonly<Record<string, string>>;
    readonly facts: Readonly<Record<string, string>>;
    readonly tables: Readonly<Record<string, string>>;
    readonly units: Readonly<Record<string, string>>;
    readonly capabilities: Readonly<Record<string, string>>;
}
type TextValues = Readonly<Record<string, string | number>>;
interface Message {
    readonly key: string;
    readonly values: TextValues;
}
type Acceptance = {
    readonly accepted: true;
} | {
    readonly accepted: false;
    readonly refusal: Message;
};
declare const accepted: Acceptance;
declare const refused: (key: string, values?: TextValues) => Acceptance;
declare function firstRefusal(...rules: readonly (Acceptance | false | null)[]): Acceptance;
declare const requireRows: ({ rows }: TableFacts, required: number) => Acceptance;
declare const requireComplete: ({ missingCells }: TableFacts) => Acceptance;
declare class RefusedTableError extends MixturaError$1 {
    readonly kind: string;
    readonly refusal: Message;
    readonly name = "RefusedTableError";
    readonly code = "refused-table";
    constructor(kind: string, refusal: Message, text: string);
}
type Engine = "core" | "tensorflow";
interface Device {
    readonly name: "core" | BackendName;
    readonly cores: number;
    readonly multiplyAddsPerSecond: number;
    readonly secondsPerOperation: number;
}
interface Cost {
    readonly seconds: number;
    readonly bytes: number;
}
type Picture = {
    readonly kind: "mixture";
    readonly mixture: MixtureParameters;
} | {
    readonly kind: "codes";
    readonly codes: Matrix;
    readonly rows: Uint32Array;
    readonly mixture?: MixtureParameters;
} | {
    readonly kind: "images";
    readonly images: Matrix;
    readonly shape: ImageShape;
} | {
    readonly kind: "samples";
    readonly samples: Matrix;
};
interface Place {
    readonly name: string;
    readonly at: number;
    readonly of: number;
}
interface MetricTrace {
    readonly name: string;
    readonly unit: string;
    readonly steps: readonly number[];
    readonly values: readonly number[];
}
interface FitProgress {
    readonly phase: string;
    readonly step: number;
    readonly steps: number | null;
    readonly places: readonly Place[];
    readonly metrics: readonly MetricTrace[];
    readonly picture: Picture | null;
    readonly tables?: readonly ResultTable[];
}
interface FitControl {
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: FitProgress, save: () => Promise<void>) => void | "stop" | Promise<void | "stop">;
    readonly reportEvery?: number;
    readonly pictures?: boolean;
    readonly checkpoints?: CheckpointStore;
    readonly threads?: number;
    readonly checkpointEvery?: number;
}
interface ModelFamily<Options extends object = object> {
    readonly kind: string;
    readonly engine: Engine;
    readonly usesLabels: boolean;
    readonly takesRoles: boolean;
    readonly takesThreads: boolean;
    readonly options: z.ZodType<Options>;
    readonly capabilities: readonly Capability[];
    capabilitiesWith(options?: Partial<Options>, table?: TableFacts): readonly Capability[];
    readonly phases: readonly string[];
    readonly metrics: Readonly<Record<string, string>>;
    readonly texts?: Readonly<Record<Language, Partial<Texts>>>;
    accepts(table: TableFacts, options?: Partial<Options>): Acceptance;
    estimate(table: TableFacts, options: Partial<Options> | undefined, device: Device): Cost;
    fit(table: Table, options?: Partial<Options>, control?: FitControl): Promise<FittedModel>;
    readonly fitRemote?: (table: RemoteTable, options?: Partial<Options>, control?: FitControl) => Promise<FittedModel>;
    readonly fitsRemotely?: (options?: Partial<Options>) => boolean;
    readonly readsMixedTable?: true;
    load(bytes: Uint8Array): Promise<FittedModel>;
}
declare const modelFamilies: readonly ModelFamily[];
declare function modelFamily(kind: string, families?: readonly ModelFamily[]): ModelFamily;
declare function familyOfFile(bytes: Uint8Array, families?: readonly ModelFamily[]): ModelFamily;
declare function loadModel(bytes: Uint8Array, families?: readonly ModelFamily[]): Promise<FittedModel>;
interface StepReport {
    readonly phase: string;
    readonly step: number;
    readonly steps: number | null;
    readonly places?: readonly Place[];
    readonly metrics?: Readonly<Record<string, number>>;
    readonly picture?: () => Picture | null | Promise<Picture | null>;
    readonly tables?: () => readonly ResultTable[];
    readonly checkpoint?: () => Uint8Array | Promise<Uint8Array>;
}
interface FitRun {
    readonly signal?: AbortSignal;
    readonly resume?: Uint8Array;
    readonly threads?: number;
    readonly checkpoints?: CheckpointStore;
    readonly checkpointEvery: number;
    readonly report: (report: StepReport) => Promise<"stop" | undefined>;
}
interface FitResults {
    readonly groups: readonly Label[];
    readonly facts: readonly Fact[];
    readonly curves: readonly Curve[];
    readonly tables: readonly ResultTable[];
}
interface FitRecord<Options> {
    readonly options: Options;
    readonly table: TableFacts;
    readonly facts: readonly Fact[];
}
interface FamilyDefinition<Options extends object, Model> extends Pick<ModelFamily<Options>, "kind" | "engine" | "capabilities" | "phases" | "metrics" | "texts"> {
    readonly options: z.ZodType<Options>;
    readonly usesLabels?: boolean;
    readonly takesRoles?: boolean;
    readonly takesThreads?: boolean;
    readonly scoresByDensity?: boolean;
    capabilitiesWith?(options: Options, table: TableFacts | undefined): readonly Capability[];
    readonly version: number;
    accepts(table: TableFacts, options: Options): Acceptance;
    estimate(table: TableFacts, options: Options, device: Device): Cost;
    fit(table: Table, options: Options, run: FitRun): Promise<{
        readonly model: Model;
    } & FitResults>;
    fitRemote?(table: RemoteTable, options: Options, run: FitRun): Promise<{
        readonly model: Model;
    } & FitResults>;
    fitsRemotely?(options: Options): boolean;
    readonly readsMixedTable?: true;
    abilities(model: Model, record: FitRecord<Options>): Abilities;
    save(model: Model): Uint8Array | Promise<Uint8Array>;
    load(bytes: Uint8Array, table: TableFacts): Model | Promise<Model>;
    script(record: FitRecord<Options>): FitScript;
    dispose?(model: Model): void;
}
declare function defineFamily<Options extends object, Model>(definition: FamilyDefinition<Options, Model>): ModelFamily<Options>;
declare function inOwnUnits(model: FittedModel): FittedModel;
declare class OwnUnits {
    #private;
    constructor({ scaling, rows, missingOfColumns }: Pick<TableFacts, "scaling" | "rows" | "missingOfColumns">);
    scaled(cells: Matrix): Matrix;
    unscaled(samples: Matrix): Matrix;
    mean(scaled: ArrayLike<number>): number[];
    standardDeviation(scaled: ArrayLike<number>): number[];
    meanOf(column: number, scaled: number): number;
    spreadOf(column: number, scaled: number): number;
    logDensity(values: Float64Array, { data, columns }: Matrix): Float64Array;
    number(value: number, unit: string, devianceRows?: number): number;
}
declare class InvalidModelFileError extends MixturaError$1 {
    readonly field: string;
    readonly expected: string;
    readonly actual: string;
    readonly name = "InvalidModelFileError";
    readonly code = "invalid-model-file";
    constructor(field: string, expected: string, actual: string);
}
interface OptionCondition {
    readonly option: string;
    readonly is: readonly (string | number | boolean)[];
}
interface Described {
    readonly text: string;
    readonly unit: string;
    readonly when?: OptionCondition;
    readonly advanced: boolean;
}
type OptionKind = {
    readonly kind: "count";
    readonly minimum: number;
    readonly maximum: number;
    readonly automatic: boolean;
    readonly default: number | "automatic";
} | {
    readonly kind: "number";
    readonly minimum: number;
    readonly maximum: number;
    readonly above: boolean;
    readonly automatic: boolean;
    readonly default: number | "automatic";
} | {
    readonly kind: "choice";
    readonly values: readonly string[];
    readonly default: string;
    readonly remedies?: Readonly<Record<string, string>>;
} | {
    readonly kind: "choices";
    readonly values: readonly string[];
    readonly default: readonly string[];
} | {
    readonly kind: "range";
    readonly minimum: number;
    readonly maximum: number;
    readonly default: {
        readonly minimum: number;
        readonly maximum: number;
    };
} | {
    readonly kind: "counts";
    readonly minimum: number;
    readonly maximum: number;
    readonly maximumLength: number;
    readonly default: readonly number[];
} | {
    readonly kind: "flag";
    readonly default: boolean;
};
type OptionDescription = {
    readonly name: string;
} & Described & OptionKind;
type OptionFacts = Described & OptionKind;
declare function describeOptions(schema: z.ZodType): readonly OptionDescription[];
interface Presentation {
    readonly text: string;
    readonly unit?: string;
    readonly when?: OptionCondition;
    readonly advanced?: boolean;
}
declare const automaticWord: z.ZodLiteral<"automatic">;
interface Bounds {
    readonly minimum: number;
    readonly maximum: number;
}
declare function countOption(facts: Presentation & Bounds & {
    readonly default: number;
}): z.ZodDefault<z.ZodInt>;
declare function automaticCountOption(facts: Presentation & Bounds): z.ZodDefault<z.ZodUnion<readonly [
    z.ZodInt,
    typeof automaticWord
]>>;
declare function numberOption(facts: Presentation & Bounds & {
    readonly above?: boolean;
    readonly default: number;
}): z.ZodDefault<z.ZodNumber>;
declare function automaticNumberOption(facts: Presentation & Bounds & {
    readonly above?: boolean;
}): z.ZodDefault<z.ZodUnion<readonly [
    z.ZodNumber,
    typeof automaticWord
]>>;
declare function choiceOption<const Value extends string>(facts: Presentation & {
    readonly values: readonly Value[];
    readonly default: NoInfer<Value>;
    readonly remedies?: Readonly<Record<string, NoInfer<Value>>>;
}): z.ZodDefault<z.ZodType<Value>>;
declare function choicesOption<const Value extends string>(facts: Presentation & {
    readonly values: readonly Value[];
    readonly default: readonly NoInfer<Value>[];
}): z.ZodDefault<z.ZodType<readonly Value[]>>;
declare function rangeOption(facts: Presentation & Bounds & {
    readonly default: Bounds;
}): z.ZodDefault<z.ZodType<Bounds>>;
declare function countsOption(facts: Presentation & Bounds & {
    readonly maximumLength: number;
    readonly default: readonly number[];
}): z.ZodDefault<z.ZodType<readonly number[]>>;
declare function flagOption(facts: Presentation & {
    readonly default: boolean;
}): z.ZodDefault<z.ZodBoolean>;
declare function optionFromText({ kind }: OptionDescription, text: string): unknown;
declare function optionToText(value: unknown): string;
declare function readFamilyOptions<Options extends object>(schema: z.ZodType<Options>, given?: unknown): Options;
declare function expectedOf(option: OptionDescription): string;
declare function measureDevice(name: "core" | BackendName): Promise<Device>;
interface ReportedColumn {
    readonly name: string;
    readonly type: string;
    readonly role: string;
    readonly missing: number;
    readonly distinct: number | null;
    readonly minimum: number | null;
    readonly mean: number | null;
    readonly maximum: number | null;
    readonly standardDeviation: number | null;
}
interface DatasetReport {
    readonly rows: number;
    readonly columns: readonly ReportedColumn[];
    readonly facts: readonly (readonly [
        name: string,
        value: string
    ])[];
    readonly language: Language;
}
declare function datasetReport({ rows, columns, facts, language }: DatasetReport): string;
declare const reportParts: readonly [
    "facts",
    "groups",
    "scatter",
    "curves",
    "tables",
    "options",
    "script",
    "origin"
];
type ReportPart = (typeof reportParts)[number];
interface ModelReport {
    readonly model: FittedModel;
    readonly families?: readonly ModelFamily[];
    readonly data?: {
        readonly name: string;
        readonly samples: Table["samples"];
        readonly omitted: number;
    };
    readonly groupNames?: readonly Label[];
    readonly source?: ScriptSource;
    readonly origin: readonly (readonly [
        name: string,
        value: string
    ])[];
    readonly language: Language;
    readonly parts?: readonly ReportPart[];
}
declare function modelReport(content: ModelReport): Promise<string>;
interface ReportChapter {
    readonly title: string;
    readonly note: string;
    readonly body: string;
}
interface ReportPage {
    readonly title: string;
    readonly note: string;
    readonly chapters: readonly ReportChapter[];
    readonly language: Language;
}
declare function reportPage({ title, note, chapters, language }: ReportPage): string;
declare const shownNumber: (value: number) => string;
declare function familyTexts({ texts }: Pick<ModelFamily, "texts">, language: Language): Texts;
declare function refusalText({ refusals }: Texts, { key, values }: Message): string;
declare function filled(text: string, values: TextValues): string;
export { type Abilities, type Acceptance, type Capability, type ClassFacts, type ColumnProfile, type ColumnScaling, type Cost, type Curve, type DatasetReport, type DescribedSource, type Device, type Engine, type Fact, type FamilyDefinition, type FamilyText, type FeatureRole, type FitControl, type FitProgress, type FitRecord, type FitResults, type FitRun, type FitScript, type FittedModel, type GeneratedSamples, type GroupProfile, type ImageShape, type ImputeOptions, InvalidModelFileError, type Label, type Language, type Message, type MetricTrace, MixturaError, type ModelFamily, type ModelReport, type OptionCondition, type OptionDescription, type OptionFacts, type OptionKind, type OptionText, OwnUnits, type Picture, type Place, type ProfileEstimate, type Refit, type RefusalText, RefusedTableError, type RemoteTable, type ReportChapter, type ReportPage, type ReportPart, type ReportedColumn, type ResultTable, type SampleExplanations, type ScriptSource, type StepReport, type Table, type TableFacts, type TableFeature, type TableLevel, type TextValues, type Texts, accepted, automaticCountOption, automaticNumberOption, capabilities, choiceOption, choicesOption, composeScript, countOption, countsOption, datasetReport, defineFamily, describeOptions, expectedOf, familyOfFile, familyTexts, filled, firstRefusal, flagOption, inOwnUnits, languages, loadModel, measureDevice, modelFamilies, modelFamily, modelReport, numberOption, optionFromText, optionToText, rangeOption, readFamilyOptions, refusalText, refused, remoteTableFacts, remoteTableOf, reportPage, reportParts, requireComplete, requireRows, shownNumber, tableFacts };
