import { InvalidOptionError } from '@mixtura/core'
import * as tf from '@tensorflow/tfjs-core'

/** What hidden layers end with: all of them monotone. */
export type Activation = 'relu' | 'tanh' | 'sigmoid' | 'elu' | 'softplus' | 'linear'

const activations: Readonly<Record<Activation, (values: tf.Tensor) => tf.Tensor>> = {
  relu: tf.relu,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  elu: tf.elu,
  softplus: tf.softplus,
  linear: values => values,
}

export function activate(values: tf.Tensor, activation: Activation): tf.Tensor {
  return activations[activation](values)
}

/** @throws {InvalidOptionError} for a name that is none of them. */
export function requireActivation(option: string, activation: Activation): void {
  if (Object.hasOwn(activations, activation)) return
  const listed = Object.keys(activations).map(known => `'${known}'`).join(', ')
  throw new InvalidOptionError(option, `one of ${listed}`, activation, `Pass for example ${option}: 'relu'.`)
}
