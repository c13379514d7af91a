import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { CheckpointStore } from '@mixtura/tensor'

/** The checkpoints of one fit, in a folder beside the file that the fit makes. */
export interface CheckpointFolder {
  readonly path: string
  readonly store: CheckpointStore
  /** Whether there is a checkpoint. */
  hasAny(): Promise<boolean>
  remove(): Promise<void>
}

/** The folder of the checkpoints of a fit that makes this file. */
export function checkpointFolder(file: string): CheckpointFolder {
  const path = `${file}.checkpoint`
  const store = folderStore(path)
  return {
    path,
    store,
    hasAny: async () => (await store.names()).length > 0,
    remove: () => rm(path, { recursive: true, force: true }),
  }
}

/** The store of @mixtura/tensor. It is loaded, and TensorFlow.js with it, when there is something to read or to write: small fits never need it. */
function folderStore(folder: string): CheckpointStore {
  let opened: Promise<CheckpointStore> | undefined
  const store = (): Promise<CheckpointStore> => (opened ??= import('@mixtura/tensor').then(({ folderCheckpointStore }) => folderCheckpointStore(folder)))
  return {
    write: async (name, bytes) => (await store()).write(name, bytes),
    read: async name => (existsSync(folder) ? (await store()).read(name) : undefined),
    remove: async name => (existsSync(folder) ? (await store()).remove(name) : undefined),
    names: async () => (existsSync(folder) ? (await store()).names() : []),
  }
}
