import type { NamedVariables, Optimizer } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/** Parameters that one optimiser updates. */
export interface ParameterGroup {
  readonly parameters: NamedVariables
  readonly optimizer: Optimizer
}

/**
 * Updates several groups of parameters, each by its own optimiser, along the gradient of one loss.
 *
 * @returns the values of the objective before the update. The caller disposes them.
 */
export function minimizeTogether<Values extends Readonly<Record<string, tf.Tensor>> & { readonly loss: tf.Scalar }>(
  groups: readonly ParameterGroup[],
  objective: () => Values,
): Values {
  return tf.tidy(() => {
    // The tape disposes everything but the loss, so the other values are kept explicitly.
    let kept: Record<string, tf.Tensor> = {}
    const variables = groups.flatMap(({ parameters }) => Object.values(parameters))
    const { value, grads } = tf.variableGrads(() => {
      const { loss, ...others } = objective()
      kept = Object.fromEntries(Object.entries(others).map(([name, tensor]) => [name, tf.keep(tf.clone(tensor))]))
      return loss
    }, variables)
    for (const { parameters, optimizer } of groups) {
      optimizer.apply(Object.fromEntries(Object.entries(parameters).flatMap(([name, { name: own }]) => (grads[own] ? [[name, grads[own]]] : []))))
    }
    const others = Object.fromEntries(Object.entries(kept).map(([name, tensor]) => [name, tf.clone(tensor)]))
    tf.dispose(kept)
    return { ...others, loss: value } as unknown as Values
  })
}
