import { GaussianMixture } from '@mixtura/core'
import type { Features as FeatureTable } from '@mixtura/data'
import type { EventName, EventPayload } from '../contract/api.js'
import { StudioError } from '../contract/errors.js'
import type { FitRequest, FitSummary, View } from '../contract/fit.js'
import type { DatasetId, FitId } from '../contract/identifiers.js'
import { fitIdSchema } from '../contract/identifiers.js'
import { toStudioError } from '../contract/toStudioError.js'
import type { Assignments } from './assignments.js'
import { assignRows } from './assignments.js'
import type { Checkpoint, Checkpoints } from './checkpoint.js'
import type { FeatureTables } from './featureTables.js'
import type { FitJobOutcome } from './fitJob.js'
import { FitJob } from './fitJob.js'
import { describeModel } from './fittedModel.js'
import type { Planes } from './plane.js'
import { reasonOf } from './reasonOf.js'
import { ranked } from './search.js'
import type { StoredFit } from './sessionFile.js'

export type Emit = <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void

export interface FitsOptions {
  readonly tables: FeatureTables
  readonly planes: Planes
  readonly checkpoints: Checkpoints
  readonly emit: Emit
  /** Saves the session. */
  readonly save: () => Promise<void>
  /** Reports a failure outside any command. */
  readonly warn: (message: string) => void
}

interface FitRecord {
  readonly summary: FitSummary
  readonly model: GaussianMixture | null
}

/** A fit with its mixture and the table to which it was fitted. */
export interface FinishedFit {
  readonly summary: FitSummary
  readonly model: GaussianMixture
  readonly table: FeatureTable
  readonly assignments: Assignments
}

interface RunningFit {
  readonly id: FitId
  readonly dataset: DatasetId
  /** Null while the rows of the fit are being read. */
  readonly job: FitJob | null
  readonly done: Promise<void>
}

/** Number of fits whose labels are kept in memory: the fit on screen and one to compare with. */
const assignmentsKept = 2

/** The fits of the session. Only one fit runs at a time. */
export class Fits {
  readonly #options: FitsOptions
  readonly #records = new Map<FitId, FitRecord>()
  readonly #assignments = new Map<FitId, Promise<Assignments>>()
  #running: RunningFit | null = null
  #lastNumber = 0

  constructor(options: FitsOptions) {
    this.#options = options
  }

  /** Restores saved fits. A fit that was running or paused when the engine ended becomes interrupted and can be resumed. */
  restore(fits: readonly StoredFit[]): void {
    for (const { summary, mixture } of fits) {
      const wasAtWork = summary.status === 'running' || summary.status === 'paused'
      const restored: FitSummary = wasAtWork ? { ...summary, status: 'interrupted', resumable: true } : summary
      const model = mixture === null ? null : GaussianMixture.fromJSON(mixture)
      this.#records.set(summary.id, { summary: restored, model })
      this.#lastNumber = Math.max(this.#lastNumber, Number(summary.id.split('-')[1]))
    }
  }

