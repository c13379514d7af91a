import { GaussianMixture } from '@mixtura/core'
import type { Features as FeatureTable } from '@mixtura/data'
import { setImmediate } from 'node:timers/promises'
import type { FitProgress, FitRequest, FitStatus } from '../contract/fit.js'
import type { FitId } from '../contract/identifiers.js'
import { toStudioError } from '../contract/toStudioError.js'
import type { Checkpoint, StartState } from './checkpoint.js'
import { logScale } from './featureTables.js'
import { covarianceTypeOf } from './covarianceTypeOf.js'
import { PauseGate } from './pauseGate.js'
import type { Plane } from './plane.js'
import { ProgressReporter } from './progressReporter.js'
import type { IterationProgress, SearchResult, Shape } from './search.js'
import { describeFailure, describeFit, shapesOf } from './search.js'
import { fitShape } from './shapeFit.js'
import { Stopwatch } from './stopwatch.js'
import { withColumnName } from './withColumnName.js'

export interface FitJobOptions {
  readonly fit: FitId
  readonly request: FitRequest
  readonly table: FeatureTable
  readonly plane: Plane
  /** Where the fit stood when it was interrupted. */
  readonly checkpoint: Checkpoint | null
  readonly onProgress: (progress: FitProgress) => void
  /** A candidate is done. */
  readonly onResult: (results: readonly SearchResult[]) => void
  /** Never rejects. */
  readonly saveCheckpoint: (checkpoint: Checkpoint) => Promise<void>
}

export interface FitJobOutcome {
  /** In the order of the search. */
  readonly results: readonly SearchResult[]
  readonly stopped: boolean
  /** Why the first shape failed that did. */
  readonly firstError: unknown
}

const checkpointInterval = 1000
/** Longest stretch without a turn for commands of the windows, milliseconds. */
const turnInterval = 8

/**
 * A fit at work: one shape after another. core's selectGaussianMixture answers once, at the end of a search;
 * here each shape's result is kept as it comes, so that a stop or a crash costs no finished shape.
 */
export class FitJob {
  readonly #options: FitJobOptions
  readonly #shapes: readonly Shape[]
  readonly #gate = new PauseGate()
  readonly #stopwatch: Stopwatch
  readonly #reporter: ProgressReporter
  readonly #results: SearchResult[]
  #isStopping = false
  #running: StartState | null = null
  /** Log-likelihoods of each start of the shape that runs. */
  readonly #curves = new Map<number, number[]>()
  #earlier: StartState | null = null
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

  /** Resolves when what was learned so far is written down. */
  async pause(): Promise<void> {
    this.#gate.close()
    this.#stopwatch.pause()
    this.#reporter.flush()
    await this.#saving
    await this.#saveCheckpoint()
  }

  resume(): void {
    this.#stopwatch.run()
    this.#gate.open()
  }

  /** The fit ends after the iteration in work, and keeps what it learned. */
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
      const from = index === checkpoint?.finished.length ? checkpoint.current : null
      this.#earlier = from?.earlier ?? null
      this.#running = from?.running ?? null
      this.#reporter.reset()
      try {
        const onIteration = (progress: IterationProgress) => this.#iterated(progress)
        const outcome = await fitShape({ shape, samples: table.samples, request, from, onIteration })
        this.#reporter.flush()
        stopped = outcome.stopped
        this.#results.push({ row: describeFit(outcome.fit, table), fit: outcome.fit })
      } catch (error) {
        const failure = withColumnName(toStudioError(error), table.columnNames)
        firstError ??= failure
        this.#results.push({ row: describeFailure(shape, table.samples.columns, failure.message), fit: null })
      }
      this.#options.onResult(this.#results)
      if (stopped) break
    }
    // A checkpoint that came later than the end would never be removed.
    await this.#saving
    return { results: this.#results, stopped, firstError }
  }

  async #iterated(progress: IterationProgress): Promise<'stop' | undefined> {
    this.#trackStart(progress)
    this.#reporter.record(progress)
    this.#checkpointWhenDue()
    if (performance.now() - this.#turnAt > turnInterval) {
      await setImmediate()
      this.#turnAt = performance.now()
    }
    await this.#gate.pass()
    return this.#isStopping ? 'stop' : undefined
  }

  #trackStart({ start, iteration, meanLogLikelihood, parameters }: IterationProgress): void {
    const before = this.#running
    if (before && before.start !== start) {
      const isBetter = !this.#earlier || before.logLikelihoods.at(-1)! > this.#earlier.logLikelihoods.at(-1)!
      if (isBetter) this.#earlier = before
    }
    // Of few rows, starts go on in turns.
    const logLikelihoods = before && before.start === start ? before.logLikelihoods : ((iteration > 0 && this.#curves.get(start)) || [])
    this.#curves.set(start, logLikelihoods)
    // A resumed start comes by the checkpoint's iteration again.
    logLikelihoods[iteration] = meanLogLikelihood
    const covarianceType = covarianceTypeOf(parameters)
    this.#running = { start, iteration, logLikelihoods, parameters: { ...parameters, covarianceType } }
  }

  /** A write that is still under way makes the next one wait for a later iteration. */
  #checkpointWhenDue(): void {
    if (!this.#saving && performance.now() - this.#savedAt >= checkpointInterval) void this.#saveCheckpoint()
  }

  #saveCheckpoint(): Promise<void> {
    this.#saving = this.#options.saveCheckpoint(this.#checkpoint()).finally(() => {
      this.#saving = null
      this.#savedAt = performance.now()
    })
    return this.#saving
  }

  #checkpoint(): Checkpoint {
    return {
      version: 1,
      fit: this.#options.fit,
      seconds: this.seconds,
      finished: this.#results.map(storeResult),
      current: this.#running && { running: this.#running, earlier: this.#earlier },
    }
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
