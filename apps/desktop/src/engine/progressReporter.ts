import { GaussianMixture, type FitProgress as IterationProgress, type RunProgress } from '@mixtura/core'
import type { FitProgress } from '../contract/fit.js'
import { covarianceTypeOf } from './covarianceTypeOf.js'
import type { Plane } from './plane.js'
import { projectComponents } from './plane.js'

/** Progress of one run in core: a short run, a heat or a fit. */
type Run = IterationProgress & RunProgress

/** Minimum time between two reports, in milliseconds. More than twenty a second would not be visible. */
const interval = 50

export interface ReportContext {
  readonly fit: FitProgress['fit']
  readonly status: FitProgress['status']
  readonly candidate: number
  readonly candidates: number
  readonly seconds: number
}

/** Combines iterations into reports. If a start ends between two reports, its last iterations are left out. */
export class ProgressReporter {
  plane: Plane
  readonly #send: (progress: FitProgress) => void
  readonly #context: () => ReportContext
  /** Constant that is subtracted from each mean log-likelihood, in nats. */
  readonly #logScale: number
  #last: Run | null = null
  #trace: [number, number][] = []
  #sentAt = -Infinity

  constructor(options: {
    plane: Plane
    logScale: number
    context: () => ReportContext
    send: (progress: FitProgress) => void
  }) {
    this.plane = options.plane
    this.#logScale = options.logScale
    this.#context = options.context
    this.#send = options.send
  }

  /** Call this at the beginning of a candidate, whose starts are counted from 0 again. */
  reset(): void {
    this.#last = null
    this.#trace = []
  }

  record(progress: Run): void {
    if (this.#last?.start !== progress.start) this.#trace = []
    this.#last = progress
    // Short runs and heats use only some of the rows, so their log-likelihoods cannot be compared with those of the fit.
    if (progress.phase === 'fit') this.#trace.push([progress.iteration, progress.meanLogLikelihood - this.#logScale])
    if (performance.now() - this.#sentAt >= interval) this.flush()
  }

  /** Sends a report now, even without a new iteration, because a changed view or status must be shown. */
  flush(): void {
    if (!this.#last) return
    // `fromParameters` would reorder the components. They must keep their order during the fit, and thus their colours.
    const mixture = new GaussianMixture(this.#last.parameters)
    this.#send({
      ...this.#context(),
      components: mixture.components,
      covarianceType: covarianceTypeOf(mixture),
      phase: this.#last.phase,
      start: this.#last.start + 1,
      starts: this.#last.starts,
      iteration: this.#last.iteration,
      trace: this.#trace,
      ellipses: projectComponents(this.plane, mixture),
    })
    this.#trace = []
    this.#sentAt = performance.now()
  }
}
