import type { EngineState } from './host.js'
import type { FileHandle } from './identifiers.js'

export interface Connected {
  readonly initialFile: FileHandle | null
  readonly engine: EngineState
}

/**
 * What the preload puts on `window.mixturaBridge`: bytes, handles and nothing of Electron.
 * Frames are those of `FrameTransport`; no path ever comes this way.
 */
export interface MixturaBridge {
  /** Opens this window's line to the engine; called once, before any frame. */
  connect(): Promise<Connected>
  sendFrame(frame: Uint8Array): void
  onFrame(listener: (frame: Uint8Array) => void): () => void
  onEngineState(listener: (state: EngineState) => void): () => void
  pickFile(): Promise<FileHandle | null>
  /** Null when `file` was not dropped or picked by a person, and so has no path. */
  acceptFile(file: File): Promise<FileHandle | null>
  saveExport(file: FileHandle, suggestedName: string): Promise<boolean>
  saveBytes(bytes: Uint8Array, suggestedName: string): Promise<boolean>
}

/** Every channel between preload and main, one purpose each. */
export const channels = {
  connect: 'engine:connect',
  frame: 'engine:frame',
  state: 'engine:state',
  pickFile: 'file:pick',
  acceptFile: 'file:accept',
  saveExport: 'file:saveExport',
  saveBytes: 'file:saveBytes',
} as const
