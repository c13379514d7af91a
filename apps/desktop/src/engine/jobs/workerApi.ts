import type { Device as MeasuredDevice, Engine, ModelReport, ScriptSource, TableFacts, TableFeature } from '@mixtura/models'
import type { Matrix } from '@mixtura/numerics'
import type { ResultColumn } from '@mixtura/data'
import type { Device } from '../../contract/families.js'
import type { Ellipse } from '../../contract/features.js'
import type { ImageShape } from '../../contract/imageShape.js'
import type { Codes, FitProgress, FitSummary, Images } from '../../contract/fit.js'
import type { Conditional, Walk, Walked } from '../../contract/latent.js'
import type { Profiles, Silhouettes } from '../../contract/profiles.js'
import type { GeneratedSamples, GroupStatistics, Reconstructions } from '../../contract/results.js'
import type { ClassProfiles } from '../../contract/classProfiles.js'
import type { FitPath } from '../../contract/path.js'
import type { Plane } from '../plane.js'
import type { ScoresProgress } from '../../contract/serverTable.js'
import type { ServerLogin, sourceOptions } from '../serverTables.js'

/** The known classes of the rows of a table. */
export interface RowClasses {
  /** Name of the column. */
  readonly name: string
  readonly classes: readonly string[]
  /** [N] index of each row's class. */
  readonly codes: Uint32Array
}

/** A table whose cells are in a file: [rows, columns] float64, row-major, in the byte order of the machine. */
export interface TableOnDisk {
  readonly path: string
  readonly rows: number
  readonly columns: number
  readonly columnNames: readonly string[]
  readonly classes: RowClasses | null
  readonly imageShape: ImageShape | null
  /** [D] roles and levels of the columns; null if all are numbers. */
  readonly features: readonly TableFeature[] | null
  /** [D] each: samples = (cell - center) / scale. */
  readonly scaling: { readonly center: Float64Array; readonly scale: Float64Array }
  /** Of all rows, if the file has drawn ones; null if it has all rows. */
  readonly wholeFacts: TableFacts | null
}

/** All rows of a fit whose table has only drawn ones. */
export type WholeOrder =
  /** A file like that of a table. */
  | { readonly residence: 'disk'; readonly path: string }
  | ServerOrder

/** A table that stays at servers. */
export interface ServerOrder {
  readonly residence: 'servers'
  readonly login: ServerLogin
  readonly options: ReturnType<typeof sourceOptions>
}

export interface ScoresOrder {
  readonly table: Pick<ServerOrder, 'login' | 'options'>
  readonly name: string
  readonly kind: 'table' | 'view'
  readonly keep: readonly string[]
  readonly posteriors: boolean
}

export interface FitOrder {
  /** Kind of the family. */
  readonly family: string
  readonly options: Readonly<Record<string, unknown>>
  readonly table: TableOnDisk
  /** Null if the table has all rows. */
  readonly whole: WholeOrder | null
  /** Folder of the checkpoints. The fit continues from one that is there. */
  readonly checkpointFolder: string
  /** File that the model is saved to. */
  readonly modelPath: string
  readonly plane: Plane
}

/** The part of a summary that a fit makes. */
export type FitResults = Pick<FitSummary, 'capabilities' | 'facts' | 'curves' | 'tables' | 'groups' | 'noiseSize' | 'seconds' | 'passes'> & {
  /** Whether a person ended it. */
  readonly stopped: boolean
}

/** What the model says of every row of the table. Null without the capability. */
export interface Assignments {
  /** [N] index of the groups, or `noiseLabel`. */
  readonly labels: Uint16Array | null
  /** [N] largest posterior, 0 to 1. */
  readonly largestPosteriors: Float32Array | null
}

/** What the model says of some rows, in the columns' own units. Null without the capability. */
export interface RowDescriptions {
  /** [M, K] row-major. */
  readonly posteriors: Float64Array | null
  readonly logDensity: Float64Array | null
  readonly anomalyScore: Float64Array | null
}

export type RowMeasure = 'logDensity' | 'anomalyScore'

export interface SampleOrder {
  readonly count: number
  readonly seed: number
  readonly component: number | null
  readonly plane: Plane
}

/** A chapter of a report. `data` is the name of the dataset. */
export interface ReportOrder extends Pick<ModelReport, 'origin' | 'language'> {
  readonly data: string
  readonly omitted: number
  readonly source: ScriptSource
  readonly parts: NonNullable<ModelReport['parts']>
  /** [K] that a person gave; null for a group without a name of its own. */
  readonly groupNames: readonly (string | null)[]
}

/** A column of results without the rows that it belongs to. */
export type ResultValues = Omit<ResultColumn, 'rows'>

