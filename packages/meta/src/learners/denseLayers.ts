import { createRandom } from '@mixtura/numerics'
import { choice, count, list, optional, seed, type OptionReaders } from '@mixtura/numerics/validation'
import { glorotUniform, type NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { NamedArrays } from './learner.js'

/** Fully connected layers whose parameters are passed with every call. */
export interface DenseDesign {
  /** Number of input columns. */
  readonly inputs: number
  /** Units of the hidden layers; [40, 40] by default. */
  readonly widths?: readonly number[]
  /** Activation after every hidden layer; 'relu' by default. */
  readonly activation?: 'relu' | 'tanh'
  /** Seed of the initial parameters, a whole number from 0; 0 by default. */
  readonly seed?: number
}

/** Readers of a design's options. */
export const denseReaders: OptionReaders<DenseDesign> = {
  inputs: count(1),
  widths: optional(list(count(1), 'widths: [40, 40]')),
  activation: optional(choice(['relu', 'tanh'])),
  seed: optional(seed),
}

/** Initial parameters, kernels by Glorot's rule and biases zero: kernel1 [inputs, units], bias1 [units], … */
export function denseParameters({ inputs, widths = [40, 40], seed: drawnBy = 0 }: DenseDesign, outputs: number): NamedArrays {
  const sizes = [inputs, ...widths, outputs]
  const random = createRandom(drawnBy)
  return Object.fromEntries(
    sizes.slice(1).flatMap((units, i) => {
      const kernel = { shape: [sizes[i], units], data: glorotUniform([sizes[i], units], random.fork(i)) }
      return [
        [`kernel${i + 1}`, kernel],
        [`bias${i + 1}`, { shape: [units], data: new Float32Array(units) }],
      ]
    }),
  )
}

/**
 * Applies the networks of T tasks, each to its own rows.
 *
 * @param parameters kernels [T, inputs, units] and biases [T, units].
 * @param inputs [T, N, inputs]
 * @returns [T, N, outputs]
 */
export function applyDense(parameters: NamedTensors, inputs: tf.Tensor, activation: 'relu' | 'tanh'): tf.Tensor {
  const layers = Object.keys(parameters).length / 2
  let values = inputs
  for (let layer = 1; layer <= layers; layer++) {
    const bias = parameters[`bias${layer}`]
    values = tf.add(tf.matMul(values, parameters[`kernel${layer}`]), tf.reshape(bias, [bias.shape[0], 1, bias.shape[1]!]))
    if (layer < layers) values = activation === 'relu' ? relu(values) : tf.tanh(values)
  }
  return values
}

/**
 * max(x, 0) by a mask. `tf.relu` computes its mask with five operations in every gradient, and again in every second-order
 * gradient.
 */
function relu(x: tf.Tensor): tf.Tensor {
  const masked = tf.customGrad((input, save) => {
    const mask = tf.cast(tf.greater(input as tf.Tensor, 0), 'float32')
    ;(save as tf.GradSaveFunc)([mask])
    return {
      value: tf.mul(input as tf.Tensor, mask),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, saved),
    }
  })
  return masked(x)
}
