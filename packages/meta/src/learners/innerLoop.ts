import type { NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { LoadedSets } from './learner.js'
import { addTensors, mapTensors } from './namedArrays.js'

export const innerStepNames = ['gradient', 'adam', 'em'] as const

/** Algorithm that adapts parameters to a task: gradient descent, Adam without momentum, or EM. */
export type InnerStep = (typeof innerStepNames)[number]

/** How a learner adapts to one task. */
export interface InnerLoop {
  readonly innerStep: InnerStep
  readonly innerSteps: number
  /** Learning rate of 'gradient' and 'adam'. */
  readonly innerLearningRate: number
  /** Largest norm of a task's gradient over all parameters. Larger gradients are scaled down; undefined means no limit. */
  readonly innerClipNorm?: number | undefined
}

/**
 * Adapts the parameters of T tasks to their sets by `innerSteps` steps:
 *
 *   gradient: θ ← θ - α ⊙ ∇L(θ)
 *   adam:     v ← β v + (1 - β) ∇L(θ)²,  θ ← θ - α ∇L(θ) / (√(v / (1 - βʲ)) + ε)    β = 0.999, ε = 1e-8
 *   em:       θ ← the M-step of the responsibilities under θ
 *
 * The result is differentiable with respect to parameters and rates, except for Adam. Adam's state starts anew in each call.
 *
 * @param parameters each [T, ...shape].
 * @param rates α of each parameter, with its shape without T. If left out, `innerLearningRate` applies to all.
 */
export function adaptParameters(parameters: NamedTensors, sets: LoadedSets, loop: InnerLoop, rates?: NamedTensors): NamedTensors {
  const { innerStep, innerSteps, innerLearningRate } = loop
  let adapted = parameters
  let sums: NamedTensors | undefined
  for (let step = 1; step <= innerSteps; step++) {
    if (innerStep === 'em') {
      adapted = sets.emStep!(adapted)
      continue
    }
    const gradients = innerGradients(adapted, sets, loop)
    if (innerStep === 'gradient') {
      sums = sums ? addTensors(sums, gradients) : gradients
      adapted = descend(parameters, sums, rates ?? innerLearningRate)
      continue
    }
    const fresh = mapTensors(gradients, gradient => tf.mul(tf.square(gradient), 1 - beta))
    sums = sums ? addTensors(mapTensors(sums, sum => tf.mul(sum, beta)), fresh) : fresh
    const squares = mapTensors(sums, sum => tf.div(sum, 1 - beta ** step))
    adapted = mapTensors(adapted, (value, name) =>
      tf.sub(value, tf.mul(tf.div(gradients[name], tf.add(tf.sqrt(squares[name]), epsilon)), innerLearningRate)),
    )
  }
  return adapted
}

/** θ - α ⊙ g. */
export function descend(parameters: NamedTensors, gradients: NamedTensors, rates: NamedTensors | number): NamedTensors {
  return mapTensors(parameters, (value, name) => tf.sub(value, tf.mul(gradients[name], typeof rates === 'number' ? rates : rates[name])))
}

const beta = 0.999
const epsilon = 1e-8

/** ∇L of each task with respect to its own parameters, clipped. */
export function innerGradients(parameters: NamedTensors, sets: LoadedSets, { innerClipNorm }: Pick<InnerLoop, 'innerClipNorm'>): NamedTensors {
  const gradients = lossGradients(parameters, sets)
  if (innerClipNorm === undefined) return gradients
  const squares = Object.values(gradients).map(gradient => tf.sum(tf.reshape(tf.square(gradient), [gradient.shape[0], -1]), 1))
  // The small constant keeps the root differentiable where a gradient is zero.
  const norm = tf.sqrt(tf.add(tf.addN(squares), 1e-24))
  // max(norm, clip), written with relu, whose second derivatives are right.
  const factor = tf.div(innerClipNorm, tf.add(tf.relu(tf.sub(norm, innerClipNorm)), innerClipNorm))
  return mapTensors(gradients, gradient => tf.mul(gradient, tf.reshape(factor, [gradient.shape[0], ...gradient.shape.slice(1).map(() => 1)])))
}

/** No task depends on the parameters of another, so the gradient of the sum of losses contains the gradient of each. */
export function lossGradients(parameters: NamedTensors, sets: LoadedSets): NamedTensors {
  const names = Object.keys(parameters)
  const gradients = tf.grads((...values: tf.Tensor[]) =>
    tf.sum(sets.losses(Object.fromEntries(names.map((name, i) => [name, values[i]])))),
  )(names.map(name => parameters[name]))
  return Object.fromEntries(names.map((name, i) => [name, gradients[i]]))
}
