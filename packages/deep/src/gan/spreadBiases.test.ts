import { createRandom } from '@mixtura/numerics'
import { convolutionalEncoder, useBackend } from '@mixtura/tensor'
import { beforeAll, expect, it } from 'vitest'
import { spreadBiases } from './spreadBiases.js'

beforeAll(async () => {
  await useBackend('cpu')
})

it('fills the range that the inputs of a unit give', () => {
  const network = convolutionalEncoder({ height: 4, width: 4, channels: 2, filters: [64], window: 3, widths: [200], name: 'd' })
  spreadBiases(network, createRandom(1))
  const largest = (name: string): number => Math.max(...network.parameters[name].dataSync().map(Math.abs))
  // 3 x 3 x 2 inputs, and 2 x 2 x 64; the largest of so many uniform draws comes within 10 % of the limit.
  const [convolution, dense] = [largest('d/convolution1/bias') * Math.sqrt(18), largest('d/dense1/bias') * Math.sqrt(256)]
  for (const share of [convolution, dense]) {
    expect(share).toBeLessThanOrEqual(1)
    expect(share).toBeGreaterThan(0.9)
  }
  network.dispose()
})
