import type { EngineState } from './host.js'

/** Sends whole frames in both directions and in order. It does not read their content. */
export interface FrameTransport {
  send(frame: Uint8Array): void
  /** @returns a function that removes the listener. */
  onFrame(listener: (frame: Uint8Array) => void): () => void
}

/** A window's connection to the engine. The engine may be lost and come back. */
export interface EngineTransport extends FrameTransport {
  /** Calls `listener` at once with the current state, and then at each change. */
  onState(listener: (state: EngineState) => void): () => void
}
