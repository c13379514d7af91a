import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { packedShape, packRows } from './packing.js'

beforeAll(async () => {
  await useBackend('cpu')
})

it('lays rows side by side', () => {
  const packed = tf.tidy(() => packRows(tf.tensor2d([[1, 2], [3, 4], [5, 6], [7, 8]]), 2).arraySync())
  expect(packed).toEqual([[1, 2, 5, 6], [3, 4, 7, 8]])
})

it('stacks images as channels', () => {
  const images = tf.tidy(() => tf.reshape(tf.range(0, 16), [4, 2, 2, 1]))
  const packed = packRows(images, 4)
  expect(packed.shape).toEqual([1, 2, 2, 4])
  expect(Array.from(packed.dataSync().slice(0, 4))).toEqual([0, 4, 8, 12])
  expect(packedShape([2, 2, 1], 4)).toEqual([2, 2, 4])
  tf.dispose([images, packed])
})
