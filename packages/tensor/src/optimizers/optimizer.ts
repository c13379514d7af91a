import type * as tf from '@tensorflow/tfjs-core'
import type { Stateful } from '../checkpoint/checkpoint.js'
import type { NamedTensors } from '../checkpoint/variableArrays.js'

/** What a step minimises, and scalars that are worth knowing beside it. */
export type Objective = { readonly loss: tf.Scalar } & Readonly<Record<string, tf.Scalar>>

/** Changes the parameters that it was made for, and no others. Its state goes into a checkpoint. */
export interface Optimizer extends Stateful {
  /** Updates so far. */
  readonly steps: number
  /**
   * One update along the gradient of the loss. A parameter that the loss does not depend on stays as it is.
   *
   * @returns the scalars of the objective, before the update. They belong to the caller.
   */
  minimize<Metrics extends Objective>(objective: () => Metrics): Metrics
  /** One update by gradients that were found elsewhere, by the names of their parameters. They are not disposed. */
  apply(gradients: NamedTensors): void
  dispose(): void
}

/** What every optimiser takes. */
export interface GradientOptions {
  /** Gradients whose norm over all parameters is larger are scaled down to it; unlimited by default. */
  readonly clipNorm?: number
}
