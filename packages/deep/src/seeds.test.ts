import { useBackend, type NamedVariables } from '@mixtura/tensor'
import { beforeAll, expect, it } from 'vitest'
import { anomalyNetworks } from './anomalies/anomalyNetworks.js'
import { createAutoencoder } from './autoencoder/autoencoder.js'
import { variationalNetworks } from './vae/variationalNetworks.js'

beforeAll(() => useBackend('cpu'))

const dense = { kind: 'dense', widths: [8, 8] } as const
const rows = { shape: [8], design: dense }

/** The networks of each model, which all draw uniform kernels about 0. */
const models: Readonly<Record<string, (seed: number) => { readonly parameters: NamedVariables; dispose(): void }>> = {
  autoencoder: seed => createAutoencoder(dense, { shape: [8], code: 8, seed }),
  VAE: seed => variationalNetworks({ ...rows, latent: 8, likelihood: 'gaussian', outputVariance: 1, initialLogVariance: -1, seed }),
  'anomaly detector': seed =>
    anomalyNetworks({ shape: [8], network: dense, code: 8, components: 8, estimationWidths: [8], dropout: 0 }, seed),
}

/** The first ratios of neighbouring values: the same for two arrays of one stream, whatever their scales. */
function marks({ parameters, dispose }: ReturnType<(typeof models)[string]>): string[] {
  const drawn = Object.values(parameters)
    .map(parameter => Array.from(parameter.dataSync()))
    .filter(values => new Set(values.slice(0, 4)).size === 4)
  dispose()
  // Float32 keeps seven digits of a value, so four of a ratio are safe.
  return drawn.map(values => [1, 2, 3].map(i => (values[i]! / values[0]!).toPrecision(4)).join(' '))
}

it.each(Object.entries(models))('%s: neighbouring seeds and the networks of one seed share no stream', (_, make) => {
  const perSeed = [0, 1, 2, 3, 4, 5].map(seed => marks(make(seed)))
  expect(perSeed[0]!.length).toBeGreaterThanOrEqual(6)
  expect(new Set(perSeed.flat()).size).toBe(6 * perSeed[0]!.length)
})

it.each(Object.entries(models))('%s: the same seed repeats every value', (_, make) => {
  expect(marks(make(3))).toEqual(marks(make(3)))
})
