import { createRandom } from '@mixtura/numerics'
import { useBackend } from '@mixtura/tensor'
import { beforeAll, describe, expect, it } from 'vitest'
import { fitDeepAnomalyDetector } from '../anomalies/fitDeepAnomalyDetector.js'
import { fitDeepClustering } from '../clustering/fitDeepClustering.js'
import { fitGaussianMixtureGan } from '../gan/fitGaussianMixtureGan.js'
import { fitGaussianMixtureVae } from '../vae/fitGaussianMixtureVae.js'

beforeAll(() => useBackend({ among: ['tensorflow', 'wasm', 'cpu'] }))

/** Two clusters in two columns, and a third column that is constant up to the rounding of a sum. */
function tableWith(value: number, rounding: number): number[][] {
  const random = createRandom(17)
  return Array.from({ length: 160 }, (_, row) => [6 * (row % 2) + random.normal(), random.normal(), value + rounding * (row % 3)])
}

const network = { kind: 'dense', widths: [8] } as const

/** One number per row from a model: a log-density, an energy or a code. */
const models: Readonly<Record<string, (rows: number[][], probes: number[][]) => Promise<ArrayLike<number>>>> = {
  async clustering(rows, probes) {
    const options = { components: 2, code: 2, network, pretraining: { epochs: 2 }, refinement: { rounds: 1 }, manifold: { epochs: 5 } }
    const { model } = await fitDeepClustering(rows, options)
    const densities = await model.logDensity(probes)
    model.dispose()
    return densities
  },
  async vae(rows, probes) {
    const { model } = await fitGaussianMixtureVae(rows, { components: 2, latent: 2, network, epochs: 2, pretraining: { kind: 'autoencoder', epochs: 2 } })
    const likelihoods = await model.importanceWeightedLogLikelihood(probes, { draws: 500 })
    model.dispose()
    return likelihoods
  },
  async gan(rows, probes) {
    const { model } = await fitGaussianMixtureGan(rows, { latent: { components: 2, dimensions: 2 }, encoder: {}, steps: 5, batchSize: 32 })
    const codes = await model.encode(probes)
    model.dispose()
    return [codes.data[0], codes.data[codes.columns]]
  },
  async anomalies(rows, probes) {
    const { detector } = await fitDeepAnomalyDetector(rows, { method: 'dagmm', network, components: 2, epochs: 2, batchSize: 64 })
    const energies = await detector.energies(probes)
    detector.dispose()
    return energies
  },
}

describe.each(Object.entries(models))('a column that did not vary in training (%s)', (_name, judge) => {
  // A unit in the last place is 1.8e-15, 1.4e-17 and 1.2e-10.
  it.each([[14.62, 1.8e-15], [0.1, 1.4e-17], [1e6, 1e-9]])('at %s counts a later change by its size', async (value, rounding) => {
    const rows = tableWith(value, rounding)
    const [usual, moved] = Array.from(await judge(rows, [rows[0], [...rows[0].slice(0, 2), value + 0.01]]))
    // The row moves by a hundredth of the standard deviation of the other columns, so density and code change about as little.
    expect(Math.abs(moved - usual)).toBeLessThan(0.5)
  })
})
