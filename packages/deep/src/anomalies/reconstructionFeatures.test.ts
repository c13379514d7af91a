import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { reconstructionFeatures } from './reconstructionFeatures.js'

beforeAll(async () => {
  await useBackend({ among: ['tensorflow', 'wasm', 'cpu'] })
})

describe('reconstructionFeatures', () => {
  it('is code, relative distance and cosine: (3, 4) as (3, 0) is 4/5 off at a cosine of 3/5', async () => {
    const features = reconstructionFeatures(tf.tensor2d([[7]]), tf.tensor2d([[3, 4]]), tf.tensor2d([[3, 0]]))
    const expected = [7, 0.8, 0.6]
    ;(await features.data()).forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6))
  })

  it('is finite for a row of zeros and for one that is met exactly, its gradient too', async () => {
    const rows = tf.tensor2d([[0, 0], [1, 2]])
    const total = (reconstructions: tf.Tensor): tf.Tensor => tf.sum(reconstructionFeatures(tf.zeros([2, 1]), rows, reconstructions))
    for (const tensor of [total(rows), tf.grad(total)(rows)]) expect((await tensor.data()).every(Number.isFinite)).toBe(true)
  })
})
