import { requireNamedTensors } from '../arguments/requireTensor.js'
import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensors } from '../checkpoint/variableArrays.js'
import { clipNorm } from './clipNorm.js'

/**
 * Multiplies gradients by min(1, limit / ‖g‖), where ‖g‖ is the Euclidean norm over all of them. No value is read from the device.
 *
 * @returns new tensors.
 * @see Pascanu, Mikolov & Bengio, On the difficulty of training recurrent neural networks (2013), algorithm 1.
 */
export function clipGradients(gradients: NamedTensors, limit: number): Record<string, tf.Tensor> {
  requireNamedTensors('gradients', gradients)
  clipNorm('limit', limit)
  if (Object.keys(gradients).length === 0) return {}
  return tf.tidy(() => {
    const squares = Object.values(gradients).map(gradient => tf.sum(tf.square(gradient)))
    const norm = tf.sqrt(tf.addN(squares))
    const scale = tf.div(limit, tf.maximum(norm, limit))
    return Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, scale)]))
  })
}
