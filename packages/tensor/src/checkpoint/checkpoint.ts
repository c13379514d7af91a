import type { JsonRecord } from '@mixtura/numerics'

/** Copy of a float32 tensor on the host. */
export interface SavedArray {
  readonly shape: readonly number[]
  /** Row-major values, as many as the product of the shape. */
  readonly data: Float32Array
}

/** State that can be saved and restored: values as JSON, arrays as raw float32. */
export interface Checkpoint {
  readonly values: JsonRecord
  readonly arrays: Readonly<Record<string, SavedArray>>
}

/** An object whose state belongs in a checkpoint, such as an optimiser. */
export interface Stateful {
  saveState(): Promise<Checkpoint>
  /** @throws {CheckpointMismatchError} if `state` is of another kind of object. */
  restoreState(state: Checkpoint): void
}
