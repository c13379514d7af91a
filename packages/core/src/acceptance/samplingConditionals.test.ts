// Behaviours 24 to 26 (see algebra.test.ts for the list): samples, conditionals and regions of a mixture.
import { describe, expect, it } from 'vitest'
import {
  anomalyThreshold, conditionalMixture, createRandom, fitGaussianMixture, GaussianMixture, insideRegion, isAnomalous, marginalMixture,
  mergedGaussian, regress,
} from '../index.js'
import { loadSteps } from '../covariance/structures.js'
import { denseGaussian } from '../testing/denseGaussian.js'
import { everyStructure } from '../testing/everyStructure.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { randomMixture } from '../testing/randomMixture.js'

await loadSteps({ factors: 1 })

describe.each(everyStructure)('sampling, %s', (_name, covarianceType) => {
  const mixture = GaussianMixture.fromParameters(randomMixture(covarianceType, { components: 3, columns: 3, seed: 8 }))

  it('24. 20 000 samples have the means, covariances and weights of the components', () => {
    const count = 20_000
    const { samples, labels } = mixture.sample(count, { seed: 1 })
    for (let k = 0; k < 3; k++) {
      const rows = Array.from(labels.keys()).filter(n => labels[n] === k).map(n => samples.data.subarray(3 * n, 3 * n + 3))
      // Five standard deviations of the binomial distribution.
      const weight = mixture.weights[k]
      expect(Math.abs(rows.length / count - weight)).toBeLessThan(5 * Math.sqrt((weight * (1 - weight)) / count))
      const mean = [0, 1, 2].map(i => rows.reduce((sum, row) => sum + row[i], 0) / rows.length)
      mean.forEach((value, i) => expect(Math.abs(value - mixture.componentMean(k)[i])).toBeLessThan(0.1))
      const covariance = mixture.componentCovariance(k)
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) {
          const estimate = rows.reduce((sum, row) => sum + (row[i] - mean[i]) * (row[j] - mean[j]), 0) / rows.length
          // A covariance estimated from about 5000 rows has a standard error of about 2 % of the mean variance.
          const scale = Math.sqrt(covariance[4 * i] * covariance[4 * j])
          expect(Math.abs(estimate - covariance[3 * i + j])).toBeLessThan(0.1 * Math.max(1, scale))
        }
      }
    }
  })

  it('24. has exactly the given number of rows, 1 to 99', () => {
    for (let count = 1; count <= 99; count++) {
      const { samples, labels } = mixture.sample(count, { seed: count })
      expect([samples.rows, samples.columns, samples.data.length, labels.length]).toEqual([count, 3, 3 * count, count])
    }
  })

  it('24. is reproducible by the seed of the call', () => {
    expect(mixture.sample(50, { seed: 3 })).toEqual(mixture.sample(50, { seed: 3 }))
    expect(mixture.sample(50, { seed: 3 }).samples).not.toEqual(mixture.sample(50, { seed: 4 }).samples)
  })

  it('24. refuses counts below 1 and invalid seeds', () => {
    for (const count of [0, -1, 1.5, NaN]) {
      expect(() => mixture.sample(count, { seed: 1 })).toThrow(
        `option count must be a whole number of at least 1, but it is ${count}. Pass for example count: 2.`,
      )
    }
    expect(() => mixture.sample(1, { seed: -1 })).toThrow('option seed must be a whole number from 0 to 2^53 - 1, but it is -1.')
  })
})

describe.each(everyStructure)('conditionals, %s', (_name, covarianceType) => {
  const mixture = GaussianMixture.fromParameters(randomMixture(covarianceType, { components: 3, columns: 3, seed: 8 }))

  it('25. marginals have the blocks, and conditionals agree with the closed form by elimination', () => {
    const given = [2, 0]
    const values = [0.5, -1]
    const marginal = marginalMixture(mixture, given)
    const conditional = conditionalMixture(mixture, { given, values })
    const expected = [0, 1, 2].map(k => {
      const covariance = mixture.componentCovariance(k)
      const at = (i: number, j: number): number => covariance[3 * i + j]
      const block = given.flatMap(i => given.map(j => at(i, j)))
      const { logDeterminant, solve } = denseGaussian(block, 2)
      const centred = given.map((i, p) => values[p] - mixture.componentMean(k)[i])
      const solved = solve(centred)
      const gains = solve(given.map(i => at(i, 1)))
      const distance = solved.reduce((sum, value, p) => sum + value * centred[p], 0)
      return {
        logWeight: Math.log(mixture.weights[k]) - 0.5 * (logDeterminant + distance),
        mean: mixture.componentMean(k)[1] + given.reduce((sum, i, p) => sum + at(1, i) * solved[p], 0),
        variance: at(1, 1) - given.reduce((sum, i, p) => sum + at(1, i) * gains[p], 0),
        block,
      }
    })
    // The marginal keeps the order of components; conditional weights differ, so their order may differ.
    expected.forEach(({ block }, k) => expectClose(marginal.componentCovariance(k), block, { relative: 1e-14, floor: 1 }))
    const total = expected.reduce((sum, { logWeight }) => sum + Math.exp(logWeight), 0)
    const ordered = expected.sort((a, b) => b.logWeight - a.logWeight)
    expectClose(conditional.weights, ordered.map(({ logWeight }) => Math.exp(logWeight) / total), { relative: 1e-12 })
    expectClose(conditional.means, ordered.map(({ mean }) => mean), { relative: 1e-12, floor: 1 })
    ordered.forEach(({ variance }, k) => expectClose(conditional.componentCovariance(k), [variance], { relative: 1e-12 }))
  })

  it('25. satisfies the chain rule p(x, y) = p(y given x) p(x) to 1e-10', async () => {
    const random = createRandom(5)
    for (const given of [[0], [2], [2, 0], [1, 2]]) {
      const rest = [0, 1, 2].filter(column => !given.includes(column))
      for (let trial = 0; trial < 5; trial++) {
        const sample = Array.from({ length: 3 }, () => 3 * random.normal())
        const x = given.map(column => sample[column])
        const [joint] = await mixture.logDensity([sample])
        const [marginal] = await marginalMixture(mixture, given).logDensity([x])
        const [conditional] = await conditionalMixture(mixture, { given, values: x }).logDensity([rest.map(column => sample[column])])
        expect(Math.abs(conditional + marginal - joint)).toBeLessThan(1e-10)
      }
    }
  })

  it('25. one Gaussian in place of the mixture has its mean, and its covariance by the law of total covariance', () => {
    const merged = mergedGaussian(mixture)
    const mean = [0, 1, 2].map(i => mixture.weights.reduce((sum, weight, k) => sum + weight * mixture.means[3 * k + i], 0))
    const total = Array.from({ length: 9 }, (_, at) => {
      const [i, j] = [Math.floor(at / 3), at % 3]
      return mixture.weights.reduce(
        (sum, weight, k) =>
          sum + weight * (mixture.componentCovariance(k)[at] + (mixture.means[3 * k + i] - mean[i]) * (mixture.means[3 * k + j] - mean[j])),
        0,
      )
    })
    expectClose(merged.means, mean, { relative: 1e-14, floor: 1 })
    expectClose(merged.componentCovariance(0), total, { relative: 1e-13, floor: 1 })
  })
})

