import type { CheckpointStore } from '@mixtura/tensor'
import type { z } from 'zod'
import type { Texts, Language } from '../texts/vocabulary.js'
import type { Acceptance } from './acceptance.js'
import type { Cost, Device, Engine } from './device.js'
import type { Capability, FittedModel } from './fittedModel.js'
import type { FitProgress } from './progress.js'
import type { Table, TableFacts } from './table.js'

/** How a fit is followed, stopped and resumed. */
export interface FitControl {
  /** Aborting rejects the fit with the signal's reason. */
  readonly signal?: AbortSignal
  /**
   * Called at the beginning of each phase, and then about every `reportEvery` milliseconds. The fit waits for the answer, so an
   * answer that takes its time pauses the fit. 'stop' ends the fit and keeps what was learned.
   */
  readonly onProgress?: (progress: FitProgress) => void | 'stop' | Promise<void | 'stop'>
  /** Milliseconds between two reports; 50 by default. 0 reports every step. */
  readonly reportEvery?: number
  /** Where checkpoints are written. The same fit of the same table resumes from them; they stay when the fit ends. */
  readonly checkpoints?: CheckpointStore
  /** Milliseconds between two checkpoints; 2000 by default. 0 writes one after every step. */
  readonly checkpointEvery?: number
}

/**
 * A family of models, described once: Studio, the command line and the docs read nothing else.
 *
 * Options may be given in part: the schema fills in defaults, and refuses others by an {InvalidOptionError}.
 */
export interface ModelFamily<Options extends object = object> {
  /** Unique in the catalogue; part of every file. */
  readonly kind: string
  /** 'tensorflow' if fits and models use TensorFlow.js, which is loaded at the first fit or load. */
  readonly engine: Engine
  /** Schema of the options with their defaults. `describeOptions` says the same as plain data. */
  readonly options: z.ZodType<Options>
  /** What models of the family can do; some options may leave a capability out. */
  readonly capabilities: readonly Capability[]
  /** Phases of a fit, in order. Some are left out where there is nothing to do in them. */
  readonly phases: readonly string[]
  /** Unit of each metric of progress and curves. */
  readonly metrics: Readonly<Record<string, string>>
  /** Texts that the catalogue does not have: those of a family from elsewhere. */
  readonly texts?: Readonly<Record<Language, Partial<Texts>>>
  /** Whether the table can be fitted with these options. */
  accepts(table: TableFacts, options?: Partial<Options>): Acceptance
  /** Time and memory that the fit will take, about: data of the usual kind cost within a factor of three of it. */
  estimate(table: TableFacts, options: Partial<Options> | undefined, device: Device): Cost
  /**
   * @throws {InvalidOptionError} for an option out of range.
   * @throws {ShapeError} for a table that does not fit itself.
   * @throws {RefusedTableError} for a table that `accepts` refuses.
   * @throws {CheckpointMismatchError} {InvalidCheckpointError} for checkpoints of another fit, or damaged ones.
   * @throws the errors of the family's own fit.
   */
  fit(table: Table, options?: Partial<Options>, control?: FitControl): Promise<FittedModel>
  /**
   * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
   * @throws {InvalidModelFileError} for a file of another family or version.
   */
  load(bytes: Uint8Array): Promise<FittedModel>
}
