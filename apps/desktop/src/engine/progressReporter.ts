import { GaussianMixture, type FitProgress as IterationProgress, type RunProgress } from '@mixtura/core'
import type { FitProgress } from '../contract/fit.js'
import { covarianceTypeOf } from './covarianceTypeOf.js'
import type { Plane } from './plane.js'
import { projectComponents } from './plane.js'

/** A run of core's at work. */
type Run = IterationProgress & RunProgress

/** Twenty reports a second are as many as an eye can use. */
const interval = 50

export interface ReportContext {
  readonly fit: FitProgress['fit']
  readonly status: FitProgress['status']
  readonly candidate: number
  readonly candidates: number
  readonly seconds: number
}

/** Gathers iterations into reports. The tail of a start that ends between two reports is left out. */
export class ProgressReporter {
  plane: Plane
  readonly #send: (progress: FitProgress) => void
  readonly #context: () => ReportContext
  /** Subtracted from each mean log-likelihood, nats. */
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

  /** A new candidate begins: its starts are counted from 0 again. */
  reset(): void {
    this.#last = null
    this.#trace = []
  }

  record(progress: Run): void {
    if (this.#last?.start !== progress.start) this.#trace = []
    this.#last = progress
    // Short runs and heats see some of the rows only: their log-likelihoods do not compare with those of the fit.
    if (progress.phase === 'fit') this.#trace.push([progress.iteration, progress.meanLogLikelihood - this.#logScale])
    if (performance.now() - this.#sentAt >= interval) this.flush()
  }

  /** Reports now, also when nothing new was learned: a changed view or status must be seen. */
  flush(): void {
    if (!this.#last) return
    // Not `fromParameters`: components keep their places while they move, and so their colours.
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
