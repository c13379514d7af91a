import { toMatrix } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { imputeMissing } from '../missing/imputeMissing.js'
import { randomMixedTable } from '../testing/mixedTables.js'
import { klDivergence } from '../use/klDivergence.js'
import { fitMixedMixture } from './fitMixedMixture.js'
import { imputeMixed, predictColumn } from './imputeMixed.js'
import { MixedMixture } from './mixedMixture.js'

const table = randomMixedTable({ seed: 7, rows: 300, missing: 0.1 })
const { model } = await fitMixedMixture(table, { components: 3, pseudoCount: 0.5, starts: 2 })
const row = [2.5, 3, 1, 2, 1, 4]

/** Two classes of weights ¼ and ¾ over a category and a count. */
const small = MixedMixture.fromJSON({
  format: 'mixtura-mixed-mixture', version: 1, columns: [{ kind: 'category', levels: ['a', 'b', 'c'] }, { kind: 'count' }],
  components: 2, weights: [0.75, 0.25], numbers: null, columnParameters: [[0.5, 0.25, 0.25, 0, 0.5, 0.5], [2, 6]],
})

describe('conditional and marginal', () => {
  it('p(x, y) = p(y | x) p(x), whatever the columns are', async () => {
    for (const given of [[0], [2], [5], [0, 2], [1, 3, 5], [0, 1], [2, 3, 4, 5]]) {
      const rest = row.map((_, at) => at).filter(at => !given.includes(at))
      const conditional = model.conditional({ given, values: given.map(at => row[at]) })
      const [joint] = await model.logDensity([row])
      const [marginal] = await model.marginal(given).logDensity([given.map(at => row[at])])
      const [ofRest] = await conditional.logDensity([rest.map(at => row[at])])
      expect(ofRest + marginal).toBeCloseTo(joint, 9)
      expect(conditional.columns.map(({ name }) => name)).toEqual(rest.map(at => model.columns[at].name))
    }
  })

  it('a category that one class cannot have leaves the other', () => {
    const conditional = small.conditional({ given: [0], values: [0] })
    expect(conditional.components).toBe(1)
    expect(conditional.distribution(0, 0)).toEqual({ kind: 'count', mean: 2, variance: 2, size: null })
    expect(() => new MixedMixture({ ...small, weights: Float64Array.of(0.75, 0.25) }).conditional({ given: [0, 1], values: [0, 1] })).toThrow('given must be fewer than all 2 columns')
    expect(() => small.conditional({ given: [0], values: [NaN] })).toThrow('values must be without missing cells')
  })
})

describe('imputation and prediction', () => {
  it('fills a level with the most probable one, and a count with its expectation', async () => {
    const filled = await imputeMixed(small, [[NaN, 0], [NaN, 20], [0, NaN], [1, NaN]])
    expect(Array.from(filled.data.slice(0, 7))).toEqual([0, 0, 1, 20, 0, 2, 1])
    expect(filled.data[7]).toBeCloseTo((2 * 0.75 * 0.25 + 6 * 0.25 * 0.5) / (0.75 * 0.25 + 0.25 * 0.5), 12)
  })

  it('keeps observed cells, and draws what the seed says', async () => {
    const data = toMatrix(table.samples)
    const one = await imputeMixed(model, table.samples, { method: 'draw', seed: 1 })
    expect(await imputeMixed(model, table.samples, { method: 'draw', seed: 1 })).toEqual(one)
    data.data.forEach((cell, at) => expect(Number.isNaN(cell) ? Number.isFinite(one.data[at]) : one.data[at] === cell).toBe(true))
    await model.logDensity(one)
  })

  it('fills numbers as imputeMissing does, if there are only numbers', async () => {
    const columns = [{ kind: 'number' }, { kind: 'number' }] as const
    const samples = (table.samples as readonly number[][]).map(cells => cells.slice(0, 2))
    const numbers = (await fitMixedMixture({ columns, samples }, { components: 2 })).model
    expect(await imputeMixed(numbers, samples)).toEqual(await imputeMissing(numbers.numbers!, samples))
  })

  it('predicts as the conditional mixture does', async () => {
    for (const column of [0, 2, 3, 5]) {
      const given = row.map((_, at) => at).filter(at => at !== column)
      const conditional = model.conditional({ given, values: given.map(at => row[at]) })
      const { means, probabilities } = await predictColumn(model, [row], column)
      const own = Array.from(conditional.weights, (weight, k) => ({ weight, distribution: conditional.distribution(0, k) }))
      const meanOf = (distribution: ReturnType<typeof conditional.distribution>): number => ('mean' in distribution ? distribution.mean : distribution.probabilities.reduce((sum, probability, l) => sum + l * probability, 0))
      expect(means[0]).toBeCloseTo(own.reduce((sum, { weight, distribution }) => sum + weight * meanOf(distribution), 0), 9)
      expect(probabilities === null).toBe(column === 0 || column === 5)
      if (probabilities) expect(Float64Array.from(probabilities.data).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
    }
  })
})

describe('klDivergence', () => {
  it('is 0 of a mixture from itself, and positive from another', async () => {
    expect(await klDivergence(model, model)).toEqual({ klDivergence: 0, standardError: 0 })
    const other = (await fitMixedMixture(table, { components: 1, pseudoCount: 0.5 })).model
    const { klDivergence: divergence, standardError } = await klDivergence(model, other, { draws: 4000 })
    expect(divergence).toBeGreaterThan(5 * standardError)
  })

  it('is infinite where the other has no density', async () => {
    const certain = small.conditional({ given: [1], values: [0] })
    expect(await klDivergence(certain, MixedMixture.fromJSON({ ...certain.toJSON(), components: 1, weights: [1], columnParameters: [[1, 0, 0]] }))).toEqual({ klDivergence: Infinity, standardError: Infinity })
  })
})

it('draws the shares, means and variances of the distributions', () => {
  const { samples, labels } = small.sample(20_000, { seed: 2 })
  const share = labels.reduce((sum, label) => sum + Number(label === 1), 0) / labels.length
  expect(share).toBeCloseTo(0.25, 1)
  const counts = Array.from({ length: samples.rows }, (_, at) => samples.data[2 * at + 1])
  const mean = counts.reduce((sum, value) => sum + value, 0) / counts.length
  expect(mean).toBeCloseTo(3, 1)
  expect(counts.reduce((sum, value) => sum + (value - mean) ** 2, 0) / counts.length).toBeCloseTo(3 + 0.75 * 1 + 0.25 * 9, 0)
})
