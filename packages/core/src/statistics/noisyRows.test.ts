import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { sampleMixture } from '../mixture/sampleMixture.js'
import { noise } from '../testing/blobs.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { iris } from '../testing/iris.js'
import { structureNames } from '../testing/structureNames.js'
import { samplesSource } from './samplesSource.js'

/** [N, D] the same variances for every row. */
const everywhere = (rows: number, variances: readonly number[]): Matrix =>
  matrix(Float64Array.from({ length: rows * variances.length }, (_, at) => variances[at % variances.length]), rows, variances.length)

describe.each(structureNames)('%s', covarianceType => {
  it('is the fit without noise if all variances are 0', async () => {
    const { model } = await fitGaussianMixture(iris, { components: 3, covarianceType, starts: 1, maxIterations: 0 })
    const options = { components: 3, covarianceType, initialize: model, tolerance: 0, maxIterations: 8 } as const
    const plain = await fitGaussianMixture(iris, options)
    const noisy = await fitGaussianMixture(iris, { ...options, noiseCovariances: everywhere(150, [0, 0, 0, 0]) })
    expectClose(noisy.logLikelihoods, plain.logLikelihoods, { relative: 1e-9 })
    expectClose(noisy.model.means, plain.model.means, { relative: 1e-9 })
    expectClose(noisy.model.covariances, plain.model.covariances, { relative: 1e-9, floor: 1 })
  })

  it('never lowers the likelihood of the measured values', async () => {
    const random = createRandom(4)
    const noiseCovariances = matrix(Float64Array.from({ length: 600 }, () => 0.2 * random.uniform()), 150, 4)
    const { logLikelihoods } = await fitGaussianMixture(iris, {
      components: 2, covarianceType, noiseCovariances, starts: 1, regularization: { absolute: 0 }, tolerance: 0, maxIterations: 25,
    })
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThan(logLikelihoods[i - 1] - 1e-12)
  })
})

it('subtracts equal noise from the sample covariance of one component', async () => {
  const options = { components: 1, regularization: { absolute: 0 }, tolerance: 1e-15, maxIterations: 3000 } as const
  const plain = await fitGaussianMixture(iris, options)
  const variances = [0.01, 0.005, 0.01, 0.005] // less than the least eigenvalue, 0.024, so that a covariance remains
  const { model } = await fitGaussianMixture(iris, { ...options, noiseCovariances: everywhere(150, variances) })
  // The rows are normal with covariance Σ + S, whose maximum-likelihood estimate is the sample covariance.
  expectClose(model.means, plain.model.means, { relative: 1e-6 })
  expectClose(model.covariances, plain.model.covariances.map((value, at) => value - (at % 5 === 0 ? variances[at / 5] : 0)), {
    relative: 1e-4, floor: 1,
  })
})

it('gives the statistics of one row by hand', async () => {
  const { noisyRowsSource } = await import('./noisyRowsSource.js')
  const source = await noisyRowsSource([[5]], matrix(Float64Array.of(3), 1, 1))
  const statistics = await source.accumulate(
    { covarianceType: 'diag', components: 1, columns: 1, weights: Float64Array.of(1), means: Float64Array.of(2), covariances: Float64Array.of(6) },
    { scatter: 'diagonal' },
  )
  // T = 9: the true value is 2 + 6/9 · 3 = 4, with variance 6 - 36/9 = 2.
  expectClose(statistics.sums, [2], { relative: 1e-15 })
  expectClose(statistics.scatters, [4 + 2], { relative: 1e-14 })
  expect(statistics.logLikelihood).toBeCloseTo(-0.5 * (Math.log(2 * Math.PI * 9) + 1), 14)
})

it('recovers the mixture without the noise', async () => {
  const truth = GaussianMixture.fromParameters({
    covarianceType: 'full', weights: [0.6, 0.4], means: [[0, 0], [5, 3]], covariances: [[[1, 0.5], [0.5, 1]], [[0.5, -0.2], [-0.2, 1]]],
  })
  const rows = 3000
  const { samples } = sampleMixture(truth, rows, { random: createRandom(1) })
  const random = createRandom(2)
  const variances = Float64Array.from({ length: 2 * rows }, () => 2 * random.uniform())
  const errors = noise(rows, 2, 3).data
  const measured = matrix(Float64Array.from(samples.data, (value, at) => value + Math.sqrt(variances[at]) * errors[at]), rows, 2)
  const { model } = await fitGaussianMixture(measured, { components: 2, noiseCovariances: matrix(variances, rows, 2), starts: 1 })
  const ignoring = await fitGaussianMixture(measured, { components: 2, starts: 1 })
  expectClose(model.weights, truth.weights, { relative: 0.05 })
  expectClose(model.means, truth.means, { relative: 0.15, floor: 1 })
  expectClose(model.covariances, truth.covariances, { relative: 0.2, floor: 1 })
  expect(ignoring.model.covariances[0]).toBeGreaterThan(1.7) // 1 and a mean noise of 1
})

