import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Matrix } from '@mixtura/numerics'
import { covarianceStructure, covarianceTypes, isSpherical } from '../covariance/structures.js'
import { noise } from '../testing/blobs.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { quotedNames } from '../testing/structureNames.js'
import { randomMixture } from '../testing/randomMixture.js'
import { inCanonicalOrder } from '../model/canonicalOrder.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { GaussianMixture } from './gaussianMixture.js'

afterEach(() => {
  vi.restoreAllMocks()
})

const standardNormal = GaussianMixture.fromParameters({
  covarianceType: 'full', weights: [1], means: [[0]], covariances: [[[1]]],
})

const mixtureOf = (...of: Parameters<typeof randomMixture>): GaussianMixture =>
  new GaussianMixture(inCanonicalOrder(randomMixture(...of)))

describe('logDensity', () => {
  it('is ln(1/√2π) at the mean of a standard normal', async () => {
    expect((await standardNormal.logDensity([[0]]))[0]).toBeCloseTo(-0.9189385332046727, 15)
    expect((await standardNormal.logDensity([[3]]))[0]).toBeCloseTo(-0.9189385332046727 - 4.5, 14)
  })

  it('is the logarithm of a sum of densities by hand', async () => {
    const mixture = GaussianMixture.fromParameters({
      covarianceType: 'spherical', weights: [0.75, 0.25], means: [[0, 0], [3, 4]], covariances: [1, 4],
    })
    const density = (0.75 * Math.exp(-12.5)) / (2 * Math.PI) + 0.25 / (2 * Math.PI * 4)
    expect((await mixture.logDensity([[3, 4]]))[0]).toBeCloseTo(Math.log(density), 14)
  })

  it('is finite if every density underflows', async () => {
    const [density] = await standardNormal.logDensity([[1e100]])
    expect(density).toBeCloseTo(-5e199, -190)
  })

  it('is the same for float32 samples and their float64 copies', async () => {
    const mixture = mixtureOf('full', { components: 2, columns: 2, seed: 1 })
    const data = Float32Array.from(noise(20, 2, 2).data)
    const asFloat32 = await mixture.logDensity({ data, rows: 20, columns: 2 })
    expect(await mixture.logDensity({ data: Float64Array.from(data), rows: 20, columns: 2 })).toEqual(asFloat32)
  })
})

describe.each(covarianceTypes)('a mixture, %s', covarianceType => {
  it('gives the same results to concurrent and to sequential calls', async () => {
    const mixture = mixtureOf(covarianceType, { components: 3, columns: 2, seed: 9 })
    const samples = [1, 2, 3, 4].map(seed => noise(200 * seed, 2, seed))
    const alone: Matrix[] = []
    for (const part of samples) alone.push(await mixture.responsibilities(part))
    // With this clock every pass yields after each block, so that the passes interleave.
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000))
    expect(await Promise.all(samples.map(part => mixture.responsibilities(part)))).toEqual(alone)
  })

  it('does not change when the given arrays change', () => {
    const parameters = randomMixture(covarianceType, { components: 2, columns: 2, seed: 5 })
    const mixture = GaussianMixture.fromParameters(parameters)
    const before = mixture.toJSON()
    for (const values of [parameters.weights, parameters.means, parameters.covariances]) values.fill(7)
    expect(mixture.toJSON()).toEqual(before)
  })

  it('gives mean and covariance of a component', () => {
    const mixture = mixtureOf(covarianceType, { components: 2, columns: 2, seed: 6 })
    const [a, b, c, d] = mixture.covariances
    const { layout } = covarianceStructure(covarianceType)
    const variances = isSpherical(covarianceType) ? [a, 0, 0, a] : [a, 0, 0, b]
    const expected = layout.scatter === 'full' ? [a, b, c, d] : variances
    expect(Array.from(mixture.componentCovariance(0))).toEqual(expected)
    expect(mixture.componentMean(1)).toEqual(mixture.means.slice(2))
  })
})