  get stored(): StoredFit[] {
    return [...this.#records.values()].map(({ summary, model }) => ({ summary, mixture: model?.toJSON() ?? null }))
  }

  get summaries(): FitSummary[] {
    return [...this.#records.keys()].map(id => this.get(id))
  }

  /** @throws {StudioError} `unknown-fit` */
  get(id: FitId): FitSummary {
    const { summary } = this.#require(id)
    const job = this.#jobOf(id)
    return job ? { ...summary, status: job.status, seconds: job.seconds } : summary
  }

  async start(request: FitRequest): Promise<FitSummary> {
    this.#requireIdle()
    requireRange(request)
    const id = fitIdSchema.parse(`fit-${++this.#lastNumber}`)
    return this.#launch(id, request, null)
  }

  async resume(id: FitId): Promise<FitSummary> {
    const { summary } = this.#require(id)
    const job = this.#jobOf(id)
    if (job) {
      job.resume()
      return this.#changed(id)
    }
    if (!summary.resumable) throw notAtWork(summary, 'resumed')
    this.#requireIdle()
    return this.#launch(id, summary.request, await this.#options.checkpoints.read(id))
  }

  async pause(id: FitId): Promise<FitSummary> {
    const { summary } = this.#require(id)
    const job = this.#jobOf(id)
    if (!job) throw notAtWork(summary, 'paused')
    await job.pause()
    return this.#changed(id)
  }

  /** Stops a fit. Resolves when it has ended; its result so far is kept. */
  async stop(id: FitId): Promise<FitSummary> {
    const { summary } = this.#require(id)
    const job = this.#jobOf(id)
    if (job) {
      job.stop()
      await this.#running?.done
      return this.get(id)
    }
    if (summary.status !== 'interrupted') throw notAtWork(summary, 'stopped')
    await this.#update(id, { status: 'stopped', resumable: false })
    await this.#options.checkpoints.remove(id)
    return this.get(id)
  }

  async setView(id: FitId, view: View): Promise<void> {
    const { summary } = this.#require(id)
    const plane = this.#options.planes.of(view, await this.#options.tables.read(summary.request.features))
    this.#jobOf(id)?.setPlane(plane)
  }

  /** @throws {StudioError} `unknown-fit`; `fit-not-ready` without a mixture. */
  async finished(id: FitId): Promise<FinishedFit> {
    const { summary, model } = this.#require(id)
    if (!model) {
      throw new StudioError(
        'fit-not-ready',
        `${nameOf(id)} has no clusters to show (it is ${this.get(id).status}). Wait until it is done, or stop it to keep what it has learned.`,
        { fit: id, status: this.get(id).status },
      )
    }
    const table = await this.#options.tables.read(summary.request.features)
    return { summary, model, table, assignments: await this.#assign(id, model, table) }
  }

  /** @throws {StudioError} `dataset-in-use` while a fit of the dataset is running or paused. */
  requireNoneAtWork(dataset: DatasetId): void {
    if (this.#running?.dataset !== dataset) return
    const { id, job } = this.#running
    const state = job?.status === 'paused' ? 'paused' : 'still running'
    throw new StudioError(
      'dataset-in-use',
      `${nameOf(id)} of this dataset is ${state}. Stop it, or let it finish, before you close the dataset.`,
      { dataset, fit: id },
    )
  }

  /** Removes the fits of a dataset. None of them may be running or paused. */
  async forget(dataset: DatasetId): Promise<void> {
    const ids = this.summaries.filter(({ request }) => request.features.dataset === dataset).map(({ id }) => id)
    for (const id of ids) {
      this.#records.delete(id)
      this.#assignments.delete(id)
    }
    for (const id of ids) {
      try {
        await this.#options.checkpoints.remove(id)
      } catch (error) {
        this.#options.warn(`The checkpoint of ${nameOf(id)} could not be removed: ${reasonOf(error)}`)
      }
    }
  }

  async #launch(id: FitId, request: FitRequest, checkpoint: Checkpoint | null): Promise<FitSummary> {
    // The place is taken before the first wait, so that two simultaneous starts cannot both succeed.
    const { dataset } = request.features
    this.#running = { id, dataset, job: null, done: Promise.resolve() }
    try {
      const table = await this.#options.tables.read(request.features)
      const plane = this.#options.planes.of(request.view, table)
      const job = new FitJob({
        fit: id,
        request,
        table,
        plane,
        checkpoint,
        onProgress: progress => this.#options.emit('fitProgress', progress),
        onResult: results => void this.#update(id, { candidates: ranked(results).map(({ row }) => row) }),
        saveCheckpoint: next => this.#saveCheckpoint(next),
      })
      this.#records.set(id, { summary: startedSummary(id, request, table), model: null })
      await this.#options.save()
      this.#running = { id, dataset, job, done: this.#work(id, job, table) }
      return this.#changed(id)
    } catch (error) {
      this.#running = null
      throw error
    }
  }

  async #work(id: FitId, job: FitJob, table: FeatureTable): Promise<void> {
    try {
      await this.#complete(id, await job.run(), table, job.seconds)
    } catch (error) {
      const { code, message, fields } = toStudioError(error)
      this.#running = null
      await this.#update(id, { status: 'failed', seconds: job.seconds, error: { code, message, fields } })
    }
    await this.#options.checkpoints.remove(id)
  }

  async #complete(id: FitId, outcome: FitJobOutcome, table: FeatureTable, seconds: number): Promise<void> {
    const results = ranked(outcome.results)
    const [best] = results
    if (!best?.fit && outcome.firstError !== null) throw outcome.firstError
    const candidates = results.map(({ row }) => row)
    const model = best?.fit?.model ?? null
    const described =
      best?.fit && model
        ? await describeModel({ fit: best.fit, row: best.row }, table, await this.#assign(id, model, table))
        : null
    this.#running = null
    const { summary } = this.#require(id)
    this.#records.set(id, { summary, model })
    await this.#update(id, {
      status: outcome.stopped ? 'stopped' : 'completed',
      seconds,
      candidates,
      model: described,
    })
  }

