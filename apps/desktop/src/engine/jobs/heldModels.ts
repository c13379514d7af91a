import type { FitId } from '../../contract/identifiers.js'
import { RecentlyUsed } from '../recentlyUsed.js'
import type { FitProcess } from './fitProcess.js'

/** Number of processes that keep a model ready: those of the fit on screen and of the one that was on screen before it. */
const capacity = 2

/** The processes that hold the model of a finished fit. The least recently used ones end; a model is then loaded from its file. */
export class HeldModels {
  readonly #processes = new RecentlyUsed<FitId, Promise<FitProcess>>(capacity, retire)

  /** The process of a fit's model. `load` starts one if there is none. */
  of(fit: FitId, load: () => Promise<FitProcess>): Promise<FitProcess> {
    return this.#processes.get(fit, () => this.#watched(fit, load()))
  }

  /** Keeps the process in which a fit has just ended. */
  add(fit: FitId, process: FitProcess): void {
    this.#processes.set(fit, this.#watched(fit, Promise.resolve(process)))
  }

  /** Ends the process of a fit's model as soon as it has answered. */
  remove(fit: FitId): void {
    const process = this.#processes.remove(fit)
    if (process) retire(process)
  }

  /** Forgets the process when it ends. */
  #watched(fit: FitId, process: Promise<FitProcess>): Promise<FitProcess> {
    const forget = (): void => this.#processes.removeIf(fit, process)
    process.then(held => held.onEnd(forget), forget)
    return process
  }
}

function retire(process: Promise<FitProcess>): void {
  // A process that could not load its model has ended.
  process.then(held => held.retire(), () => undefined)
}