it('treats diagonal covariances like variances, and supports correlated noise', async () => {
  const { model: initialize } = await fitGaussianMixture(iris, { components: 2, starts: 1, maxIterations: 0 })
  const options = { components: 2, initialize, tolerance: 0, maxIterations: 4 } as const
  const variances = [0.1, 0.05, 0.2, 0.01]
  const asMatrix = variances.flatMap((variance, i) => variances.map((_, j) => (i === j ? variance : 0)))
  const diagonal = await fitGaussianMixture(iris, { ...options, noiseCovariances: everywhere(150, variances) })
  const whole = await fitGaussianMixture(iris, { ...options, noiseCovariances: everywhere(150, asMatrix) })
  expect(whole.logLikelihoods).toEqual(diagonal.logLikelihoods)
  expect(whole.model.toJSON()).toEqual(diagonal.model.toJSON())
  const correlated = asMatrix.slice()
  correlated[2] = correlated[8] = 0.1
  const other = await fitGaussianMixture(iris, { ...options, noiseCovariances: everywhere(150, correlated) })
  expect(other.logLikelihoods.at(-1)).not.toBe(diagonal.logLikelihoods.at(-1))
})

it('supports weights and label priors', async () => {
  const knowledge = {
    sampleWeights: Float64Array.from({ length: 150 }, (_, row) => row % 3),
    labelPriors: matrix(Float64Array.from({ length: 300 }, (_, at) => 1 + (at % 7)), 150, 2),
  }
  const { model: initialize } = await fitGaussianMixture(iris, { components: 2, starts: 1, maxIterations: 0 })
  const options = { components: 2, initialize, ...knowledge, tolerance: 0, maxIterations: 5 } as const
  const plain = await fitGaussianMixture(iris, options)
  const noisy = await fitGaussianMixture(iris, { ...options, noiseCovariances: everywhere(150, [0, 0, 0, 0]) })
  expectClose(noisy.logLikelihoods, plain.logLikelihoods, { relative: 1e-9 })
})

it.each<{ of: string; noiseCovariances: Matrix; message: string }>([
  {
    of: 'another shape',
    noiseCovariances: matrix(new Float64Array(9), 3, 3),
    message:
      'noiseCovariances must be [3, 2] variances or [3, 4] covariances, but it is [3, 3]. ' +
      'Give each row the variances of its columns, or its whole covariance matrix.',
  },
  {
    of: 'a negative variance',
    noiseCovariances: matrix(Float64Array.of(1, 1, 1, -1, 1, 1), 3, 2),
    message: 'noiseCovariances must be finite variances of at least 0, but it is -1 at row 1, column 1. Correct that entry.',
  },
  {
    of: 'a variance that is no number',
    noiseCovariances: matrix(Float64Array.of(1, 1, 1, 1, NaN, 1), 3, 2),
    message: 'noiseCovariances must be finite variances of at least 0, but it is NaN at row 2, column 0. Correct that entry.',
  },
  {
    of: 'an asymmetric covariance',
    noiseCovariances: matrix(Float64Array.of(1, 0, 0, 1, 1, 0.5, 0, 1, 1, 0, 0, 1), 3, 4),
    message:
      'noiseCovariances must be symmetric and positive semidefinite, but it is 0 at [1, 0] and 0.5 at [0, 1] of row 1. Correct those entries.',
  },
  {
    of: 'a correlation above 1',
    noiseCovariances: matrix(Float64Array.of(1, 2, 2, 1, 1, 0, 0, 1, 1, 0, 0, 1), 3, 4),
    message: 'noiseCovariances must be symmetric and positive semidefinite, but it is 2 at [1, 0] and 2 at [0, 1] of row 0.',
  },
])('refuses $of', async ({ noiseCovariances, message }) => {
  await expect(fitGaussianMixture([[1, 2], [2, 0], [5, 1]], { components: 1, noiseCovariances })).rejects.toThrow(message)
})

describe('refuses in combination', () => {
  it('missing cells', async () => {
    const fitting = fitGaussianMixture([[1], [NaN]], { components: 1, missing: 'marginalize', noiseCovariances: matrix(Float64Array.of(1, 1), 2, 1) })
    await expect(fitting).rejects.toThrow(
      "option missing must be 'error' beside noiseCovariances, but it is 'marginalize'. Give a missing cell a very large variance instead.",
    )
  })

  it.each(['sampleWeights', 'missing', 'labelPriors', 'noiseCovariances'] as const)('a source with %s', async option => {
    const given = { sampleWeights: new Float64Array(150), missing: 'error', labelPriors: iris, noiseCovariances: iris }[option]
    const fitting = fitGaussianMixture(await samplesSource(iris), { components: 4, [option]: given })
    await expect(fitting).rejects.toThrow(
      `option ${option} must be left to the source, but it is 'given beside a source'. Build the source with it, or pass samples.`,
    )
  })
})
