/** A map with a limited number of entries. If there are more, it removes the least recently used one. */
export class RecentlyUsed<Key, Value> {
  readonly #capacity: number
  readonly #evicted: (value: Value) => void
  /** The least recently used entry comes first. */
  readonly #entries = new Map<Key, Value>()

  /** @param evicted called with the value of an entry for which there is no room. */
  constructor(capacity: number, evicted: (value: Value) => void = () => undefined) {
    this.#capacity = capacity
    this.#evicted = evicted
  }

  /** The value of `key`. If there is none, `make` makes it. */
  get(key: Key, make: () => Value): Value {
    const value = this.#entries.has(key) ? this.#entries.get(key)! : make()
    this.set(key, value)
    return value
  }

  set(key: Key, value: Value): void {
    this.#entries.delete(key)
    this.#entries.set(key, value)
    if (this.#entries.size <= this.#capacity) return
    for (const [oldest, evicted] of this.#entries) {
      this.#entries.delete(oldest)
      this.#evicted(evicted)
      return
    }
  }

  /** Removes an entry and returns its value. */
  remove(key: Key): Value | undefined {
    const value = this.#entries.get(key)
    this.#entries.delete(key)
    return value
  }

  /** Removes the entry of `key` if it still has this value. */
  removeIf(key: Key, value: Value): void {
    if (this.#entries.get(key) === value) this.#entries.delete(key)
  }

  /** Removes the entries of which `fits` holds. */
  removeWhere(fits: (value: Value) => boolean): void {
    for (const [key, value] of this.#entries) if (fits(value)) this.#entries.delete(key)
  }
}
