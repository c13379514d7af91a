import { FitProcess, type FitProcessOptions } from './fitProcess.js'

/**
 * Starts worker processes. One is started in advance, because it takes some tenths of a second until a process has loaded the families.
 * While a fit computes, no process is started in advance, because that would take a core from the fit.
 */
export class FitProcesses {
  readonly #options: FitProcessOptions
  readonly #all = new Set<FitProcess>()
  #spare: FitProcess | null = null
  #isClosed = false

  constructor(options: FitProcessOptions) {
    this.#options = options
    this.prepare()
  }

  /** A process that nobody else uses. The caller ends it, and calls `prepare` when the process has done the work it was taken for. */
  take(): FitProcess {
    const taken = this.#spare && !this.#spare.hasEnded ? this.#spare : this.#start()
    this.#spare = null
    return taken
  }

  /** Starts a process for the next caller of `take`. */
  prepare(): void {
    if (!this.#isClosed && (this.#spare === null || this.#spare.hasEnded)) this.#spare = this.#start()
  }

  /** Ends all processes at once. */
  close(): void {
    this.#isClosed = true
    for (const process of this.#all) process.kill()
  }

  #start(): FitProcess {
    const process = new FitProcess(this.#options)
    this.#all.add(process)
    process.onEnd(() => this.#all.delete(process))
    return process
  }
}
