import { GaussianMixture } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { decodeCheckpoint, encodeCheckpoint, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fitGaussianMixtureVae } from './fitGaussianMixtureVae.js'
import { GaussianMixtureVae } from './gaussianMixtureVae.js'
import { logMeanExp } from './importanceWeights.js'

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Two groups in two columns, whose units differ from the network's. */
const data = GaussianMixture.fromParameters({
  covarianceType: 'diag', weights: [0.6, 0.4], means: [[100, 0], [160, 3]], covariances: [[25, 1], [49, 0.5]],
}).sample(400, { seed: 1 })

let model: GaussianMixtureVae
beforeAll(async () => {
  await useBackend({ among: ['tensorflow', 'wasm', 'cpu'] })
  // Without hidden layers p(x) is known: z is a mixture, x = A z + b + noise.
  ;({ model } = await fitGaussianMixtureVae(data.samples, {
    components: 2, latent: 1, network: { kind: 'dense', widths: [] }, outputVariance: 'columns',
    pretraining: { epochs: 10 }, epochs: 20, batchSize: 50, learningRate: 0.02, seed: 1,
  }))
})
afterAll(() => model.dispose())

/** p(x) of the linear model: components N(A μ_c + b, A σ²_c Aᵀ + diag τ), in the units of the data. */
async function marginal(): Promise<GaussianMixture> {
  const factor = model.settings.scale.factor as readonly number[]
  const [atZero, atOne] = [0, 1].map(async z => (await model.decode({ data: Float64Array.of(z), rows: 1, columns: 1 })).data)
  const b = await atZero
  const slope = (await atOne).map((value, j) => value - b[j])
  const noise = await outputVariances()
  const { weights, means, covariances } = model.prior
  return GaussianMixture.fromParameters({
    covarianceType: 'full',
    weights,
    means: Array.from(means, mu => Array.from(slope, (a, j) => a * mu + b[j])),
    covariances: Array.from(covariances, variance =>
      Array.from(slope, (a, i) => Array.from(slope, (c, j) => a * c * variance + (i === j ? noise[i] / factor[i] ** 2 : 0))),
    ),
  })
}

/** τ as stored in the model file, in scaled units. */
async function outputVariances(): Promise<number[]> {
  const { arrays } = decodeCheckpoint(await model.save())
  return Array.from(arrays['decoder/rawOutputLogVariances'].data, raw => 1e-4 + Math.exp(raw))
}

describe('densities of a fitted model', () => {
  it('come to the exact ln p(x) of a linear model, in the units of the data', async () => {
    const exact = await (await marginal()).logDensity(data.samples)
    const estimate = await model.importanceWeightedLogLikelihood(data.samples, { draws: 5000, seed: 2 })
    // Standard error of 5000 weights of a nearly exact posterior, plus float32 rounding.
    expect(Math.abs(mean(estimate) - mean(exact))).toBeLessThan(0.01)
  })

  it('are nowhere below the bound of the same draws', async () => {
    const [bound, estimate] = [await model.elbo(data.samples, { draws: 20 }), await model.importanceWeightedLogLikelihood(data.samples, { draws: 20 })]
    // Jensen's inequality holds for every row; the mean and the logarithm are rounded.
    estimate.forEach((value, row) => expect(value).toBeGreaterThan(bound[row] - 1e-9))
  })

  it('are the bound at one draw, and the same in any company', async () => {
    const bound = await model.elbo(data.samples)
    const one = await model.importanceWeightedLogLikelihood(data.samples, { draws: 1 })
    expect(one).toEqual(bound)
    const first = await model.elbo({ data: data.samples.data.slice(0, 6), rows: 3, columns: 2 })
    first.forEach((value, i) => expect(value).toBeCloseTo(bound[i], 4))
  })

  it('add up weights without overflow', () => {
    expect(logMeanExp(Float64Array.of(-2000, -2000 + Math.log(3)))).toBeCloseTo(-2000 + Math.log(2), 10)
  })
})

