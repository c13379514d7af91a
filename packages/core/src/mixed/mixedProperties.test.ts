import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { adjustedRandIndex } from '../metrics/adjustedRandIndex.js'
import { randomMixedTable } from '../testing/mixedTables.js'
import { adjacentCategories } from './adjacentCategories.js'
import type { ColumnFamily, ColumnShape } from './columnFamily.js'
import { fitMixedMixture, type MixedTable } from './fitMixedMixture.js'
import { MixedMixture } from './mixedMixture.js'
import { negativeBinomial } from './negativeBinomial.js'
import { poisson, poissonVariate } from './poisson.js'

const table = randomMixedTable({ seed: 21, rows: 160, missing: 0.08 })
const rows = table.samples as readonly number[][]
/** The same start for every form of a table. */
const options = { components: 3, covarianceType: 'full', initialize: { labels: rows.map((_, row) => row % 3) }, maxIterations: 25, tolerance: 0 } as const
const { logLikelihoods } = await fitMixedMixture(table, options)
const expectSame = (other: readonly number[]): void => other.forEach((value, i) => expect(value).toBeCloseTo(logLikelihoods[i], 8))

describe('the same table in another form has the same fit', () => {
  it('with the levels of a category in another order', async () => {
    const samples = rows.map(row => row.map((cell, at) => (at === 2 && !Number.isNaN(cell) ? [2, 0, 1][cell] : cell)))
    expectSame((await fitMixedMixture({ ...table, samples }, options)).logLikelihoods)
  })

  it('with the columns in another order', async () => {
    const order = [5, 3, 1, 0, 4, 2]
    const permuted: MixedTable = { columns: order.map(at => table.columns[at]), samples: rows.map(row => order.map(at => row[at])) }
    expectSame((await fitMixedMixture(permuted, options)).logLikelihoods)
  })

  it('with an ordinal column upside down', async () => {
    const samples = rows.map(row => row.map((cell, at) => (at === 3 ? 3 - cell : cell)))
    expectSame((await fitMixedMixture({ ...table, samples }, options)).logLikelihoods)
  })

  it('with the weight of each row split over two copies', async () => {
    const random = createRandom(1)
    const shares = rows.map(() => random.uniform())
    const split = { ...options, initialize: { labels: [...options.initialize.labels, ...options.initialize.labels] }, sampleWeights: [...shares, ...shares.map(share => 1 - share)] }
    expectSame((await fitMixedMixture({ ...table, samples: [...rows, ...rows] }, split)).logLikelihoods)
  })

  it('with columns of numbers in other units, up to the change of variables', async () => {
    const samples = rows.map(row => row.map((cell, at) => (at === 0 ? 1000 * cell + 5 : cell)))
    const scaled = await fitMixedMixture({ ...table, samples }, options)
    const observed = rows.filter(row => !Number.isNaN(row[0])).length / rows.length
    expect(scaled.logLikelihoods.at(-1)! + observed * Math.log(1000)).toBeCloseTo(logLikelihoods.at(-1)!, 6)
  })
})

it('recovers the classes and parameters of 100 tables', async () => {
  const truth = MixedMixture.fromJSON({
    format: 'mixtura-mixed-mixture', version: 1, components: 3, weights: [0.5, 0.3, 0.2],
    columns: [{ kind: 'number' }, { kind: 'category', levels: ['a', 'b', 'c'] }, { kind: 'count' }, { kind: 'binary' }, { kind: 'ordinal', levels: ['1', '2', '3', '4'] }],
    numbers: { covarianceType: 'spherical', means: [0, 3, 6], covariances: [1, 1, 1] },
    columnParameters: [[0.8, 0.1, 0.1, 0.1, 0.8, 0.1, 0.1, 0.1, 0.8], [1, 4, 9], [0.9, 0.1, 0.5, 0.5, 0.2, 0.8], [0, 0, 0, 0, 0, 0.8, 1.6]],
  })
  let recovered = 0
  for (let seed = 0; seed < 100; seed++) {
    const { samples, labels } = truth.sample(300, { seed })
    const { model } = await fitMixedMixture({ columns: [{ kind: 'number' }, { kind: 'category', levels: ['a', 'b', 'c'] }, { kind: 'count' }, { kind: 'binary' }, { kind: 'ordinal', levels: ['1', '2', '3', '4'] }], samples }, { components: 3, covarianceType: 'spherical', seed })
    const agreement = adjustedRandIndex(Array.from(labels), Array.from(await model.predict(samples)))
    const ideal = adjustedRandIndex(Array.from(labels), Array.from(await truth.predict(samples)))
    if (agreement > ideal - 0.05) recovered++
  }
  // A class of 60 rows is now and then drawn so that another optimum is better.
  expect(recovered).toBeGreaterThanOrEqual(97)
}, 120_000)

