/** Pauses a fit between two iterations. */
export class PauseGate {
  #opened: Promise<void> | null = null
  #open: () => void = () => undefined

  get isClosed(): boolean {
    return this.#opened !== null
  }

  close(): void {
    this.#opened ??= new Promise(resolve => {
      this.#open = resolve
    })
  }

  open(): void {
    this.#open()
    this.#opened = null
  }

  /** Resolves at once while the gate is open. */
  async pass(): Promise<void> {
    while (this.#opened) await this.#opened
  }
}
