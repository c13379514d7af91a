import type { CheckpointStore } from '@mixtura/tensor'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomically } from '../atomicWrite.js'
import { reasonOf } from '../reasonOf.js'

/** Milliseconds between two checkpoints. */
export const checkpointEvery = 1000

export interface CheckpointsOptions {
  readonly folder: string
  /** Seconds that the fit has taken so far. They are stored with each checkpoint. */
  readonly seconds: () => number
  readonly warn: (message: string) => void
}

/**
 * The checkpoints of a fit, in a folder. If one cannot be written, for example on a full disk, the fit continues with a warning.
 * The store's package loads TensorFlow.js, so it is imported when a checkpoint is first read or written.
 */
export function fitCheckpoints({ folder, seconds, warn }: CheckpointsOptions): CheckpointStore {
  let opened: Promise<CheckpointStore> | undefined
  const store = (): Promise<CheckpointStore> => (opened ??= import('@mixtura/tensor').then(({ folderCheckpointStore }) => folderCheckpointStore(folder)))
  return {
    async write(name, bytes) {
      try {
        await (await store()).write(name, bytes)
        await writeFileAtomically(secondsPath(folder), JSON.stringify(seconds()))
      } catch (error) {
        warn(`No checkpoint could be written: ${reasonOf(error)}`)
      }
    },
    read: async name => (existsSync(folder) ? (await store()).read(name) : undefined),
    remove: async name => (existsSync(folder) ? (await store()).remove(name) : undefined),
    names: async () => (existsSync(folder) ? (await store()).names() : []),
  }
}

/** Seconds that the fit had taken at its last checkpoint; 0 without one. */
export async function secondsBefore(folder: string): Promise<number> {
  const text = await readFile(secondsPath(folder), 'utf8').catch(() => '0')
  const seconds = Number(text)
  return Number.isFinite(seconds) ? seconds : 0
}

const secondsPath = (folder: string): string => join(folder, 'seconds.json')
