import type { EngineState } from './host.js'
import type { FileHandle } from './identifiers.js'

export interface Connected {
  readonly initialFile: FileHandle | null
  readonly engine: EngineState
}

/**
 * The interface that the preload puts on `window.mixturaBridge`. It passes bytes and handles, and nothing of
 * Electron. The frames are those of `FrameTransport`; paths never pass through it.
 */
export interface MixturaBridge {
  /** Opens this window's connection to the engine. Call it once, before any frame. */
  connect(): Promise<Connected>
  sendFrame(frame: Uint8Array): void
  onFrame(listener: (frame: Uint8Array) => void): () => void
  onEngineState(listener: (state: EngineState) => void): () => void
  /** A file that the system asked Studio to open while it runs. */
  onOpenedFile(listener: (file: FileHandle) => void): () => void
  pickFile(): Promise<FileHandle | null>
  /** Null if a person did not drop or pick `file`, so that it has no path. */
  acceptFile(file: File): Promise<FileHandle | null>
  saveExport(file: FileHandle, suggestedName: string): Promise<boolean>
  saveBytes(bytes: Uint8Array, suggestedName: string): Promise<boolean>
}

/** All channels between preload and main, one for each purpose. */
export const channels = {
  connect: 'engine:connect',
  frame: 'engine:frame',
  state: 'engine:state',
  openedFile: 'file:opened',
  pickFile: 'file:pick',
  acceptFile: 'file:accept',
  saveExport: 'file:saveExport',
  saveBytes: 'file:saveBytes',
} as const
