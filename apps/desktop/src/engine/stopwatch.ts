/** Measures the seconds during which it runs. */
export class Stopwatch {
  #before: number
  #since: number | null = performance.now()

  constructor(before: number) {
    this.#before = before
  }

  get seconds(): number {
    return this.#before + (this.#since === null ? 0 : (performance.now() - this.#since) / 1000)
  }

  pause(): void {
    this.#before = this.seconds
    this.#since = null
  }

  run(): void {
    this.#since ??= performance.now()
  }
}
