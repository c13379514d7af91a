import type { AnnotateFitRequest, FitRecord, NameGroupsRequest } from '../../contract/annotations.js'
import type { EventName, EventPayload } from '../../contract/api.js'
import { StudioError } from '../../contract/errors.js'
import type { View } from '../../contract/features.js'
import type { FitRequest, FitSummary } from '../../contract/fit.js'
import type { DatasetId, FitId } from '../../contract/identifiers.js'
import { fitIdSchema } from '../../contract/identifiers.js'
import type { AcceptedChoice, Assessments } from '../assessments.js'
import type { FeatureTables, FitTable } from '../featureTables.js'
import type { Plane, Planes } from '../plane.js'
import { reasonOf } from '../reasonOf.js'
import { RecentlyUsed } from '../recentlyUsed.js'
import type { StoredFit } from '../sessionFile.js'
import type { FitFiles } from './fitFiles.js'
import { FitJob, type JobEnd } from './fitJob.js'
import type { FitProcess } from './fitProcess.js'
import type { FitProcesses } from './fitProcesses.js'
import { HeldModels } from './heldModels.js'
import { JobQueue } from './jobQueue.js'
import { loadModel } from './loadModel.js'
import { startedSummary } from './startedSummary.js'
import type { Assignments, WorkerCommand, WorkerProgress, WorkerRequest, WorkerResponse } from './workerApi.js'

export type Emit = <Name extends EventName>(name: Name, payload: EventPayload<Name>) => void

export interface FitsOptions {
  readonly tables: FeatureTables
  readonly planes: Planes
  readonly assessments: Assessments
  readonly processes: FitProcesses
  readonly files: FitFiles
  readonly emit: Emit
  /** What is known of a fit when it starts. */
  readonly recordOf: (dataset: DatasetId) => FitRecord
  /** SHA-256 of the file of a dataset; null where there is none. */
  readonly fingerprint: (dataset: DatasetId) => Promise<string | null>
  /** Saves the session. */
  readonly save: () => Promise<void>
  /** Reports a failure outside any command. */
  readonly warn: (message: string) => void
}

/** A fit that has a model. */
export interface FinishedFit {
  readonly summary: FitSummary
  readonly table: FitTable
  /** The same rows in the units of their columns. Scaling and unscaling would turn 3.6 into 3.6000000000000005. */
  unscaled(): Promise<FitTable>
  /** What the model says of every row of the table. */
  assignments(): Promise<Assignments>
  /** [N] anomaly score of every row of the table. @throws {StudioError} `no-capability` */
  scores(): Promise<Float64Array>
  /** Asks the process that holds the model. */
  ask<Name extends WorkerCommand>(name: Name, request: WorkerRequest<Name>): Promise<WorkerResponse<Name>>
}

interface ActiveFit {
  readonly job: FitJob
  /** The device that the fit needs. One fit at a time runs on it. */
  readonly device: string
  /** Resolves when the fit has ended and its results are stored. */
  readonly done: Promise<void>
  readonly finish: () => void
}

/** Number of fits whose labels and scores are kept in memory: those of the fit on screen and of the one that was on screen before it. */
const assignmentsKept = 2

/** The fits of the session. One fit runs at a time on each device; the others wait in a queue. */
export class Fits {
  readonly #options: FitsOptions
  readonly #records = new Map<FitId, StoredFit>()
  readonly #active = new Map<FitId, ActiveFit>()
  readonly #queue: JobQueue
  readonly #models = new HeldModels()
  readonly #assignments = new RecentlyUsed<FitId, Promise<Assignments>>(assignmentsKept)
  readonly #scores = new RecentlyUsed<FitId, Promise<Float64Array>>(assignmentsKept)
  #lastNumber = 0

  constructor(options: FitsOptions) {
    this.#options = options
    this.#queue = new JobQueue(moved => moved.forEach(id => this.#changed(id)))
  }

  /** Restores saved fits. A fit that had not ended when the engine did becomes interrupted and can be resumed. */
  restore(fits: readonly StoredFit[]): void {
    for (const stored of fits) {
      const summary = asLeft(stored.summary)
      this.#records.set(summary.id, { ...stored, summary })
      this.#lastNumber = Math.max(this.#lastNumber, numberOf(summary.id))
    }
  }

