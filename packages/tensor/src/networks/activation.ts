import { choice, type Reader } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import { requireTensor } from '../arguments/requireTensor.js'

/** Activations of hidden layers. All of them are monotone. */
export type Activation = 'relu' | 'tanh' | 'sigmoid' | 'elu' | 'softplus' | 'linear'

const activations: Readonly<Record<Activation, (values: tf.Tensor) => tf.Tensor>> = {
  relu: tf.relu,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  elu: tf.elu,
  softplus: tf.softplus,
  linear: values => values,
}

/** Applies an activation. @throws {ShapeError} {InvalidOptionError} */
export function activate(values: tf.Tensor, activation: Activation): tf.Tensor {
  requireTensor('values', values)
  return activations[readActivation('activation', activation)](values)
}

/** Names of all activations. */
export const activationNames = Object.keys(activations) as readonly Activation[]

/** Reads the name of an activation. */
export const readActivation: Reader<Activation> = choice(activationNames)
