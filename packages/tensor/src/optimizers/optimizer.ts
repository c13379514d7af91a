import type * as tf from '@tensorflow/tfjs-core'
import type { Stateful } from '../checkpoint/checkpoint.js'
import type { NamedTensors } from '../checkpoint/variableArrays.js'

/** The loss that a step minimises, and other scalars to report. */
export type Objective = { readonly loss: tf.Scalar } & Readonly<Record<string, tf.Scalar>>

/** Updates the parameters that it was made for, and no others. A checkpoint contains its state. */
export interface Optimizer extends Stateful {
  /** Number of updates so far. */
  readonly steps: number
  /**
   * Updates the parameters once along the gradient of the loss. A parameter on which the loss does not depend is not changed.
   *
   * @returns the scalars of the objective before the update. The caller disposes them.
   */
  minimize<Metrics extends Objective>(objective: () => Metrics): Metrics
  /** Updates the parameters once by the given gradients, named as the parameters. The gradients are not disposed. */
  apply(gradients: NamedTensors): void
  dispose(): void
}

/** Options of every optimiser. */
export interface GradientOptions {
  /** Gradients with a larger norm over all parameters are scaled down to this norm; unlimited by default. */
  readonly clipNorm?: number
}