  /**
   * Takes over the fits of another session.
   *
   * @param datasets the identifiers here of their datasets.
   * @param from their models and checkpoints, which are moved.
   * @returns their identifiers here, by those that they had.
   */
  async adopt(fits: readonly StoredFit[], datasets: ReadonlyMap<DatasetId, DatasetId>, from: FitFiles): Promise<ReadonlyMap<FitId, FitId>> {
    const adopted = new Map<FitId, FitId>()
    for (const { summary, view } of fits) {
      const dataset = datasets.get(summary.features.dataset)
      if (dataset === undefined) continue
      const id = this.#newId()
      adopted.set(summary.id, id)
      const hasModel = await this.#options.files.take(id, from, summary.id)
      this.#records.set(id, { summary: { ...asLeft(summary), id, features: { ...summary.features, dataset }, hasModel }, view })
    }
    return adopted
  }

  get stored(): StoredFit[] {
    return [...this.#records.values()]
  }

  get summaries(): FitSummary[] {
    return [...this.#records.keys()].map(id => this.get(id))
  }

  /** @throws {StudioError} `unknown-fit` */
  get(id: FitId): FitSummary {
    const { summary } = this.#require(id)
    const job = this.#active.get(id)?.job
    return job ? { ...summary, status: job.status, queuePosition: this.#queue.position(id) } : summary
  }

  /** @throws {StudioError} `refused-table`, `unknown-family`, `invalid-request`; {InvalidOptionError} */
  async start({ view, ...choice }: FitRequest): Promise<FitSummary> {
    const accepted = await this.#options.assessments.accepted(choice)
    const plane = this.#options.planes.of(view, accepted.table)
    const id = this.#newId()
    this.#records.set(id, { summary: startedSummary(id, choice, accepted, this.#options.recordOf(choice.features.dataset)), view })
    return this.#launch(id, accepted, plane)
  }

  async resume(id: FitId): Promise<FitSummary> {
    const { summary, view } = this.#require(id)
    const active = this.#active.get(id)
    if (active?.job.status === 'paused') {
      active.job.status = 'queued'
      this.#queue.enter(active.device, id, () => void active.job.resume().then(() => this.#changed(id)))
      return this.#changed(id)
    }
    if (active) return this.get(id)
    if (!summary.resumable) throw notAtWork(summary, 'resumed')
    const accepted = await this.#options.assessments.accepted(summary)
    const plane = this.#options.planes.of(view, accepted.table)
    if (this.#active.has(id)) return this.get(id)
    this.#put(id, { error: null, resumable: false })
    return this.#launch(id, accepted, plane)
  }

  async pause(id: FitId): Promise<FitSummary> {
    const active = this.#active.get(id)
    if (active?.job.status === 'paused') return this.get(id)
    if (active?.job.status !== 'running') throw notAtWork(this.get(id), 'paused')
    // Until the step ends, the fit is at work, and the window shows its steps.
    await active.job.pause()
    // It may have been resumed or ended meanwhile.
    if (this.get(id).status !== 'paused') return this.get(id)
    this.#queue.leave(id)
    return this.#changed(id)
  }

  /** Ends a fit and keeps what was learned. */
  async stop(id: FitId): Promise<FitSummary> {
    const active = this.#active.get(id)
    if (active?.job.hasBegun) {
      if (active.job.status === 'queued') this.#queue.leave(id)
      await active.job.stop()
      await active.done
      return this.get(id)
    }
    const hasCheckpoint = await this.#options.files.hasCheckpoint(id)
    if (active) {
      // What an earlier run of this fit had learned is still there.
      await this.#end(id, hasCheckpoint ? { status: 'interrupted', resumable: true } : { status: 'stopped' })
      return this.get(id)
    }
    const { summary } = this.#require(id)
    if (summary.status !== 'interrupted') throw notAtWork(summary, 'stopped')
    await this.#update(id, { status: 'stopped', resumable: false, error: null })
    await this.#removeCheckpoints(id)
    return this.get(id)
  }

  /** Ends a fit in the middle of a step, and its queries at servers. It can be resumed from its last checkpoint. A fit that has not begun is stopped. */
  async interrupt(id: FitId): Promise<FitSummary> {
    const active = this.#active.get(id)
    if (!active?.job.hasBegun) return this.stop(id)
    if (active.job.status === 'queued') this.#queue.leave(id)
    active.job.interrupt()
    await active.done
    return this.get(id)
  }

  /** Removes fits. Those that have not ended end without a result. Their files go to `into`. */
  async remove(ids: readonly FitId[], into: FitFiles): Promise<void> {
    this.#withdraw(ids)
    for (const fit of ids) this.#options.emit('fitRemoved', { fit })
    // The session without the fits is saved first. A crash before the files are moved leaves unused files, not fits without files.
    await this.#options.save()
    for (const id of ids) {
      try {
        await into.take(id, this.#options.files, id)
      } catch (error) {
        this.#options.warn(`The files of ${nameOf(id)} could not be set aside: ${reasonOf(error)}`)
      }
    }
  }

  /**
   * Brings back fits that were removed.
   *
   * @param datasets the identifiers here of their datasets, where they have changed.
   * @param from the files of the fits, which are moved.
   * @returns their identifiers now, by those that they had.
   */
  async bringBack(fits: readonly StoredFit[], datasets: ReadonlyMap<DatasetId, DatasetId>, from: FitFiles): Promise<ReadonlyMap<FitId, FitId>> {
    const { files } = this.#options
    const returned = new Map<FitId, FitId>()
    for (const { summary, view } of fits) {
      const dataset = datasets.get(summary.features.dataset) ?? summary.features.dataset
      const id = this.#records.has(summary.id) ? this.#newId() : summary.id
      await files.take(id, from, summary.id)
      returned.set(summary.id, id)
      const hasModel = summary.hasModel && (await files.hasModel(id))
      this.#records.set(id, { summary: { ...asLeft(summary), id, features: { ...summary.features, dataset }, hasModel }, view })
    }
    const inOrder = [...this.#records].sort(([one], [other]) => numberOf(one) - numberOf(other))
    this.#records.clear()
    for (const [id, record] of inOrder) this.#records.set(id, record)
    for (const id of returned.values()) this.#changed(id)
    return returned
  }

  /** What the session file holds of a fit. @throws {StudioError} `unknown-fit` */
  storedOf(id: FitId): StoredFit {
    this.#require(id)
    return { ...this.#require(id), summary: this.get(id) }
  }

  /** The fits of a dataset. */
  ofDataset(dataset: DatasetId): FitId[] {
    return this.summaries.filter(({ features }) => features.dataset === dataset).map(({ id }) => id)
  }

  async annotate({ fit, title, note }: AnnotateFitRequest): Promise<FitSummary> {
    this.#require(fit)
    await this.#update(fit, { title, note })
    return this.get(fit)
  }

  /** A model that is fitted anew has groups of its own, without names. @throws {StudioError} `unknown-fit`; `invalid-request` for another number of groups. */
  async nameGroups({ fit, names }: NameGroupsRequest): Promise<FitSummary> {
    const { groups } = this.#require(fit).summary
    if (names.length !== groups.length)
      throw new StudioError('invalid-request', `names must have one name or null for each of the ${groups.length} groups of ${nameOf(fit)}, but it has ${names.length}.`, { field: 'names', groups: groups.length, names: names.length })
    await this.#update(fit, { groups: groups.map((group, k) => ({ ...group, name: names[k]! })) })
    return this.get(fit)
  }

  async setView(id: FitId, view: View): Promise<void> {
    const record = this.#require(id)
    const plane = this.#options.planes.of(view, await this.#tableOf(record.summary))
    this.#records.set(id, { ...this.#require(id), view })
    this.#active.get(id)?.job.setPlane(plane)
  }

  /** @throws {StudioError} `unknown-fit`; `fit-not-ready` without a model. */
  async finished(id: FitId): Promise<FinishedFit> {
    const { summary } = this.#require(id)
    if (!summary.hasModel) {
      const { status } = this.get(id)
      throw new StudioError(
        'fit-not-ready',
        `${nameOf(id)} has no model to show (it is ${status}). Wait until it is done, or stop it to keep what it has learned.`,
        { fit: id, status },
      )
    }
    const table = await this.#tableOf(summary)
    const ask = async <Name extends WorkerCommand>(name: Name, request: WorkerRequest<Name>): Promise<WorkerResponse<Name>> => {
      const held = (): Promise<FitProcess> => this.#models.of(id, () => this.#load(summary))
      const process = await held()
      try {
        return await process.call(name, request)
      } catch (error) {
        if (!process.hasEnded) throw error
        // The process ended, and the model with it. The model is still in its file.
        return (await held()).call(name, request)
      }
    }
    return { summary, table, ask, unscaled: () => this.#tableOf({ ...summary, features: { ...summary.features, scaling: 'none' } }), assignments: () => this.#assign(id, ask), scores: () => this.#score(id, ask) }
  }

  /** @throws {StudioError} `dataset-in-use` while a fit of the dataset has not ended. */
  requireNoneAtWork(dataset: DatasetId): void {
    const fit = [...this.#active.keys()].find(id => this.#require(id).summary.features.dataset === dataset)
    if (fit === undefined) return
    const { status } = this.get(fit)
    const state = status === 'running' ? 'still running' : status
    throw new StudioError(
      'dataset-in-use',
      `${nameOf(fit)} of this dataset is ${state}. Stop it, or let it finish, before you close the dataset.`,
      { dataset, fit },
    )
  }

  async #launch(id: FitId, choice: AcceptedChoice, plane: Plane): Promise<FitSummary> {
    const { files, processes, warn } = this.#options
    const job = new FitJob({
      fit: id,
      choice,
      plane,
      files,
      processes,
      warn: message => warn(`${nameOf(id)}: ${message}`),
      events: {
        started: device => void this.#update(id, { device }),
        progress: progress => this.#progress(id, progress),
        tables: tables => void this.#update(id, { tables }),
      },
    })
    // Fits at servers need no device of this machine.
    const device = choice.table.whole?.residence === 'servers' ? `servers ${choice.table.whole.login().address.urls.join()}` : choice.family.engine
    let finish: () => void = () => undefined
    const done = new Promise<void>(resolve => (finish = resolve))
    this.#active.set(id, { job, device, done, finish })
    this.#queue.enter(device, id, () => void this.#work(id, job))
    await this.#options.save()
    return this.#changed(id)
  }

  async #work(id: FitId, job: FitJob): Promise<void> {
    job.status = 'running'
    this.#changed(id)
    const fingerprint = this.#options.fingerprint(this.#require(id).summary.features.dataset).catch(() => null)
    const end = await job.run()
    const sha256 = await fingerprint
    // A fit that was removed meanwhile has no record.
    if (!this.#records.has(id)) {
      if (end.kind === 'fitted') end.process.kill()
      this.#queue.leave(id)
      return
    }
    const { record } = this.#require(id).summary
    if (record) this.#put(id, { record: { ...record, data: { ...record.data, sha256 } } })
    await this.#complete(id, end)
  }

  async #complete(id: FitId, end: JobEnd): Promise<void> {
    if (end.kind === 'failed') {
      const { error, isLost, resumable } = end
      // A fit whose process was lost can also begin again.
      await this.#end(id, { status: isLost ? 'interrupted' : 'failed', error, resumable: isLost || resumable })
      return
    }
    const { stopped, ...results } = end.results
    this.#models.add(id, end.process)
    await this.#end(id, { ...results, status: stopped ? 'stopped' : 'completed', hasModel: true })
  }

  /** Stores how a fit ended, removes its checkpoints unless it can be resumed, and lets the next one run. */
  async #end(id: FitId, change: Partial<FitSummary>): Promise<void> {
    const active = this.#active.get(id)
    this.#active.delete(id)
    await this.#update(id, change)
    if (!change.resumable) await this.#removeCheckpoints(id)
    this.#queue.leave(id)
    active?.finish()
  }

  #progress(id: FitId, progress: WorkerProgress): void {
    const active = this.#active.get(id)
    if (!active) return
    const { picture, seconds } = progress
    const { rows } = active.job.table
    this.#put(id, { seconds })
    this.#options.emit('fitProgress', {
      ...progress,
      fit: id,
      status: active.job.status,
      // The process knows the rows of the table, windows those of the dataset.
      picture: picture?.kind === 'codes' ? { ...picture, rows: picture.rows.map(row => rows[row]!) } : picture,
    })
  }

  /** Starts a process with the model of a fit. */
  async #load({ id, family, options, features }: FitSummary): Promise<FitProcess> {
    const { assessments, files, processes, warn } = this.#options
    const { table, family: { usesLabels } } = await assessments.accepted({ family, options, features })
    const process = processes.take()
    process.endsQueries = table.whole?.residence === 'servers'
    try {
      await loadModel(process, { fit: id, table, usesLabels, files, warn: message => warn(`${nameOf(id)}: ${message}`) })
      return process
    } finally {
      processes.workDone()
    }
  }

  #tableOf({ features, residence }: Pick<FitSummary, 'features' | 'residence'>): Promise<FitTable> {
    return this.#options.tables.read(features, residence === 'memory' ? 'all' : 'drawn')
  }

