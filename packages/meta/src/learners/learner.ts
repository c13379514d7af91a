import type { JsonRecord, NamedTensors, SavedArray } from '@mixtura/tensor'
import type * as tf from '@tensorflow/tfjs-core'
import type { TaskProblem } from '../tasks/taskErrors.js'

/** Parameters off the device, by name. */
export type NamedArrays = Readonly<Record<string, SavedArray>>

/**
 * What MAML and Reptile train: a model given as a function of its parameters. Losses are computed for T tasks at once,
 * each under parameters of its own.
 */
export interface Learner<Set, Model> {
  /** Names it in files and reports, such as 'mixture'. */
  readonly kind: string
  /** All that makes it what it is, but its parameters: a file or checkpoint of other settings is refused. */
  readonly settings: JsonRecord
  /** Where learning begins. */
  readonly parameters: NamedArrays
  /** Why the set cannot be learned from; undefined if it can. */
  problemOf(set: Set): TaskProblem | undefined
  /** Sets of T tasks, put on the device. */
  load(sets: readonly Set[]): LoadedSets
  /** What adapted parameters are for its user. */
  model(parameters: NamedArrays): Model
  /** Parameters in the order of components that is nearest to `reference`; absent where order means something. */
  align?(parameters: NamedArrays, reference: NamedArrays): NamedArrays
}

/** Sets of T tasks on the device, and what a model is worth on them. */
export interface LoadedSets {
  /** All that must be disposed. */
  readonly tensors: readonly tf.Tensor[]
  /**
   * The loss of each task under its own parameters; differentiable, for second-order MAML twice.
   *
   * @param parameters each [T, ...shape].
   * @returns [T]
   */
  losses(parameters: NamedTensors): tf.Tensor
  /** Parameters after one step of EM on these sets, each [T, ...shape]; differentiable. Absent where there is no EM. */
  emStep?(parameters: NamedTensors): NamedTensors
}
