import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { describeOnBackends } from '../testing/testBackends.js'

describeOnBackends('gradients at ties', () => {
  it('of max pooling go to the first of equal values, row by row', () => {
    // Three windows: all entries equal; top right and bottom left equal; bottom right largest.
    const image = [
      [3, 3, 1, 5, 0, 0],
      [3, 3, 5, 2, 0, 7],
    ]
    const gradient = tf.tidy(() => {
      const pooled = (x: tf.Tensor): tf.Tensor => tf.mul(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid'), tf.tensor4d([10, 20, 30], [1, 1, 3, 1]))
      return tf.reshape(tf.grad(pooled)(tf.reshape(tf.tensor2d(image), [1, 2, 6, 1])), [2, 6]).arraySync()
    })
    expect(gradient).toEqual([
      [10, 0, 0, 20, 0, 0],
      [0, 0, 0, 0, 0, 30],
    ])
  })

  it('of ReLU are 0 at 0, and NaN is not hidden', () => {
    const slopes = tf.tidy(() => tf.step(tf.tensor1d([-2, 0, 3, Infinity, NaN])).arraySync())
    expect(slopes).toEqual([0, 0, 1, 1, NaN])
    const leaky = tf.tidy(() => tf.step(tf.tensor1d([-2, 3]), 0.5).arraySync())
    expect(leaky).toEqual([0.5, 1])
  })
})
