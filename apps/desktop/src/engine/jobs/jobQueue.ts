import type { FitId } from '../../contract/identifiers.js'

interface Waiting {
  readonly device: string
  readonly fit: FitId
  readonly begin: () => void
}

/** Lets one fit run at a time on each device. The others wait in the order in which they came. */
export class JobQueue {
  /** The fit that runs on each device. */
  readonly #running = new Map<string, FitId>()
  #waiting: readonly Waiting[] = []
  readonly #moved: (fits: readonly FitId[]) => void

  /** @param moved called with the waiting fits whose place has changed. */
  constructor(moved: (fits: readonly FitId[]) => void) {
    this.#moved = moved
  }

  /** Calls `begin` when it is the fit's turn: at once if its device is free. */
  enter(device: string, fit: FitId, begin: () => void): void {
    if (this.#running.has(device)) this.#waiting = [...this.#waiting, { device, fit, begin }]
    else this.#run({ device, fit, begin })
  }

  /** Frees the device or the place of a fit. Does nothing for a fit that has neither. */
  leave(fit: FitId): void {
    const place = this.#waiting.find(waiting => waiting.fit === fit)
    if (place) {
      const behind = this.#behind(place)
      this.#waiting = this.#waiting.filter(waiting => waiting !== place)
      this.#moved(behind)
    }
    const [device] = [...this.#running].find(([, running]) => running === fit) ?? []
    if (device === undefined) return
    this.#running.delete(device)
    const next = this.#waiting.find(waiting => waiting.device === device)
    if (!next) return
    const behind = this.#behind(next)
    this.#waiting = this.#waiting.filter(waiting => waiting !== next)
    this.#run(next)
    this.#moved(behind)
  }

  /** 1 for the fit that is next on its device; null for a fit that does not wait. */
  position(fit: FitId): number | null {
    const place = this.#waiting.find(waiting => waiting.fit === fit)
    if (!place) return null
    return this.#waiting.filter(({ device }) => device === place.device).indexOf(place) + 1
  }

  #behind(place: Waiting): readonly FitId[] {
    return this.#waiting
      .slice(this.#waiting.indexOf(place) + 1)
      .filter(({ device }) => device === place.device)
      .map(({ fit }) => fit)
  }

  #run({ device, fit, begin }: Waiting): void {
    this.#running.set(device, fit)
    begin()
  }
}
