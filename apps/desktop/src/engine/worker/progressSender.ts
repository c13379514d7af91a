import type { FitProgress, Picture } from '@mixtura/models'
import type { WorkerProgress } from '../jobs/workerApi.js'
import type { Plane } from '../plane.js'
import type { OwnUnits } from './ownUnits.js'
import type { Pictures } from './pictures.js'

export interface ProgressSenderOptions {
  readonly plane: Plane
  readonly units: OwnUnits
  readonly pictures: Pictures
  readonly seconds: () => number
  readonly send: (progress: WorkerProgress) => void
}

/** Sends progress to the engine. The last picture is kept, so that it can be drawn again in another plane. */
export class ProgressSender {
  readonly #options: ProgressSenderOptions
  #plane: Plane
  #last: FitProgress | null = null
  #picture: Picture | null = null

  constructor(options: ProgressSenderOptions) {
    this.#options = options
    this.#plane = options.plane
  }

  send(progress: FitProgress): void {
    this.#last = progress
    if (progress.picture) this.#picture = progress.picture
    this.#report(progress)
  }

  /** Sends the last progress once more, drawn in `plane`. */
  redraw(plane = this.#plane): void {
    this.#plane = plane
    if (this.#last) this.#report({ ...this.#last, metrics: [], picture: this.#picture })
  }

  #report({ phase, step, steps, places, metrics, picture }: FitProgress): void {
    const { units, pictures, seconds, send } = this.#options
    send({
      seconds: seconds(),
      phase,
      step,
      steps,
      places: places.map(place => ({ ...place })),
      metrics: metrics.map(trace => units.trace(trace)),
      picture: picture && pictures.draw(picture, this.#plane),
    })
  }
}
