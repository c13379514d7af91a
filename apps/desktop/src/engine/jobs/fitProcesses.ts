import { FitProcess, type FitProcessOptions } from './fitProcess.js'

/**
 * Starts worker processes. One is started in advance, because it takes some tenths of a second until a process has loaded the families.
 * While a process works, none is started in advance, because that would take a core from the work.
 */
export class FitProcesses {
  readonly #options: FitProcessOptions
  readonly #all = new Set<FitProcess>()
  #spare: FitProcess | null = null
  /** Processes that were taken and still do the work that they were taken for. */
  #working = 0
  #isClosed = false

  constructor(options: FitProcessOptions) {
    this.#options = options
    this.#prepare()
  }

  /** A process that nobody else uses. The caller ends it, and calls `workDone` when it has done the work that it was taken for. */
  take(): FitProcess {
    this.#working++
    const taken = this.#spare && !this.#spare.hasEnded ? this.#spare : this.#start()
    this.#spare = null
    return taken
  }

  /** Starts a process for the next caller of `take` when no other one works. */
  workDone(): void {
    this.#working--
    this.#prepare()
  }

  /** Ends all processes at once. */
  close(): void {
    this.#isClosed = true
    for (const process of this.#all) process.kill()
  }

  #prepare(): void {
    if (!this.#isClosed && this.#working === 0 && (this.#spare === null || this.#spare.hasEnded)) this.#spare = this.#start()
  }

  #start(): FitProcess {
    const process = new FitProcess(this.#options)
    this.#all.add(process)
    process.onEnd(() => this.#all.delete(process))
    return process
  }
}