describe('canonical order', () => {
  it('is by descending weight, ties by ascending mean', () => {
    const mixture = GaussianMixture.fromParameters({
      covarianceType: 'spherical',
      weights: [0.2, 0.3, 0.2, 0.3],
      means: [[5, 1], [2, 2], [5, 0], [2, 1]],
      covariances: [1, 2, 3, 4],
    })
    expect(Array.from(mixture.weights)).toEqual([0.3, 0.3, 0.2, 0.2])
    expect(Array.from(mixture.means)).toEqual([2, 1, 2, 2, 5, 0, 5, 1])
    expect(Array.from(mixture.covariances)).toEqual([4, 2, 3, 1])
  })

  it('reorders full covariances with their components, but not the tied one', () => {
    const full = randomMixture('full', { components: 2, columns: 2, seed: 7 })
    const swapped = inCanonicalOrder({ ...full, weights: Float64Array.of(0.1, 0.9) })
    expect(swapped.covariances).toEqual(Float64Array.of(...full.covariances.slice(4), ...full.covariances.slice(0, 4)))
    const tied = randomMixture('tied', { components: 2, columns: 2, seed: 7 })
    expect(inCanonicalOrder({ ...tied, weights: Float64Array.of(0.1, 0.9) }).covariances).toEqual(tied.covariances)
  })
})

describe('criteria', () => {
  it('equal their formulas', async () => {
    const { model } = await fitGaussianMixture(oldFaithful, { components: 2, starts: 1 })
    const logLikelihood = 272 * (await model.meanLogLikelihood(oldFaithful))
    expect(await model.aic(oldFaithful)).toBeCloseTo(-2 * logLikelihood + 2 * 11, 8)
    expect(await model.bic(oldFaithful)).toBeCloseTo(-2 * logLikelihood + 11 * Math.log(272), 8)
  })

  it('add the entropy of the classification in icl', async () => {
    const { model } = await fitGaussianMixture(oldFaithful, { components: 3, covarianceType: 'tied' })
    const { data } = await model.responsibilities(oldFaithful)
    let soft = 0
    let hard = 0
    for (let n = 0; n < 272; n++) {
      const row = data.subarray(3 * n, 3 * n + 3)
      hard -= Math.log(Math.max(...row))
      for (const r of row) if (r > 0) soft -= r * Math.log(r)
    }
    const bic = await model.bic(oldFaithful)
    expect(await model.icl(oldFaithful, { assignment: 'hard' })).toBeCloseTo(bic + 2 * hard, 8)
    expect(await model.icl(oldFaithful, { assignment: 'soft' })).toBeCloseTo(bic + 2 * soft, 8)
    // mclust prints ICL -2357.824 (hard) here and stops 0.01 nats below the optimum; the soft one differs far more.
    expect(bic).toBeCloseTo(2314.295678, 3)
    expect(Math.abs((await model.icl(oldFaithful, { assignment: 'hard' })) - 2357.824)).toBeLessThan(1)
    expect(await model.icl(oldFaithful, { assignment: 'soft' })).toBeGreaterThan(2357.824 + 40)
  })
})

