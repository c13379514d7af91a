import type { FitId } from '../../contract/identifiers.js'
import type { FitProcess } from './fitProcess.js'

/** Number of processes that keep a model ready: of the fit on screen and one to compare with. */
const capacity = 2

/** The processes that hold the model of a finished fit. The least recently used ones end; a model is then loaded from its file. */
export class HeldModels {
  /** The least recently used entry comes first. */
  readonly #processes = new Map<FitId, Promise<FitProcess>>()

  /** The process of a fit's model. `load` starts one if there is none. */
  of(fit: FitId, load: () => Promise<FitProcess>): Promise<FitProcess> {
    const known = this.#processes.get(fit) ?? load()
    this.#keep(fit, known)
    return known
  }

  /** Keeps the process in which a fit has just ended. */
  add(fit: FitId, process: FitProcess): void {
    this.#keep(fit, Promise.resolve(process))
  }

  /** Ends the process of a fit's model as soon as it has answered. */
  remove(fit: FitId): void {
    const process = this.#processes.get(fit)
    this.#processes.delete(fit)
    // A process that could not load its model has ended.
    process?.then(held => held.retire(), () => undefined)
  }

  #keep(fit: FitId, process: Promise<FitProcess>): void {
    this.#processes.delete(fit)
    this.#processes.set(fit, process)
    const forget = (): void => {
      if (this.#processes.get(fit) === process) this.#processes.delete(fit)
    }
    process.then(held => held.onEnd(forget), forget)
    const oldest = this.#processes.keys().next()
    if (this.#processes.size > capacity && !oldest.done) this.remove(oldest.value)
  }
}
