import type { FileHandle } from '../contract/identifiers.js'

/** A file that a host allows the engine to read, or that the engine wrote for a host to save. */
export interface GrantedFile {
  readonly handle: FileHandle
  readonly path: string
  /** The name by which the user knows the file. */
  readonly name: string
}

/**
 * The control channel between a host and its engine process. It passes the windows' frames on without reading
 * them; `client` identifies the window. Both ends are this program, so the messages are not validated.
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

/** Argument after the folder on the command line of an engine that replaces another. */
export const successorArgument = 'successor'

/** Beginning of the argument with the most memory for a table, bytes. */
export const memoryArgument = 'memory='

/** Beginning of the argument with the path of a module of model families. */
export const familiesArgument = 'families='

/** The engine process, as its supervisor uses it. */
export interface EngineProcess {
  send(message: HostToEngine): void
  onMessage(listener: (message: EngineToHost) => void): void
  /** Calls `listener` once, when the process has ended or could not be started. `how` completes "the engine …". */
  onEnd(listener: (how: string) => void): void
  /** Ends the process at once. */
  kill(): void
}