  #assign(id: FitId, ask: FinishedFit['ask']): Promise<Assignments> {
    const assignments = this.#assignments.get(id, () => ask('assignments', null))
    assignments.catch(() => this.#assignments.removeIf(id, assignments))
    return assignments
  }

  #score(id: FitId, ask: FinishedFit['ask']): Promise<Float64Array> {
    const scores = this.#scores.get(id, () => ask('measureRows', 'anomalyScore'))
    scores.catch(() => this.#scores.removeIf(id, scores))
    return scores
  }

  /** Takes fits out of the session and ends their processes. */
  #withdraw(ids: readonly FitId[]): void {
    for (const id of ids) {
      this.#records.delete(id)
      this.#assignments.remove(id)
      this.#scores.remove(id)
      this.#models.remove(id)
      const active = this.#active.get(id)
      this.#active.delete(id)
      active?.job.kill()
      // A fit that has begun frees its device when its process has ended.
      if (!active?.job.hasBegun || active.job.status !== 'running') this.#queue.leave(id)
      active?.finish()
    }
  }

  async #removeCheckpoints(id: FitId): Promise<void> {
    try {
      await this.#options.files.removeCheckpoints(id)
    } catch (error) {
      this.#options.warn(`The checkpoints of ${nameOf(id)} could not be removed: ${reasonOf(error)}`)
    }
  }

  #newId(): FitId {
    return fitIdSchema.parse(`fit-${++this.#lastNumber}`)
  }

  #put(id: FitId, change: Partial<FitSummary>): void {
    const record = this.#require(id)
    this.#records.set(id, { ...record, summary: { ...record.summary, ...change } })
  }

  async #update(id: FitId, change: Partial<FitSummary>): Promise<void> {
    if (!this.#records.has(id)) return
    this.#put(id, change)
    // The session is saved before windows hear of the change, so a crash never undoes what a window shows.
    await this.#options.save()
    if (this.#records.has(id)) this.#changed(id)
  }

  #changed(id: FitId): FitSummary {
    const summary = this.get(id)
    this.#options.emit('fitChanged', summary)
    return summary
  }

  #require(id: FitId): StoredFit {
    const record = this.#records.get(id)
    if (record) return record
    throw new StudioError('unknown-fit', `There is no fit ${id} in this session. Start it again.`, { fit: id })
  }
}

/** A fit as the end of its engine has left it. */
function asLeft(summary: FitSummary): FitSummary {
  const wasAtWork = ['running', 'paused', 'queued'].includes(summary.status)
  return wasAtWork ? { ...summary, status: 'interrupted', queuePosition: null, resumable: true } : summary
}

function notAtWork({ id, status }: FitSummary, done: 'paused' | 'resumed' | 'stopped'): StudioError {
  return new StudioError('fit-not-ready', `${nameOf(id)} is ${status}, so it cannot be ${done}. Start a new fit.`, {
    fit: id,
    status,
  })
}

/** `fit-3` has the number 3. */
const numberOf = (id: FitId): number => Number(id.split('-')[1])

/** The name of a fit for messages: `fit-3` becomes `Fit 3`. */
function nameOf(id: FitId): string {
  return id.replace(/^fit-/, 'Fit ')
}
