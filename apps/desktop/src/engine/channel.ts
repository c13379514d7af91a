import type { FileHandle } from '../contract/identifiers.js'

/** A file that a host let the engine read, or that the engine wrote for a host to save. */
export interface GrantedFile {
  readonly handle: FileHandle
  readonly path: string
  /** As the user knows the file. */
  readonly name: string
}

/**
 * The control channel between a host and its engine process. Frames of the windows pass through it
 * unread; `client` tells the windows apart. Both ends are this program, so nothing here is parsed.
 */
export type HostToEngine =
  | { readonly kind: 'open'; readonly client: number }
  | { readonly kind: 'close'; readonly client: number }
  | { readonly kind: 'frame'; readonly client: number; readonly frame: Uint8Array }
  | { readonly kind: 'grant'; readonly file: GrantedFile }
  | { readonly kind: 'folder-lost' }
  | { readonly kind: 'shutdown' }

export type EngineToHost =
  | { readonly kind: 'ready' }
  | { readonly kind: 'frame'; readonly client: number; readonly frame: Uint8Array }
  | { readonly kind: 'exported'; readonly file: GrantedFile }

/** Behind the folder on the command line of an engine that takes the place of another. */
export const successorArgument = 'successor'

/** The engine's process as its supervisor sees it. */
export interface EngineProcess {
  send(message: HostToEngine): void
  onMessage(listener: (message: EngineToHost) => void): void
  /** Called once, when the process has ended or could not be started; `how` completes "the engine …". */
  onEnd(listener: (how: string) => void): void
  /** Ends the process at once. */
  kill(): void
}
