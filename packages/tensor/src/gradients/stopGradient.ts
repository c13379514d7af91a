import * as tf from '@tensorflow/tfjs-core'
import { requireTensor } from '../arguments/requireTensor.js'

/** x as a constant: no gradient of any order flows back through it. TensorFlow.js lacks this (tensorflow/tfjs#967). */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  requireTensor('x', x)
  const constant = tf.customGrad(input => ({
    value: tf.clone(input as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }))
  return constant(x) as T
}