describe('families', () => {
  const shape: ColumnShape = { components: 2, levels: 4 }
  const total = (family: ColumnFamily, parameters: Float64Array, values: Float64Array, own = shape): number =>
    family.logProbabilities(parameters, values, own).reduce((sum, log, at) => (at % 2 === 0 ? sum + Math.exp(log) : sum), 0)

  it('sum to 1 over their values', () => {
    const counts = Float64Array.from({ length: 2000 }, (_, value) => value)
    expect(total(poisson, Float64Array.of(7.5, 1), counts)).toBeCloseTo(1, 12)
    expect(total(negativeBinomial, Float64Array.of(7.5, 0.7, 1, 1), counts)).toBeCloseTo(1, 10)
    expect(total(negativeBinomial, Float64Array.of(300, 3, 1, 1), counts)).toBeCloseTo(1, 6)
    expect(total(adjacentCategories, Float64Array.of(0, 0.3, -1, 2, 0, 0.5), Float64Array.of(0, 1, 2, 3))).toBeCloseTo(1, 12)
  })

  it('a negative binomial of huge size is Poisson, and of size 1 geometric', () => {
    const values = Float64Array.of(0, 1, 5, 20)
    const [large, limit] = [negativeBinomial.logProbabilities(Float64Array.of(4, 1e6, 4, 1e6), values, shape), poisson.logProbabilities(Float64Array.of(4, 4), values, shape)]
    large.forEach((log, at) => expect(log).toBeCloseTo(limit[at], 3))
    const geometric = negativeBinomial.logProbabilities(Float64Array.of(3, 1, 3, 1), values, shape)
    values.forEach((value, v) => expect(geometric[2 * v]).toBeCloseTo(Math.log(0.25) + value * Math.log(0.75), 11))
  })

  it('the size of a negative binomial is the most likely one', () => {
    const values = Float64Array.of(0, 1, 2, 3, 5, 9, 14)
    const counts = Float64Array.from(values, (_, v) => [9, 6, 5, 4, 3, 2, 1][v]).reduce<number[]>((all, count) => [...all, count, 0], [])
    const own = { components: 2, levels: 0 }
    const estimate = negativeBinomial.estimate({ ...own, values, counts: Float64Array.from(counts), pseudoCount: 0, previous: Float64Array.of(1, 1, 1, 1) })
    const likelihood = (size: number): number => negativeBinomial.logProbabilities(Float64Array.of(estimate[0], size, 1, 1), values, own).reduce((sum, log, at) => sum + (at % 2 === 0 ? log * counts[at] : 0), 0)
    expect(likelihood(estimate[1])).toBeGreaterThanOrEqual(likelihood(estimate[1] * 1.01))
    expect(likelihood(estimate[1])).toBeGreaterThanOrEqual(likelihood(estimate[1] * 0.99))
  })

  it('adjacent categories reproduce the margins of levels and the mean level of each class', () => {
    const values = Float64Array.of(0, 1, 2, 3)
    const counts = Float64Array.of(10, 1, 6, 3, 3, 7, 1, 9)
    const parameters = adjacentCategories.estimate({ ...shape, values, counts, pseudoCount: 0 })
    const logs = adjacentCategories.logProbabilities(parameters, values, shape)
    const totals = [20, 20]
    for (let l = 0; l < 4; l++) expect(totals[0] * Math.exp(logs[2 * l]) + totals[1] * Math.exp(logs[2 * l + 1])).toBeCloseTo(counts[2 * l] + counts[2 * l + 1], 5)
    for (let k = 0; k < 2; k++) expect(adjacentCategories.mean(parameters, k, shape)).toBeCloseTo([0, 1, 2, 3].reduce((sum, l) => sum + l * counts[2 * l + k], 0) / totals[k], 6)
  })

  it.each([0.3, 12, 400])('Poisson draws have mean and variance %s', rate => {
    const random = createRandom(4)
    const draws = Array.from({ length: 20_000 }, () => poissonVariate(rate, random))
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length
    const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length
    expect(Math.abs(mean - rate)).toBeLessThan(4 * Math.sqrt(rate / draws.length))
    expect(Math.abs(variance / rate - 1)).toBeLessThan(4 * Math.sqrt((2 + 1 / rate) / draws.length))
  })
})