/** What a worker process does for the engine. It holds at most one table and one model. `rows` are rows of the table, from 0. */
export interface WorkerApi {
  /** Chooses the device for fits of families with this engine, and measures it. */
  measure(engine: Engine): Promise<{ readonly measured: MeasuredDevice; readonly device: Device }>
  /** Fits, saves the model to its file and holds it. */
  fit(order: FitOrder): Promise<FitResults>
  /** Loads a model that an earlier process saved. */
  load(order: { readonly table: TableOnDisk; readonly modelPath: string }): Promise<null>
  /** Resolves when the fit waits between two steps. */
  pause(request: null): Promise<null>
  resume(request: null): Promise<null>
  stop(request: null): Promise<null>
  setPlane(plane: Plane): Promise<null>
  assignments(request: null): Promise<Assignments>
  /** [N] of all rows, in the columns' own units. */
  measureRows(measure: RowMeasure): Promise<Float64Array>
  describeRows(rows: Uint32Array): Promise<RowDescriptions>
  /** [M, D] rows of the table in the scaling of the fit, with what the model expects in missing cells. Needs `impute`. */
  completedRows(rows: Uint32Array): Promise<Float64Array>
  /** [M, K] posteriors of rows, 0 to 255. Needs `responsibilities`. */
  posteriors(rows: Uint32Array): Promise<Uint8Array<ArrayBuffer>>
  measureSome(request: { readonly measure: RowMeasure; readonly rows: Uint32Array }): Promise<Float64Array>
  /** The plane of the axes along which the components differ most. Needs `components`, two of them or more. */
  discriminantPlane(request: { readonly spatial: boolean }): Promise<Plane>
  /** Empty without the capability `components`. */
  ellipses(plane: Plane): Promise<Ellipse[]>
  /** `rows` are rows of the table. Needs `predict`. */
  profiles(request: null): Promise<Profiles>
  /** Needs `predict`. */
  silhouettes(request: null): Promise<Silhouettes>
  /** Anomaly scores of rows that the model draws, in the columns' own units. */
  drawnScores(request: null): Promise<Float64Array>
  /** [M, D] part of each column in the squared distance of a row to its group; NaN for a row with missing cells. Null without `explain`. */
  contributions(rows: Uint32Array): Promise<Float64Array<ArrayBuffer> | null>
  groupStatistics(request: null): Promise<GroupStatistics>
  classProfiles(request: null): Promise<ClassProfiles>
  codes(request: { readonly rows: Uint32Array; readonly spatial: boolean }): Promise<Omit<Codes, 'rows'> & { readonly dimensions: number }>
  /** [N, 2] places of the codes of all rows, in the plane of `codes`. */
  codePositions(request: null): Promise<Float32Array>
  /** Rows as images. Only for a table of images. */
  images(rows: Uint32Array): Promise<Images>
  samples(order: SampleOrder): Promise<GeneratedSamples>
  reconstructions(rows: Uint32Array): Promise<Omit<Reconstructions, 'rows'>>
  /** Rows of places are rows of the table. */
  walk(order: { readonly walk: Walk; readonly steps: number; readonly plane: Plane }): Promise<Walked>
  /** Fits the table once more, for its steps. The first call decides about the options. */
  path(order: Pick<FitOrder, 'family' | 'options' | 'plane'>): Promise<FitPath>
  /** `given`: [D] in the columns' own units, NaN for columns that are drawn. */
  conditional(order: { readonly given: Float64Array; readonly count: number; readonly seed: number }): Promise<Conditional>
  script(source: ScriptSource): Promise<string>
  /** The chapter about the model. */
  report(order: ReportOrder): Promise<string>
  resultColumns(request: null): Promise<readonly ResultValues[]>
  /** The same of other rows, scaled as those of the fit. */
  resultColumnsOf(samples: Matrix): Promise<readonly ResultValues[]>
  /** Writes scores of all rows at their servers. Answers with the number of rows without scores; null for a view. */
  writeScores(order: ScoresOrder): Promise<number | null>
  cancelScores(request: null): Promise<null>
  scoresProgress(request: null): Promise<ScoresProgress | null>
  /** The mixture as core's JSON. */
  mixture(request: null): Promise<unknown>
}

export type WorkerCommand = keyof WorkerApi
export type WorkerRequest<Name extends WorkerCommand> = Parameters<WorkerApi[Name]>[0]
export type WorkerResponse<Name extends WorkerCommand> = Awaited<ReturnType<WorkerApi[Name]>>

/** What a worker process tells the engine. */
export interface WorkerEvents {
  /** The table is loaded, the device is chosen, and the fit begins. */
  started(device: Device): void
  progress(progress: WorkerProgress): void
  /** Results so far. */
  tables(tables: FitSummary['tables']): void
  /** A problem that does not end the fit. */
  warn(message: string): void
}

export type WorkerProgress = Omit<FitProgress, 'fit' | 'status'>
