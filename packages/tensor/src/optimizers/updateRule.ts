import type * as tf from '@tensorflow/tfjs-core'
import type { SavedArray } from '../checkpoint/checkpoint.js'

/** Update of one parameter, with the state it needs. */
export interface ParameterUpdate {
  /**
   * Updates the parameter.
   *
   * @param step of the optimiser, counted from 1.
   */
  update(gradient: tf.Tensor, step: number): void
  /** State kept between updates, by name, with the shape of the parameter. */
  saveSlots(): Promise<Readonly<Record<string, SavedArray>>>
  /** @throws {CheckpointMismatchError} unless names and shapes match. */
  restoreSlots(slots: Readonly<Record<string, SavedArray>>): void
  dispose(): void
}
