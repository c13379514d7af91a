import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, expect, it } from 'vitest'
import { useBackend } from '../backends/useBackend.js'
import { watchKernels, type KernelWatch } from './watchKernels.js'

let watch: KernelWatch | undefined
beforeAll(() => useBackend('cpu'))
afterEach(() => watch?.stop())

it('names every kernel, dtype and rank that was called and is not covered, once', () => {
  watch = watchKernels(new Set(['Square(x float32[1])']))
  tf.tidy(() => {
    tf.square([1, 2])
    tf.square([[1, 2]])
    tf.square([[3, 4]])
    tf.oneHot(tf.tensor1d([0, 1], 'int32'), 2)
  })
  expect(watch.requireCovered).toThrow(
    new Error(
      'kernels were called with dtypes or ranks that no test holds on every backend:\n' +
        '  OneHot(indices int32[1]; dtype int32) on cpu\n' +
        '  Square(x float32[2]) on cpu\n' +
        'Add each signature to packages/tensor/src/suite/kernels/coveredSignatures.ts, and run kernels.test.ts there.',
    ),
  )
  expect(watch.requireCovered).not.toThrow()
})

it('sees the kernels of gradients', () => {
  watch = watchKernels(new Set(['Sqrt(x float32[1])']))
  tf.tidy(() => tf.grad((x: tf.Tensor) => tf.sqrt(x))(tf.tensor1d([4])))
  expect(watch.requireCovered).toThrow('RealDiv(a float32[1], b float32[1]) on cpu')
})

it('accepts what is covered, and sees nothing after it stopped', () => {
  watch = watchKernels(new Set(['Square(x float32[1])']))
  tf.square([1, 2]).dispose()
  expect(watch.requireCovered).not.toThrow()
  watch.stop()
  tf.square([[1, 2]]).dispose()
  expect(watch.requireCovered).not.toThrow()
})
