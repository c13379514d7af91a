import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { applyToRows } from './applyToRows.js'
import { convolutionalDesign, decDesign, decoderOf, encoderOf, inputShapeOf, type NetworkDesign } from './networkDesign.js'

beforeAll(() => useBackend({ among: ['tensorflow', 'wasm', 'cpu'] }))

const image = [8, 8, 1]
const designs: readonly NetworkDesign[] = [{ kind: 'dense', widths: [6, 5] }, { kind: 'convolutional', filters: [2, 3], window: 3, widths: [7] }]

it.each(designs)('goes from rows to codes and back ($kind)', design => {
  const [encoder, decoder] = [encoderOf, decoderOf].map(make => make(design, { shape: image, code: 4, seed: 1, name: 'network' }))
  const shape = inputShapeOf(design, image)
  const shapes = tf.tidy(() => {
    const codes = encoder.apply(tf.zeros([3, ...shape]))
    return [codes.shape, decoder.apply(codes).shape]
  })
  expect(shapes).toEqual([[3, 4], [3, ...shape]])
  encoder.dispose()
  decoder.dispose()
})

it('has the published numbers of parameters', () => {
  const size = (design: NetworkDesign): number => {
    const network = encoderOf(design, { shape: [28, 28, 1], code: 10, seed: 0, name: 'encoder' })
    const { parameterCount } = network
    network.dispose()
    return parameterCount
  }
  // 784·500 + 500·500 + 500·2000 + 2000·10 and their biases.
  expect(size(decDesign)).toBe(392_500 + 250_500 + 1_002_000 + 20_010)
  // 25·32 + 25·32·64 + 3136·128 + 128·10 and their biases.
  expect(size(convolutionalDesign)).toBe(832 + 51_264 + 401_536 + 1290)
})

it('refuses a table in a convolutional network', () => {
  expect(() => encoderOf(convolutionalDesign, { shape: [784], code: 10, seed: 0, name: 'encoder' })).toThrow(
    "option shape must be [height, width, channels] for a convolutional network, but it is '[784]'. Pass for example shape: [28, 28, 1], or a dense network.",
  )
})

it('answers for every row, whatever the size of a pass, and leaves no tensors', async () => {
  const rows = 5000
  const matrix = { data: Float32Array.from({ length: 2 * rows }, (_, i) => i), rows, columns: 2 }
  const before = tf.memory().numTensors
  const sums = await applyToRows(values => tf.sum(values, 1, true), matrix, { scale: { offset: 1, factor: 2 }, shape: [2] })
  expect(tf.memory().numTensors).toBe(before)
  expect([sums.rows, sums.columns]).toEqual([rows, 1])
  // 2 (2n - 1) + 2 (2n + 1 - 1): exact in float32.
  expect(sums.data.every((sum, n) => sum === 8 * n - 2)).toBe(true)
})
