import type { FitError, FitSummary } from '../../contract/fit.js'
import type { FitId } from '../../contract/identifiers.js'
import { StudioError } from '../../contract/errors.js'
import { toStudioError } from '../../contract/toStudioError.js'
import { reasonOf } from '../reasonOf.js'
import type { AcceptedChoice } from '../assessments.js'
import type { Plane } from '../plane.js'
import type { FitFiles } from './fitFiles.js'
import type { FitProcess } from './fitProcess.js'
import type { FitProcesses } from './fitProcesses.js'
import { writeTableFile } from './tableFile.js'
import { writeWholeFile } from './wholeFile.js'
import type { FitResults, WholeOrder, WorkerEvents } from './workerApi.js'

/** How a fit ended. The process of a fit that has a model holds it. */
export type JobEnd =
  | { readonly kind: 'fitted'; readonly results: FitResults; readonly process: FitProcess }
  /** `isLost`: its process ended before the fit did. */
  | { readonly kind: 'failed'; readonly error: FitError; readonly isLost: boolean; readonly resumable: boolean }

export interface FitJobOptions {
  readonly fit: FitId
  readonly choice: AcceptedChoice
  readonly plane: Plane
  readonly files: FitFiles
  readonly processes: FitProcesses
  readonly events: Omit<WorkerEvents, 'warn'>
  readonly warn: (message: string) => void
}

/** Errors about the checkpoint itself. From such a checkpoint no fit can continue. */
const checkpointErrors: readonly string[] = ['invalid-checkpoint', 'checkpoint-mismatch']

/** A fit in a worker process of its own. */
export class FitJob {
  status: Extract<FitSummary['status'], 'queued' | 'running' | 'paused'> = 'queued'
  readonly #options: FitJobOptions
  #plane: Plane
  #process: FitProcess | null = null
  #isStopping = false
  #isInterrupted = false
  readonly #killed = new AbortController()

  constructor(options: FitJobOptions) {
    this.#options = options
    this.#plane = options.plane
  }

  /** Whether it has been given a process. */
  get hasBegun(): boolean {
    return this.#process !== null
  }

  get table(): AcceptedChoice['table'] {
    return this.#options.choice.table
  }

  /** Fits. Never rejects. */
  async run(): Promise<JobEnd> {
    const { fit, choice: { family, options, table }, files, processes, events, warn } = this.#options
    const process = processes.take()
    this.#process = process
    const tablePath = files.newTablePath(fit)
    const wholePath = files.newTablePath(fit)
    process.events = {
      ...events,
      warn: message => warn(message),
      started(device) {
        // The process has read the table.
        void files.removeTable(tablePath).catch((error: unknown) => warn(`The table of a fit could not be removed: ${reasonOf(error)}`))
        events.started(device)
      },
    }
    try {
      const onDisk = await writeTableFile(tablePath, table, family.usesLabels)
      const whole = await this.#wholeOrder(table, wholePath)
      process.endsQueries = whole?.residence === 'servers'
      const fitting = process.call('fit', {
        family: family.kind,
        options,
        table: onDisk,
        whole,
        checkpointFolder: files.checkpointFolder(fit),
        modelPath: files.modelPath(fit),
        plane: this.#plane,
      })
      // Commands that came while the table was written.
      if (this.#isStopping) void this.#call('stop')
      else if (this.status === 'paused') void this.#call('pause')
      return { kind: 'fitted', results: await fitting, process }
    } catch (error) {
      process.kill()
      if (this.#isInterrupted) return { kind: 'failed', error: stoppedInPass().toJSON(), isLost: true, resumable: true }
      const failure = toStudioError(error)
      const resumable = !checkpointErrors.includes(failure.code) && (await files.hasCheckpoint(fit))
      return { kind: 'failed', error: failure.toJSON(), isLost: failure.code === 'worker-lost', resumable }
    } finally {
      processes.workDone()
      await files.removeTable(tablePath).catch(() => undefined)
      await files.removeTable(wholePath).catch((error: unknown) => warn(`The table of a fit could not be removed: ${reasonOf(error)}`))
    }
  }

  /** Resolves when the fit waits between two steps. */
  async pause(): Promise<void> {
    this.status = 'paused'
    await this.#call('pause')
  }

  async resume(): Promise<void> {
    this.status = 'running'
    await this.#call('resume')
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    await this.#call('stop')
  }

  setPlane(plane: Plane): void {
    this.#plane = plane
    void this.#process?.call('setPlane', plane).catch(() => undefined)
  }

  async #wholeOrder({ whole }: AcceptedChoice['table'], path: string): Promise<WholeOrder | null> {
    if (whole?.residence !== 'disk') return whole && { residence: 'servers', login: whole.login(), options: whole.options }
    await writeWholeFile(path, whole.source, this.#killed.signal)
    return { residence: 'disk', path }
  }

  /** Ends the process in the middle of a step. The fit can be resumed. */
  interrupt(): void {
    this.#isInterrupted = true
    this.kill()
  }

  /** Ends the process, and so the fit, without a result. */
  kill(): void {
    this.#killed.abort()
    this.#process?.kill()
  }

  /** Ignores a lost process, because `run` reports it. */
  async #call(name: 'pause' | 'resume' | 'stop'): Promise<void> {
    await this.#process?.call(name, null).catch(() => undefined)
  }
}

function stoppedInPass(): StudioError {
  return new StudioError('stopped-in-pass', 'The fit was stopped in the middle of a pass over the rows. Resume it to go on from its last checkpoint, or remove it.')
}
