import type { PlainValue } from '@mixtura/numerics'
import { createAcceleration, type AccelerationState, type Iterate } from './acceleration.js'
import type { EmRun } from './em.js'

/** A run of EM as plain values. `restoredRun` turns them into a run that continues to the same bits. */
export type SavedRun = { readonly [name: string]: PlainValue }

/** Fields of a saved run. */
interface SavedFields {
  readonly run: Omit<EmRun, 'progress'>
  readonly current: Iterate
  readonly objectives: readonly number[]
  readonly path: readonly number[]
  readonly slow: boolean
  readonly acceleration: AccelerationState | undefined
}

export function savedRun({ progress, ...run }: EmRun): SavedRun {
  const { current, objectives, path, slow, acceleration } = progress
  const fields: SavedFields = { run, current, objectives, path, slow, acceleration: acceleration?.state() }
  return fields as unknown as SavedRun
}

/** @param saved from `savedRun`; the checksum of the checkpoint has been verified. */
export function restoredRun(saved: SavedRun): EmRun {
  const { run, acceleration, ...progress } = saved as unknown as SavedFields
  return { ...run, progress: { ...progress, acceleration: acceleration && createAcceleration(acceleration) } }
}
