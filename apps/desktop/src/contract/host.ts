import type { EventName, EventPayload, StudioApi } from './api.js'
import type { FileHandle } from './identifiers.js'

/** `lost` while the engine's process is gone and its successor is not up yet. */
export type EngineState = { readonly kind: 'ready' } | { readonly kind: 'lost'; readonly message: string }

/**
 * What a window gets from the program around it: the Electron shell (through its preload bridge)
 * or the loopback web host. The renderer knows this interface and nothing of either.
 */
export interface StudioHost {
  readonly kind: 'electron' | 'web'
  readonly engine: StudioApi
  onEvent<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void
  /** Called at once with the present state, then at each change. */
  onEngineState(listener: (state: EngineState) => void): () => void
  /** A file given at start-up (on the command line), or null. */
  readonly initialFile: FileHandle | null
  /** The system's open dialog; null when the user cancels. */
  pickFile(): Promise<FileHandle | null>
  /** A file dropped on the window. */
  acceptFile(file: File): Promise<FileHandle>
  /** Saves a file that the engine exported; false when the user cancels. */
  saveExport(file: FileHandle, suggestedName: string): Promise<boolean>
  /** Saves bytes that the window itself made, such as a chart's picture. */
  saveBlob(blob: Blob, suggestedName: string): Promise<boolean>
}
