import type { JsonRecord, NamedTensors, SavedArray } from '@mixtura/tensor'
import type * as tf from '@tensorflow/tfjs-core'
import type { TaskProblem } from '../tasks/taskErrors.js'

/** Parameters on the host, by name. */
export type NamedArrays = Readonly<Record<string, SavedArray>>

/**
 * A model as a function of its parameters, which MAML and Reptile train. Losses are computed for T tasks at once, each with
 * its own parameters.
 */
export interface Learner<Set, Model> {
  /** Name of the learner in files and reports, such as 'mixture'. */
  readonly kind: string
  /** Everything that defines the learner except its parameters. A file or checkpoint with other settings is refused. */
  readonly settings: JsonRecord
  /** Initial parameters. */
  readonly parameters: NamedArrays
  /** Explains why the set cannot be learned from; undefined if it can. */
  problemOf(set: Set): TaskProblem | undefined
  /** Loads the sets of T tasks to the device. */
  load(sets: readonly Set[]): LoadedSets
  /** Converts adapted parameters to the model that users get. */
  model(parameters: NamedArrays): Model
  /** Reorders components to match those of `reference` as closely as possible. Absent if the order has a meaning. */
  align?(parameters: NamedArrays, reference: NamedArrays): NamedArrays
}

/** Sets of T tasks on the device, with their losses. */
export interface LoadedSets {
  /** All tensors that must be disposed. */
  readonly tensors: readonly tf.Tensor[]
  /**
   * [T] loss of each task under its own parameters. It is differentiable, twice for second-order MAML.
   *
   * @param parameters each [T, ...shape].
   * @returns [T]
   */
  losses(parameters: NamedTensors): tf.Tensor
  /** Parameters after one EM step on these sets, each [T, ...shape]; differentiable. Absent if the learner has no EM. */
  emStep?(parameters: NamedTensors): NamedTensors
}