describe('refusals', () => {
  const valid = { covarianceType: 'full', weights: [0.5, 0.5], means: [[0, 0], [1, 1]] } as const
  const eye = [[1, 0], [0, 1]]

  it('of samples with other columns', async () => {
    const mixture = GaussianMixture.fromParameters({ ...valid, covariances: [eye, eye] })
    const message =
      'samples must be [N, 2], as the mixture has 2 columns, but it is [1, 3]. ' +
      'Pass the columns that the mixture was fitted on, in their order.'
    for (const use of ['logDensity', 'responsibilities', 'predict', 'meanLogLikelihood', 'aic', 'bic'] as const) {
      await expect(mixture[use]([[1, 2, 3]])).rejects.toThrow(message)
    }
    await expect(mixture.icl([[1, 2, 3]], { assignment: 'soft' })).rejects.toThrow(message)
    await expect(mixture.predict([[1, 2], [3, NaN]])).rejects.toThrow('the first is NaN at row 1, column 1')
  })

  it.each([
    {
      of: 'neither covariances nor precisions',
      parameters: { ...valid },
      message:
        "option initialize must be a mixture with either covariances or precisions, but it is 'without both'. " +
        'Pass { weights, means, covariances } or { weights, means, precisions }.',
    },
    {
      of: 'both',
      parameters: { ...valid, covariances: [eye, eye], precisions: [eye, eye] },
      message:
        "option initialize must be a mixture with either covariances or precisions, but it is 'with both'. " +
        'Pass { weights, means, covariances } or { weights, means, precisions }.',
    },
    {
      of: 'a covariance too few',
      parameters: { ...valid, covariances: [eye] },
      message:
        'full covariances must be [2, 2, 2], 8 numbers, but it is 4 numbers. ' +
        'Pass arrays that fit each other.',
    },
    {
      of: 'tied covariances of the shape of full ones',
      parameters: { ...valid, covarianceType: 'tied', covariances: [eye, eye] },
      message: 'tied covariances must be [2, 2], 4 numbers, but it is 8 numbers.',
    },
    {
      of: 'diag covariances of the shape of spherical ones',
      parameters: { ...valid, covarianceType: 'diag', covariances: [1, 1] },
      message: 'diag covariances must be [2, 2], 4 numbers, but it is 2 numbers.',
    },
    {
      of: 'spherical covariances of the shape of diag ones',
      parameters: { ...valid, covarianceType: 'spherical', covariances: [[1, 1], [1, 1]] },
      message: 'spherical covariances must be [2], 2 numbers, but it is 4 numbers.',
    },
    {
      of: 'precisions that do not fit',
      parameters: { ...valid, precisions: eye },
      message:
        'full precisions must be 8 numbers for 2 components in 2 columns, but it is 4 numbers. ' +
        'Give them the shape of the covariances.',
    },
    {
      of: 'means that do not divide into rows',
      parameters: { ...valid, covarianceType: 'spherical', means: [1, 2, 3], covariances: [1, 1] },
      message:
        'means must be one row of the same length for each weight, but it is 3 numbers for 2 weights. ' +
        'Pass weights [components] and means [components, columns].',
    },
    {
      of: 'no components',
      parameters: { ...valid, weights: [], means: [], covariances: [] },
      message: 'means must be one row of the same length for each weight, but it is 0 numbers for 0 weights.',
    },
    {
      of: 'weights that do not sum to 1',
      parameters: { ...valid, weights: [0.5, 0.6], covariances: [eye, eye] },
      message:
        'weights must be positive and sum to 1, but it is [0.5, 0.6], summing to 1.1. ' +
        'Divide each weight by their sum, and drop components of weight 0.',
    },
    {
      of: 'a weight of 0',
      parameters: { ...valid, weights: [0, 1], covariances: [eye, eye] },
      message: 'weights must be positive and sum to 1, but it is [0, 1], summing to 1.',
    },
    {
      of: 'means that are not finite',
      parameters: { ...valid, means: [[0, NaN], [1, 1]], covariances: [eye, eye] },
      message: 'means must be finite numbers, but it is partly NaN or infinite. Correct the means.',
    },
    {
      of: 'an asymmetric covariance',
      parameters: { ...valid, covariances: [eye, [[1, 0.5], [0.25, 1]]] },
      message:
        'covariance of component 1 must be symmetric, but it is 0.25 at [1, 0] and 0.5 at [0, 1]. Pass (C + Cᵀ) / 2.',
    },
    {
      of: 'an asymmetric precision',
      parameters: { ...valid, precisions: [eye, [[1, 0.5], [0.25, 1]]] },
      message:
        'precision of component 1 must be symmetric, but it is 0.25 at [1, 0] and 0.5 at [0, 1]. Pass (C + Cᵀ) / 2.',
    },
    {
      of: 'a covariance that is not positive definite',
      parameters: { ...valid, covariances: [eye, [[1, 2], [2, 1]]] },
      message:
        'covariance of component 1 is not positive definite: pivot -3.00e+0 at row 1. It has probably collapsed onto ' +
        'a few samples or dependent columns: raise regularization, lower components, or choose a simpler covarianceType.',
    },
    {
      of: 'a precision that is not positive definite',
      parameters: { ...valid, precisions: [[[0, 0], [0, 1]], eye] },
      message: 'covariance of component 0 is not positive definite: pivot 0.00e+0 at row 0.',
    },
    {
      of: 'a negative precision',
      parameters: { ...valid, covarianceType: 'diag', precisions: [[1, 1], [1, -4]] },
      message: 'covariance of component 1 is not positive definite: pivot -2.50e-1 at row 1.',
    },
    {
      of: 'an unknown covariance type',
      parameters: { ...valid, covarianceType: 'banana', covariances: [1, 1] },
      message:
        `option covarianceType must be one of ${quotedNames}, ` +
        "or { factors }, but it is 'banana'. " +
        "Pass for example covarianceType: 'full'.",
    },
  ])('of $of', ({ parameters, message }) => {
    const make = (): GaussianMixture =>
      GaussianMixture.fromParameters(parameters as unknown as Parameters<typeof GaussianMixture.fromParameters>[0])
    expect(make).toThrow(message)
  })
})

