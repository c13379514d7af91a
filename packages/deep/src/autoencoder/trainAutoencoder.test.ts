import { createRandom } from '@mixtura/numerics'
import { followPhases, useBackend } from '@mixtura/tensor'
import { beforeAll, expect, it } from 'vitest'
import { augmentedBatches } from './augmentedBatches.js'
import { createAutoencoder } from './autoencoder.js'
import { trainAutoencoder } from './trainAutoencoder.js'

beforeAll(() => useBackend({ among: ['tensorflow', 'wasm', 'cpu'] }))

it('learns the line that rows lie on', async () => {
  const random = createRandom(2)
  const data = new Float32Array(400)
  for (let row = 0; row < 100; row++) {
    const t = random.normal()
    data.set([t, -t, 2 * t, 0.5 * t], 4 * row)
  }
  const autoencoder = createAutoencoder({ kind: 'dense', widths: [] }, { shape: [4], code: 1, seed: 1 })
  const { history } = await trainAutoencoder(autoencoder, {
    matrix: { data, rows: 100, columns: 4 },
    scale: { offset: 0, factor: 1 },
    shape: [4],
    augmentation: {},
    epochs: 60,
    batchSize: 20,
    learningRate: 0.03,
    seed: 1,
    settings: {},
    follow: followPhases({}),
  })
  // The rows have one linear degree of freedom. What remains is float32 rounding and the end of the descent.
  expect(history[59].metrics.loss).toBeLessThan(1e-3 * history[0].metrics.loss)
  autoencoder.dispose()
})

it('feeds rows with noise of the deviation that is asked for', async () => {
  const feed = augmentedBatches({
    matrix: { data: new Float32Array(20_000).fill(3), rows: 2000, columns: 10 },
    scale: { offset: 3, factor: 1 },
    shape: [10],
    inputShape: [10],
    augmentation: { noise: 0.5 },
    batchSize: 2000,
  })
  for await (const { inputs, originals, rows } of feed.batches(1, createRandom(1))) {
    const values = (await inputs.data()) as Float32Array
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length
    // Over 20,000 draws four standard errors are 0.01.
    expect(Math.abs(variance - 0.25)).toBeLessThan(0.01)
    expect(Array.from(await originals.data()).every(value => value === 0)).toBe(true)
    inputs.dispose()
    originals.dispose()
    rows.dispose()
  }
  feed.dispose()
})
