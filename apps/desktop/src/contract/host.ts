import type { EventName, EventPayload, StudioApi } from './api.js'
import type { FileHandle } from './identifiers.js'

/** `lost` from the end of an engine process until its successor is ready. */
export type EngineState = { readonly kind: 'ready' } | { readonly kind: 'lost'; readonly message: string }

/**
 * The interface of the host program to a window. The host is the Electron shell (through its preload bridge)
 * or the loopback web host. The renderer depends on this interface only.
 */
export interface StudioHost {
  readonly kind: 'electron' | 'web'
  readonly engine: StudioApi
  onEvent<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void
  /** Calls `listener` at once with the current state, and then at each change. */
  onEngineState(listener: (state: EngineState) => void): () => void
  /** The file given on the command line; null if there is none. */
  readonly initialFile: FileHandle | null
  /** Calls `listener` with each file that the system asks Studio to open while it runs. */
  onOpenedFile(listener: (file: FileHandle) => void): () => void
  /** Shows the system's open dialog; null if the user cancels. */
  pickFile(): Promise<FileHandle | null>
  /**
   * Accepts a file that was dropped on the window.
   *
   * @param beside a file that was accepted before, and that this one belongs to. Where the host copies files, it puts both into one folder.
   */
  acceptFile(file: File, beside?: FileHandle): Promise<FileHandle>
  /** Saves a file that the engine exported; false if the user cancels. */
  saveExport(file: FileHandle, suggestedName: string): Promise<boolean>
  /** Saves bytes that the window made itself, such as the picture of a chart. */
  saveBlob(blob: Blob, suggestedName: string): Promise<boolean>
}
