import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { fitMixedMixture, type MixedTable } from './fitMixedMixture.js'
import { MixedMixture } from './mixedMixture.js'

const rows = 6000
const binary = { kind: 'binary' } as const
const category = { kind: 'category', levels: ['a', 'b', 'c'] } as const

/** Four binary columns of two classes, and one more column whose cells `cell` makes. */
function tableWith(column: MixedTable['columns'][number], cell: (row: number, k: number, uniform: () => number) => number): MixedTable {
  const random = createRandom(7)
  const uniform = (): number => random.uniform()
  const samples = Array.from({ length: rows }, (_, row) => {
    const k = Number(uniform() < 0.4)
    return [...Array.from({ length: 4 }, () => (uniform() < 0.15 ? 1 - k : k)), cell(row, k, uniform)]
  })
  return { columns: [binary, binary, binary, binary, column], samples }
}

describe('values that the drawn rows lack', () => {
  const lonely = 4321
  it.each<readonly [string, MixedTable]>([
    ['a level of one row', tableWith(category, (row, k, uniform) => (row === lonely ? 2 : Number(uniform() < 0.3 + 0.4 * k)))],
    ['an ordered level of one row', tableWith({ ...category, kind: 'ordinal' }, (row, k, uniform) => (row === lonely ? 2 : Number(uniform() < 0.3 + 0.4 * k)))],
    ['a count above 0 in one row', tableWith({ kind: 'count' }, row => (row === lonely ? 7 : 0))],
    ['a negative binomial count above 0 in one row', tableWith({ kind: 'count', distribution: 'negative-binomial' }, row => (row === lonely ? 7 : 0))],
    ['a category observed in one row', tableWith(category, row => (row === lonely ? 1 : NaN))],
    ['an ordinal observed in one row', tableWith({ ...category, kind: 'ordinal' }, row => (row === lonely ? 1 : NaN))],
    ['a count observed in one row', tableWith({ kind: 'count' }, row => (row === lonely ? 3 : NaN))],
    ['a negative binomial count observed in one row', tableWith({ kind: 'count', distribution: 'negative-binomial' }, row => (row === lonely ? 4 : NaN))],
  ])('%s', async (_name, table) => {
    const { model, logLikelihoods, converged } = await fitMixedMixture(table, { components: 2, starts: 2 })
    expect(converged).toBe(true)
    expect(model.columnParameters.every(Number.isFinite)).toBe(true)
    expect(model.weights[0]).toBeCloseTo(0.6, 1)
    const logDensity = await model.logDensity(table.samples)
    expect(logDensity.every(Number.isFinite)).toBe(true)
    expect(logDensity.reduce((sum, value) => sum + value, 0) / rows).toBeCloseTo(logLikelihoods.at(-1)!, 9)
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThanOrEqual(logLikelihoods[i - 1] - 1e-12)
  })

  it('a rare level has its share of the rows', async () => {
    const { model } = await fitMixedMixture(tableWith(category, (row, k, uniform) => (row === lonely ? 2 : Number(uniform() < 0.3 + 0.4 * k))), { components: 2, starts: 2 })
    const shareOf = (k: number): number => (model.distribution(4, k) as { readonly probabilities: Float64Array }).probabilities[2]
    expect(rows * (model.weights[0] * shareOf(0) + model.weights[1] * shareOf(1))).toBeCloseTo(1, 6)
  })
})

describe('given starts that exclude a row', () => {
  const samples = Array.from({ length: 60 }, (_, row) => [row % 2, row % 3 === 0 ? 1 : 0, row === 30 ? 2 : row % 2])
  const table: MixedTable = { columns: [binary, binary, category], samples }
  const startOf = (columnParameters: readonly number[][]): MixedMixture =>
    MixedMixture.fromJSON({ format: 'mixtura-mixed-mixture', version: 1, components: 2, weights: [0.5, 0.5], columns: table.columns as never, numbers: null, columnParameters: columnParameters as never })
  it.each([
    ['no class has the level', [[0.4, 0.6, 0.6, 0.4], [0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0, 0.4, 0.6, 0]]],
    ['no class has all levels of the row', [[1, 0, 0.1, 0.9], [0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0, 0.5, 0, 0.5]]],
  ])('%s', async (_name, columnParameters) => {
    const { logLikelihoods, model } = await fitMixedMixture(table, { components: 2, initialize: startOf(columnParameters) })
    expect(logLikelihoods.every(Number.isFinite)).toBe(true)
    expect((await model.logDensity(samples)).every(Number.isFinite)).toBe(true)
  })

  it('keeps a start with probabilities of 0 that excludes no row', async () => {
    const start = startOf([[1, 0, 0.1, 0.9], [0.5, 0.5, 0.5, 0.5], [0.5, 0.25, 0.25, 0.2, 0.6, 0.2]])
    const { logLikelihoods } = await fitMixedMixture(table, { components: 2, initialize: start })
    expect(logLikelihoods[0]).toBeCloseTo(await start.meanLogLikelihood(samples), 12)
  })
})

it('an error of the likelihood names what excludes a row in a mixed table', async () => {
  const table: MixedTable = { columns: [{ kind: 'number' }, binary], samples: Array.from({ length: 20 }, (_, row) => [row, row % 2]) }
  const start = MixedMixture.fromJSON({ format: 'mixtura-mixed-mixture', version: 1, components: 1, weights: [1], columns: table.columns as never, numbers: { covarianceType: 'full', means: [1e200], covariances: [1] }, columnParameters: [[0.5, 0.5]] })
  await expect(fitMixedMixture(table, { components: 1, initialize: start })).rejects.toThrow('the log-likelihood is -Infinity after 0 iterations: the density of some row is 0 in every class: it has a level or a count that no class can have, or numbers too far from every class. Pass pseudoCount: 1 or another start, or rescale the columns of numbers.')
})
