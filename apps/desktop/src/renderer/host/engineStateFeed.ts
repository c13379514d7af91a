import type { EngineState } from '../../contract/host.js'

type Listener = (state: EngineState) => void

/** The engine's state as this window knows it. A new listener is called at once with the current state. */
export class EngineStateFeed {
  readonly #listeners = new Set<Listener>()
  #state: EngineState = { kind: 'ready' }

  set(state: EngineState): void {
    if (state.kind === 'ready' && this.#state.kind === 'ready') return
    this.#state = state
    for (const listener of this.#listeners) listener(state)
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    listener(this.#state)
    return () => void this.#listeners.delete(listener)
  }
}
