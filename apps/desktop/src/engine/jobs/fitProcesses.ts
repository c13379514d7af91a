import { FitProcess, type FitProcessOptions } from './fitProcess.js'

/**
 * Starts worker processes. One is always started in advance, because it takes some tenths of a second until a process has loaded the
 * families.
 */
export class FitProcesses {
  readonly #options: FitProcessOptions
  readonly #all = new Set<FitProcess>()
  #spare: FitProcess | null = null
  #isClosed = false

  constructor(options: FitProcessOptions) {
    this.#options = options
    this.#spare = this.#start()
  }

  /** A process that nobody else uses. The caller ends it. */
  take(): FitProcess {
    const taken = this.#spare && !this.#spare.hasEnded ? this.#spare : this.#start()
    this.#spare = this.#isClosed ? null : this.#start()
    return taken
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
