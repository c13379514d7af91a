import { createRandom } from '@mixtura/numerics'
import { useBackend } from '@mixtura/tensor'
import { beforeAll, expect, it } from 'vitest'
import { discriminatorNetwork } from './ganNetworks.js'
import { completeGanSettings } from './ganSettings.js'

beforeAll(() => useBackend('cpu'))

it('draws biases from no stream of the training loop, which forks the seed by epoch and then by step', () => {
  const settings = completeGanSettings({}, { rows: 1000, shape: [2], isUnitRange: false })
  const network = discriminatorNetwork(settings, { shape: [2], outputs: 1, seed: 7 })
  const name = Object.keys(network.parameters).find(parameter => parameter.endsWith('/bias'))!
  // Two inputs: the biases are uniform on ±1/√2. Float32 keeps seven digits.
  const drawn = Array.from(network.parameters[name].dataSync().slice(0, 4), bias => ((bias * Math.SQRT2 + 1) / 2).toFixed(5))
  for (let epoch = 1; epoch <= 50; epoch++) {
    for (let step = 0; step <= 200; step++) {
      const random = createRandom(7).fork(epoch).fork(step)
      expect([1, 2, 3, 4].map(() => random.uniform().toFixed(5))).not.toEqual(drawn)
    }
  }
  network.dispose()
})
