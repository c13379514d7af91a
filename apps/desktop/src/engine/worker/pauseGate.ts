/** Holds a fit between two iterations. */
export class PauseGate {
  #opened: Promise<void> | null = null
  #open: () => void = () => undefined
  #arrival: Promise<void> = Promise.resolve()
  #arrive: () => void = () => undefined
  #isRemoved = false

  get isClosed(): boolean {
    return this.#opened !== null
  }

  /** Resolves when the fit waits at the gate, or when the gate opens again. */
  async close(): Promise<void> {
    if (this.#isRemoved) return
    if (!this.#opened) {
      this.#opened = new Promise(resolve => {
        this.#open = resolve
      })
      this.#arrival = new Promise(resolve => {
        this.#arrive = resolve
      })
    }
    await this.#arrival
  }

  open(): void {
    this.#open()
    this.#opened = null
    this.#arrive()
  }

  /** Opens the gate for good: the fit has ended. */
  remove(): void {
    this.#isRemoved = true
    this.open()
  }

  /** Resolves at once while the gate is open. */
  async pass(): Promise<void> {
    while (this.#opened) {
      this.#arrive()
      await this.#opened
    }
  }
}
