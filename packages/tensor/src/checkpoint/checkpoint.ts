import type { JsonRecord } from '@mixtura/numerics'

/** A float32 tensor off the device. */
export interface SavedArray {
  readonly shape: readonly number[]
  /** Row-major; as many numbers as the shape multiplies to. */
  readonly data: Float32Array
}

/** Anything that can be written down and taken up again: values as JSON, arrays as raw float32. */
export interface Checkpoint {
  readonly values: JsonRecord
  readonly arrays: Readonly<Record<string, SavedArray>>
}

/** Something whose numbers belong in a checkpoint, such as the slots of an optimiser. */
export interface Stateful {
  saveState(): Promise<Checkpoint>
  /** @throws {CheckpointMismatchError} if `state` is that of something else. */
  restoreState(state: Checkpoint): void
}
