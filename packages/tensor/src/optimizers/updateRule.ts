import type * as tf from '@tensorflow/tfjs-core'
import type { SavedArray } from '../checkpoint/checkpoint.js'

/** How one parameter is updated. */
export interface ParameterUpdate {
  /**
   * Changes the parameter.
   *
   * @param step of the optimiser, counted from 1.
   */
  update(gradient: tf.Tensor, step: number): void
  /** What is remembered from update to update, by name, shaped as the parameter. */
  saveSlots(): Promise<Readonly<Record<string, SavedArray>>>
  /** @throws {CheckpointMismatchError} unless names and shapes fit. */
  restoreSlots(slots: Readonly<Record<string, SavedArray>>): void
  dispose(): void
}
