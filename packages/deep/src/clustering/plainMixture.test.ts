import { adjustedRandIndex } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { followPhases, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { prepareSamples } from '../samples/prepareSamples.js'
import { fitPlainMixture, type PlainMixture } from './plainMixture.js'

beforeAll(() => useBackend({ among: ['tensorflow', 'wasm', 'cpu'] }))

async function plainMixtureOf(rows: number[][], shape?: readonly number[]): Promise<PlainMixture | undefined> {
  const prepared = prepareSamples(rows, { components: 2, ...(shape ? { shape } : {}) })
  return fitPlainMixture({ ...prepared, components: 2, covarianceType: 'full', seed: 1, follow: followPhases({}) })
}

/** Two clusters in the outer columns; the inner one is 5. */
function clusters(count: number): number[][] {
  const random = createRandom(9)
  return Array.from({ length: count }, (_, row) => [1e6 + 8 * (row % 2) + random.normal(), 5, 3 * random.normal()])
}

it('is a model whose code is the columns that vary, in units of their deviations', async () => {
  const rows = clusters(400)
  const plain = (await plainMixtureOf(rows))!
  expect(adjustedRandIndex(plain.labels, rows.map((_, row) => row % 2))).toBeGreaterThan(0.99)
  const codes = await plain.model.encode(rows)
  expect(codes.columns).toBe(2)
  const first = rows.map(row => row[0])
  const mean = first.reduce((sum, value) => sum + value / 400, 0)
  const deviation = Math.sqrt(first.reduce((sum, value) => sum + (value - mean) ** 2 / 400, 0))
  // float32
  expect(codes.data[0]).toBeCloseTo((rows[0][0] - mean) / deviation, 5)
  const back = await plain.model.reconstruct(rows.slice(0, 1))
  rows[0].forEach((value, column) => expect(back.data[column]).toBeCloseTo(value, 4))
  plain.model.dispose()
})

it('misses nothing of rows of Gaussian clusters, and much of rows on a ring', async () => {
  const gaussian = (await plainMixtureOf(clusters(400)))!
  // Means of 400 logarithms, each of deviation .3 or so, in two columns: the standard error is about .05.
  expect(Math.abs(gaussian.misfit!)).toBeLessThan(0.2)
  gaussian.model.dispose()
  const random = createRandom(4)
  const ring = Array.from({ length: 400 }, () => {
    const angle = 2 * Math.PI * random.uniform()
    return [5 * Math.cos(angle) + 0.1 * random.normal(), 5 * Math.sin(angle) + 0.1 * random.normal()]
  })
  const missed = (await plainMixtureOf(ring))!
  expect(missed.misfit!).toBeGreaterThan(0.5)
  missed.model.dispose()
})

it('is not there for images, for few rows, and for columns that depend on each other; and leaves nothing behind', async () => {
  const before = tf.memory().numTensors
  expect(await plainMixtureOf(clusters(40), [1, 3, 1])).toBeUndefined()
  expect(await plainMixtureOf(clusters(3))).toBeUndefined()
  expect(await plainMixtureOf(clusters(40).map(([x]) => [x, 2 * x]))).toBeUndefined()
  expect(tf.memory().numTensors).toBe(before)
})