it('25. the conditional of one component is the least-squares line for one component', async () => {
  const random = createRandom(3)
  const rows = Array.from({ length: 200 }, () => {
    const x = random.normal()
    return [x, 2 - 3 * x + random.normal()]
  })
  const { model: fitted } = await fitGaussianMixture(rows, {
    components: 1,
    covarianceType: 'full',
    regularization: { absolute: 0 },
  })
  const mean = (column: number): number => rows.reduce((sum, row) => sum + row[column], 0) / rows.length
  const [meanX, meanY] = [mean(0), mean(1)]
  const slope =
    rows.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / rows.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  const { means } = await regress(fitted, [[-2], [5]], { predictors: [0] })
  expect(means.data[0]).toBeCloseTo(meanY + slope * (-2 - meanX), 10)
  expect(means.data[1]).toBeCloseTo(meanY + slope * (5 - meanX), 10)
})

it('25. regression is exact without noise, except for the regularisation', async () => {
  const rows = Array.from({ length: 50 }, (_, n) => [n / 10, 4 + 3 * (n / 10), 1 - n / 10])
  const { model: fitted } = await fitGaussianMixture(rows, {
    components: 1,
    covarianceType: 'full',
    regularization: { absolute: 1e-9 },
  })
  const { means, covariances } = await regress(fitted, [[0.33], [2.7]], { predictors: [0] })
  // Ridge shrinks the slope by 1e-9 / var(x), about 5e-10.
  expect(means.data[0]).toBeCloseTo(4.99, 8)
  expect(means.data[1]).toBeCloseTo(0.67, 8)
  expect(means.data[2]).toBeCloseTo(12.1, 8)
  expect(Math.max(...covariances.map(Math.abs))).toBeLessThan(1e-7)
})

it('25. a conditional stays finite if every density underflows, and leaves out components of weight 0', async () => {
  const model = GaussianMixture.fromParameters({
    covarianceType: 'spherical',
    weights: [0.6, 0.4],
    means: [[0, 0], [0, 5]],
    covariances: [1, 1],
  })
  const far = conditionalMixture(model, { given: [0], values: [1e4] }) // ln p(x) is about -5e7, with an error of about 1e-8
  expect(far.weights[0]).toBeCloseTo(0.6, 7)
  expect(far.weights[1]).toBeCloseTo(0.4, 7)
  expect(Array.from(far.means)).toEqual([0, 5])

  const separated = conditionalMixture(model, { given: [1], values: [1e4] })
  expect(separated.components).toBe(1) // the other has weight exp(-5e4)
  expect(GaussianMixture.fromJSON(JSON.parse(JSON.stringify(separated))).weights).toEqual(Float64Array.of(1))
  expect((await separated.logDensity([[0]]))[0]).toBeCloseTo(-0.5 * Math.log(2 * Math.PI), 14)
})

const plane = GaussianMixture.fromParameters({
  covarianceType: 'full',
  weights: [0.7, 0.3],
  means: [[0, 0], [3, 1]],
  covariances: [[[2, 0.8], [0.8, 1]], [[1, 0], [0, 4]]],
})

const mean = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0) / flags.length

it.each([0.5, 0.95])('26. a region contains the given probability (%s)', async probability => {
  const { samples } = plane.sample(20_000, { seed: 77 })
  // The draws for the threshold and for the samples have a standard error of at most 0.0035 each; the tolerance is four of both.
  expect(Math.abs(mean(await insideRegion(plane, samples, { probability, seed: 3 })) - probability)).toBeLessThan(0.02)
})

const twoPeaks = GaussianMixture.fromParameters({
  covarianceType: 'spherical', weights: [0.5, 0.5], means: [[0, 0], [6, 0]], covariances: [1, 2],
})

it.each([0.001, 0.01, 0.1, 0.5, 0.999])('26. calls ⌊%s N⌋ of N rows anomalous', async quantile => {
  const { samples } = twoPeaks.sample(1003, { seed: 4 })
  const threshold = await anomalyThreshold(twoPeaks, samples, { quantile })
  const flags = await isAnomalous(twoPeaks, samples, threshold)
  expect(flags.reduce((sum, flag) => sum + flag, 0)).toBe(Math.floor(quantile * 1003))
})
