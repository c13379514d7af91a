/**
 * The first-order gradients of TensorFlow.js. The Node build of tfjs-core leaves them out; importing tfjs-layers registers them.
 * The import is a side effect, so package.json lists this file under `sideEffects`.
 */
import '@tensorflow/tfjs-layers'
import * as tf from '@tensorflow/tfjs-core'

/* TensorFlow.js 4.22 does not sum the gradients below over the axes along which an input was broadcast, and throws. */

/** 2 (a - b) */
const squaredDifference: tf.GradConfig = {
  kernelName: 'SquaredDifference',
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, [a, b]) => {
    const slope = () => tf.mul(dy as tf.Tensor, tf.mul(2, tf.sub(a!, b!)))
    return { a: () => unbroadcast(slope(), a!.shape), b: () => unbroadcast(tf.neg(slope()), b!.shape) }
  },
}

type Comparison = typeof tf.less

/** The gradient goes to the larger (smaller) input, and to the first one if they are equal. */
const ofLarger = (kernelName: 'Maximum' | 'Minimum', isA: Comparison, isB: Comparison): tf.GradConfig => ({
  kernelName,
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, [a, b]) => {
    const where = (isOwn: tf.Tensor) => tf.mul(dy as tf.Tensor, tf.cast(isOwn, 'float32'))
    return { a: () => unbroadcast(where(isA(a!, b!)), a!.shape), b: () => unbroadcast(where(isB(a!, b!)), b!.shape) }
  },
})

const corrected = [
  squaredDifference,
  ofLarger('Maximum', tf.greaterEqual, tf.less),
  ofLarger('Minimum', tf.lessEqual, tf.greater),
]

/** Sums over the axes along which `shape` was broadcast. */
function unbroadcast(gradient: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes([...shape], gradient.shape)
  return tf.reshape(axes.length === 0 ? gradient : tf.sum(gradient, axes), [...shape])
}

/** Corrects gradients of TensorFlow.js. Call it again after loading one of its packages, which registers them anew. */
export function correctStandardGradients(): void {
  for (const gradient of corrected) {
    if (tf.getGradient(gradient.kernelName) !== gradient) tf.registerGradient(gradient)
  }
}

correctStandardGradients()