describe('a fitted model', () => {
  it('tells groups apart, with responsibilities that sum to 1', async () => {
    const { data: shares, columns } = await model.responsibilities(data.samples)
    const labels = await model.predict(data.samples)
    labels.forEach((label, row) => {
      const own = shares.slice(row * columns, (row + 1) * columns)
      expect(own[0] + own[1]).toBeCloseTo(1, 10)
      expect(own[label]).toBe(Math.max(...own))
    })
    // Components are in canonical order, as are those of the data.
    expect(labels.filter((label, row) => label === data.labels[row]).length).toBeGreaterThan(390)
  })

  it('reconstructs in the units of the data', async () => {
    const { data: rows } = await model.reconstruct(data.samples)
    const errors = rows.filter((_, i) => i % 2 === 0).map((value, row) => Math.abs(value - data.samples.data[2 * row]))
    expect(mean(Float64Array.from(errors))).toBeLessThan(10)
  })

  it('samples from the whole mixture and from one component', async () => {
    const { samples, labels } = await model.sample(2000, { seed: 4, output: 'draw' })
    const first = (matrix: Matrix) => Array.from({ length: matrix.rows }, (_, row) => matrix.data[2 * row])
    const ofGroup = first(samples).filter((_, row) => labels[row] === 0)
    // 0.6 of 2000 rows, ± five standard errors.
    expect(Math.abs(ofGroup.length - 1200)).toBeLessThan(160)
    expect(Math.abs(mean(Float64Array.from(ofGroup)) - 100)).toBeLessThan(6)
    const one = await model.sample(100, { seed: 4, component: 1 })
    expect(one.labels.every(label => label === 1)).toBe(true)
    expect(Array.from(await model.predict(one.samples)).filter(label => label === 1).length).toBeGreaterThan(95)
    expect((await model.sample(100, { seed: 4, component: 1 })).samples).toEqual(one.samples)
  })

  it('comes back from its file with the same answers', async () => {
    const loaded = await GaussianMixtureVae.load(await model.save())
    expect(loaded.settings).toEqual(model.settings)
    expect(await loaded.predict(data.samples)).toEqual(await model.predict(data.samples))
    expect(await loaded.elbo(data.samples)).toEqual(await model.elbo(data.samples))
    expect(await loaded.reconstruct(data.samples)).toEqual(await model.reconstruct(data.samples))
    loaded.dispose()
  })

  it('leaves nothing on the device but itself', async () => {
    const before = tf.memory().numTensors
    await model.sample(5, { seed: 1, output: 'draw' })
    await model.importanceWeightedLogLikelihood(data.samples, { draws: 3 })
    expect(tf.memory().numTensors).toBe(before)
  })

  it('refuses files of something else, of another version and cut short', async () => {
    const bytes = await model.save()
    const other = (kind: string, version: number) => encodeCheckpoint({ values: { kind, version, settings: {} }, arrays: {} })
    await expect(GaussianMixtureVae.load(other('gan', 1))).rejects.toThrow(
      "model file: kind must be 'gaussian-mixture-vae', but it is 'gan'. Load it with the class and the version that saved it.",
    )
    await expect(GaussianMixtureVae.load(other('gaussian-mixture-vae', 2))).rejects.toThrow(
      'model file: version must be 1, but it is 2. Load it with the class and the version that saved it.',
    )
    await expect(GaussianMixtureVae.load(other('gaussian-mixture-vae', 1))).rejects.toThrow(
      "model file: setting 'network' must be a design, but it is absent. Load it with the class and the version that saved it.",
    )
    await expect(GaussianMixtureVae.load(bytes.slice(0, 100))).rejects.toThrow(
      `checkpoint: length must be ${bytes.length} bytes, but it is 100. The file was cut off or changed after it was written: use an earlier one.`,
    )
  })

  it('refuses rows and options that do not fit', async () => {
    await expect(model.encode([[1, 2, 3]])).rejects.toThrow(
      'samples must be rows of 2 values, as in training, but it is 3 values. Pass the columns that the model was fitted to.',
    )
    await expect(model.sample(1, { seed: 1, component: 2 })).rejects.toThrow(
      'option component must be an index from 0 to 1, but it is 2. Pass for example 0.',
    )
    await expect(model.importanceWeightedLogLikelihood(data.samples, { draws: 0 })).rejects.toThrow(
      'option draws must be a whole number of at least 1, but it is 0. Pass for example draws: 2.',
    )
  })
})
