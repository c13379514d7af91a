import { fitGaussianMixture, GaussianMixture, type FitOptions } from '@mixtura/core'
import type { Features as FeatureTable } from '@mixtura/data'
import { setImmediate } from 'node:timers/promises'
import type { FitProgress, FitRequest, FitStatus } from '../contract/fit.js'
import type { FitId } from '../contract/identifiers.js'
import { toStudioError } from '../contract/toStudioError.js'
import type { Checkpoint } from './checkpoint.js'
import { logScale } from './featureTables.js'
import { PauseGate } from './pauseGate.js'
import type { Plane } from './plane.js'
import { ProgressReporter } from './progressReporter.js'
import type { SearchResult, Shape } from './search.js'
import { describeFailure, describeFit, shapesOf } from './search.js'
import { Stopwatch } from './stopwatch.js'
import { withColumnName } from './withColumnName.js'

export interface FitJobOptions {
  readonly fit: FitId
  readonly request: FitRequest
  readonly table: FeatureTable
  readonly plane: Plane
  /** The state at which the fit was interrupted; null for a new fit. */
  readonly checkpoint: Checkpoint | null
  readonly onProgress: (progress: FitProgress) => void
  /** Called when a candidate is finished. */
  readonly onResult: (results: readonly SearchResult[]) => void
  /** Saves a checkpoint. The promise never rejects. */
  readonly saveCheckpoint: (checkpoint: Checkpoint) => Promise<void>
}

export interface FitJobOutcome {
  /** The results, in the order of the search. */
  readonly results: readonly SearchResult[]
  readonly stopped: boolean
  /** The error of the first shape that failed; null if none failed. */
  readonly firstError: unknown
}

type Progress = Parameters<NonNullable<FitOptions['onProgress']>>[0]

const checkpointInterval = 1000
/** Maximum time without a turn for commands from windows, in milliseconds. */
const turnInterval = 8

/**
 * A running fit, which fits one shape after the other. Core's selectGaussianMixture returns only at the end of a
 * search. Here the result of each shape is kept as soon as it is finished, so that a stop or a crash does not lose it.
 */
export class FitJob {
  readonly #options: FitJobOptions
  readonly #shapes: readonly Shape[]
  readonly #gate = new PauseGate()
  readonly #stopwatch: Stopwatch
  readonly #reporter: ProgressReporter
  readonly #results: SearchResult[]
  #isStopping = false
  #savedAt = performance.now()
  #saving: Promise<void> | null = null
  #turnAt = performance.now()

  constructor(options: FitJobOptions) {
    const { checkpoint, request, table, plane, onProgress } = options
    this.#options = options
    this.#shapes = shapesOf(request)
    this.#stopwatch = new Stopwatch(checkpoint?.seconds ?? 0)
    this.#results = (checkpoint?.finished ?? []).map(restoreResult)
    this.#reporter = new ProgressReporter({
      plane,
      logScale: logScale(table),
      send: onProgress,
      context: () => ({
        fit: options.fit,
        status: this.status,
        candidate: Math.min(this.#results.length + 1, this.#shapes.length),
        candidates: this.#shapes.length,
        seconds: this.seconds,
      }),
    })
  }

  get seconds(): number {
    return this.#stopwatch.seconds
  }

  get status(): FitStatus {
    return this.#gate.isClosed ? 'paused' : 'running'
  }

  /** Pauses the fit. Resolves when no iteration is running and a checkpoint of the current state is saved. */
  async pause(): Promise<void> {
    const closed = this.#gate.close()
    this.#stopwatch.pause()
    this.#reporter.flush()
    await closed
  }

  resume(): void {
    this.#stopwatch.run()
    this.#gate.open()
  }

  /** Ends the fit after the current iteration. Its result so far is kept. */
  stop(): void {
    this.#isStopping = true
    this.resume()
  }

  setPlane(plane: Plane): void {
    this.#reporter.plane = plane
    this.#reporter.flush()
  }

  async run(): Promise<FitJobOutcome> {
    const { request, table, checkpoint } = this.#options
    let firstError: unknown = null
    let stopped = false
    for (const [index, shape] of this.#shapes.entries()) {
      if (index < this.#results.length) continue
      if (this.#isStopping) {
        stopped = true
        break
      }
      const resume = index === checkpoint?.finished.length ? checkpoint.current : null
      this.#reporter.reset()
      try {
        const { starts, seed, maxIterations } = request
        const fit = await fitGaussianMixture(table.samples, {
          ...shape, starts, seed, maxIterations, onProgress: progress => this.#follow(progress), ...(resume && { resume }),
        })
        this.#reporter.flush()
        stopped = fit.stopped
        this.#results.push({ row: describeFit(fit, table), fit })
      } catch (error) {
        const failure = withColumnName(toStudioError(error), table.columnNames)
        firstError ??= failure
        this.#results.push({ row: describeFailure(shape, table.samples.columns, failure.message), fit: null })
      }
      this.#options.onResult(this.#results)
      if (stopped) break
    }
    this.#gate.remove()
    // A checkpoint that is written after the end would never be removed.
    await this.#saving
    return { results: this.#results, stopped, firstError }
  }

  async #follow(progress: Progress): Promise<'stop' | undefined> {
    const stand = progress.phase === 'draw' ? null : progress.checkpoint
    if (progress.phase !== 'draw') this.#reporter.record(progress)
    // While a write is running, the next checkpoint waits for a later iteration.
    if (!this.#saving && performance.now() - this.#savedAt >= checkpointInterval) void this.#saveCheckpoint(stand)
    if (performance.now() - this.#turnAt > turnInterval) {
      await setImmediate()
      this.#turnAt = performance.now()
    }
    if (this.#gate.isClosed) {
      await this.#saving
      await this.#saveCheckpoint(stand)
      await this.#gate.pass()
    }
    return this.#isStopping ? 'stop' : undefined
  }

  /** @param stand returns the state of the current shape as bytes; null before its first iteration. */
  #saveCheckpoint(stand: (() => Uint8Array) | null): Promise<void> {
    const checkpoint: Checkpoint = {
      version: 2,
      fit: this.#options.fit,
      seconds: this.seconds,
      finished: this.#results.map(storeResult),
      current: stand?.() ?? null,
    }
    this.#saving = this.#options.saveCheckpoint(checkpoint).finally(() => {
      this.#saving = null
      this.#savedAt = performance.now()
    })
    return this.#saving
  }
}

type StoredResult = Checkpoint['finished'][number]

function storeResult({ row, fit }: SearchResult): StoredResult {
  if (!fit) return { row, fit: null }
  const { model, converged, collapsed, iterations, logLikelihoods } = fit
  return { row, fit: { mixture: model.toJSON(), converged, collapsed, iterations, logLikelihoods: [...logLikelihoods] } }
}

function restoreResult({ row, fit }: StoredResult): SearchResult {
  return { row, fit: fit && { ...fit, model: GaussianMixture.fromJSON(fit.mixture) } }
}
