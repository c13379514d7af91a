import type { EngineState } from './host.js'

/** Moves whole frames both ways, in order. What a frame says is the affair of its two ends. */
export interface FrameTransport {
  send(frame: Uint8Array): void
  /** @returns a function that ends the listening. */
  onFrame(listener: (frame: Uint8Array) => void): () => void
}

/** A window's line to the engine, which may lose the engine and find it again. */
export interface EngineTransport extends FrameTransport {
  /** Called at once with the present state, then at each change. */
  onState(listener: (state: EngineState) => void): () => void
}
