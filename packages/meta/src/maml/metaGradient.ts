import type { NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { adaptParameters, descend, innerGradients, type InnerLoop } from '../learners/innerLoop.js'
import type { LoadedSets } from '../learners/learner.js'
import type { MetaBatch } from '../learners/metaBatch.js'
import type { MetaLearnedDetails } from '../learners/metaLearned.js'
import type { LearnedVariables, MetaDirection } from '../learners/metaTrain.js'
import { addTensors, copiesOf, mapTensors, prefixed } from '../learners/namedArrays.js'

/** Order of the derivatives in the meta-gradient. */
export type MamlOrder = MetaLearnedDetails['order']

/** Gradient of mean_i L(θ_i; query_i) with respect to start and rates, and the losses [T]. The caller disposes all tensors. */
export function metaGradient(
  { start, rates }: LearnedVariables,
  { support, query, seeds }: MetaBatch,
  { order, inner }: { readonly order: MamlOrder; readonly inner: InnerLoop },
): MetaDirection & { readonly losses: tf.Tensor } {
  const variables = { ...prefixed('start/', start), ...prefixed('rate/', rates ?? {}) }
  return tf.tidy(() => {
    const adapt = order === 'second'
      ? (copies: NamedTensors) => adaptParameters(copies, support, inner, rates)
      : constantStep(copiesOf(start, seeds.length), support, inner, rates)
    let losses: tf.Tensor | undefined
    const { grads } = tf.variableGrads(() => {
      const after = query.losses(adapt(copiesOf(start, seeds.length)))
      losses = tf.keep(tf.clone(after))
      return tf.mean(after)
    }, Object.values(variables))
    const gradients = Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, grads[variable.name] ?? tf.zeros(variable.shape)]))
    const norm = tf.sqrt(tf.addN(Object.values(gradients).map(gradient => tf.sum(tf.square(gradient)))))
    return { losses: losses!, norm, gradients } as MetaDirection & { readonly losses: tf.Tensor } & tf.TensorContainerObject
  })
}

/**
 * First-order MAML: the inner steps with their gradients treated as constants. The gradient with respect to the rates is then exact
 * except for the change of the inner gradients from step to step.
 */
function constantStep(
  copies: NamedTensors,
  support: LoadedSets,
  inner: InnerLoop,
  rates: NamedTensors | undefined,
): (copies: NamedTensors) => NamedTensors {
  if (inner.innerStep === 'em') {
    const moved = adaptParameters(copies, support, inner)
    const movement = mapTensors(moved, (value, name) => tf.sub(value, copies[name]))
    return fresh => addTensors(fresh, movement)
  }
  const usedRates = rates ?? inner.innerLearningRate
  let sums = innerGradients(copies, support, inner)
  for (let step = 2; step <= inner.innerSteps; step++) {
    sums = addTensors(sums, innerGradients(descend(copies, sums, usedRates), support, inner))
  }
  return fresh => descend(fresh, sums, usedRates)
}
