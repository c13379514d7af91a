import type { CheckpointStore } from '@mixtura/tensor'
import type { z } from 'zod'
import type { Texts, Language } from '../texts/vocabulary.js'
import type { Acceptance } from './acceptance.js'
import type { Cost, Device, Engine } from './device.js'
import type { Capability, FittedModel } from './fittedModel.js'
import type { FitProgress } from './progress.js'
import type { RemoteTable, Table, TableFacts } from './table.js'

/** How a fit is followed, stopped and resumed. */
export interface FitControl {
  /** Aborting rejects the fit with the signal's reason. */
  readonly signal?: AbortSignal
  /**
   * Called at the beginning of each phase, and then about every `reportEvery` milliseconds. The fit waits for the answer, so a
   * promise pauses the fit until it resolves. 'stop' ends the fit and keeps what was learned. `save` writes a checkpoint at once,
   * as one does before a long pause: await it before answering. It does nothing after the answer, without `checkpoints`, at a step
   * that has no checkpoint, or where a family writes its own after each epoch.
   */
  readonly onProgress?: (progress: FitProgress, save: () => Promise<void>) => void | 'stop' | Promise<void | 'stop'>
  /** Milliseconds between two reports; 50 by default. 0 reports every step. */
  readonly reportEvery?: number
  /** Whether reports have pictures; true by default. false saves the time to compute them. */
  readonly pictures?: boolean
  /** Where checkpoints are written. The same fit of the same table resumes from them; they stay when the fit ends. */
  readonly checkpoints?: CheckpointStore
  /** Threads of the fit, for families that take a number of them (`takesThreads`); all that the host runs at once by default. It changes no bit of the result. */
  readonly threads?: number
  /** Milliseconds between two checkpoints; 2000 by default. 0 writes one after every step. */
  readonly checkpointEvery?: number
}

/**
 * A family of models. Studio, the command line and the docs are made from this description.
 *
 * A caller may give some of the options; the schema fills in the defaults of the others.
 */
export interface ModelFamily<Options extends object = object> {
  /** Unique in the catalogue; part of every file. */
  readonly kind: string
  /** 'tensorflow' if fits and models compute with TensorFlow.js. Families of deep load it at the first fit or load, even if they do not compute with it. */
  readonly engine: Engine
  /** Whether a fit uses the labels of the rows, their known classes or groups. A fit of the other families ignores them. */
  readonly usesLabels: boolean
  /** Whether a table may have columns of other roles than numbers: categories, ordered levels, counts. */
  readonly takesRoles: boolean
  /** Whether the control of a fit may limit its threads. */
  readonly takesThreads: boolean
  /** Schema of the options with their defaults. `describeOptions` says the same as plain data. */
  readonly options: z.ZodType<Options>
  /** Capabilities that models of the family can have. With some options, a model lacks some of them. */
  readonly capabilities: readonly Capability[]
  /** Capabilities of a model that is fitted with these options; to such a table, if one is given. */
  capabilitiesWith(options?: Partial<Options>, table?: TableFacts): readonly Capability[]
  /** Phases of a fit, in order. A fit skips phases in which it has nothing to do. */
  readonly phases: readonly string[]
  /** Unit of each metric of progress and curves. */
  readonly metrics: Readonly<Record<string, string>>
  /** Texts of a family that is not in the catalogue. They are looked up before those of the catalogue. */
  readonly texts?: Readonly<Record<Language, Partial<Texts>>>
  /** Whether the table can be fitted with these options. */
  accepts(table: TableFacts, options?: Partial<Options>): Acceptance
  /**
   * Estimates time and memory of the fit. For typical data both are within a factor of three. The time can be longer by more if EM
   * converges slowly.
   */
  estimate(table: TableFacts, options: Partial<Options> | undefined, device: Device): Cost
  /**
   * @throws {InvalidOptionError} for an option out of range.
   * @throws {ShapeError} for a table whose parts do not agree.
   * @throws {RefusedTableError} for a table that `accepts` refuses.
   * @throws {CheckpointMismatchError} {InvalidCheckpointError} for checkpoints of another fit, or damaged ones.
   * @throws the errors of the family's own fit.
   */
  fit(table: Table, options?: Partial<Options>, control?: FitControl): Promise<FittedModel>
  /**
   * The fit of a table that stays where it is; families that need rows have no such method. The model is the same as that of `fit`, without
   * the facts that need rows. Errors as those of `fit` and of the source.
   */
  readonly fitRemote?: (table: RemoteTable, options?: Partial<Options>, control?: FitControl) => Promise<FittedModel>
  /** Whether `fitRemote` does what the options ask. Present with `fitRemote`. */
  readonly fitsRemotely?: (options?: Partial<Options>) => boolean
  /** Whether `fitRemote` reads the rows of the `mixedTable` of the table, which only tables on disk have. Left out if it does not. */
  readonly readsMixedTable?: true
  /**
   * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
   * @throws {InvalidModelFileError} for a file of another family or version.
   */
  load(bytes: Uint8Array): Promise<FittedModel>
}