  #assign(id: FitId, model: GaussianMixture, table: FeatureTable): Promise<Assignments> {
    const assignments = this.#assignments.get(id) ?? assignRows(model, table.samples)
    this.#assignments.delete(id)
    this.#assignments.set(id, assignments)
    assignments.catch(() => this.#assignments.delete(id))
    const oldest = this.#assignments.keys().next()
    if (this.#assignments.size > assignmentsKept && !oldest.done) this.#assignments.delete(oldest.value)
    return assignments
  }

  async #update(id: FitId, change: Partial<FitSummary>): Promise<void> {
    const record = this.#require(id)
    this.#records.set(id, { ...record, summary: { ...record.summary, ...change } })
    this.#changed(id)
    await this.#options.save()
  }

  #changed(id: FitId): FitSummary {
    const summary = this.get(id)
    this.#options.emit('fitChanged', summary)
    return summary
  }

  /** Saves a checkpoint. If it cannot be written, for example on a full disk, the fit continues with a warning. */
  async #saveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    if (this.#running?.id !== checkpoint.fit) return
    try {
      await this.#options.checkpoints.save(checkpoint)
    } catch (error) {
      this.#options.warn(`No checkpoint of ${nameOf(checkpoint.fit)} could be written: ${reasonOf(error)}`)
    }
  }

  #jobOf(id: FitId): FitJob | null {
    return this.#running?.id === id ? this.#running.job : null
  }

  #require(id: FitId): FitRecord {
    const record = this.#records.get(id)
    if (record) return record
    throw new StudioError('unknown-fit', `There is no fit ${id} in this session. Start it again.`, { fit: id })
  }

  #requireIdle(): void {
    if (!this.#running) return
    const { id, job } = this.#running
    const state = job?.status === 'paused' ? 'paused' : 'still running'
    throw new StudioError(
      'fit-already-running',
      `${nameOf(id)} is ${state}. Stop it, or let it finish, before the next one starts.`,
      { fit: id },
    )
  }
}

function startedSummary(id: FitId, request: FitRequest, table: FeatureTable): FitSummary {
  return {
    id,
    request,
    status: 'running',
    rowsUsed: table.samples.rows,
    rowsOmitted: table.omitted,
    seconds: 0,
    candidates: [],
    model: null,
    error: null,
    resumable: false,
  }
}

function requireRange({ components: { minimum, maximum } }: FitRequest): void {
  if (minimum <= maximum) return
  throw new StudioError(
    'invalid-request',
    `The largest number of components (${maximum}) must not be below the smallest (${minimum}).`,
    { field: 'components.maximum', minimum, maximum },
  )
}

function notAtWork({ id, status }: FitSummary, done: 'paused' | 'resumed' | 'stopped'): StudioError {
  return new StudioError('fit-not-ready', `${nameOf(id)} is ${status}, so it cannot be ${done}. Start a new fit.`, {
    fit: id,
    status,
  })
}

/** The name of a fit for messages: `fit-3` becomes `Fit 3`. */
function nameOf(id: FitId): string {
  return id.replace(/^fit-/, 'Fit ')
}
