import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { carcinoma } from '../testing/latentClassTables.js'
import { classProfiles } from './classProfiles.js'
import { fitMixedMixture } from './fitMixedMixture.js'
import { MixedMixture } from './mixedMixture.js'

describe('classProfiles', () => {
  it('of one class, a share has the error √(p (1 - p) / n) and its interval lies on logits', async () => {
    const samples = Array.from({ length: 40 }, (_, row) => [row % 4 === 0 ? 1 : 0])
    const { model } = await fitMixedMixture({ columns: [{ kind: 'binary' }], samples }, { components: 1 })
    const { columns, weights, hasErrors } = await classProfiles(model, samples)
    const [no, yes] = columns[0].classes[0].estimates
    expect(hasErrors).toBe(true)
    expect(yes.estimate).toBe(0.25)
    expect(yes.standardError).toBeCloseTo(Math.sqrt((0.25 * 0.75) / 40), 12)
    expect(no.standardError).toBeCloseTo(yes.standardError!, 12)
    expect(Math.log(yes.upper! / (1 - yes.upper!)) - Math.log(1 / 3)).toBeCloseTo((1.959963984540054 * yes.standardError!) / 0.1875, 10)
    expect(weights).toEqual([{ estimate: 1, standardError: null, lower: null, upper: null }])
    expect(columns[0].classes[0].divergence).toBe(0)
  })

  it('weights of rows count as copies', async () => {
    const { sampleWeights, ...table } = carcinoma
    const repeated = table.samples.flatMap((row, at) => Array.from({ length: sampleWeights[at] }, () => row))
    const { model } = await fitMixedMixture(table, { components: 2, sampleWeights, pseudoCount: 0.1 })
    const [weighted, copied] = [await classProfiles(model, table.samples, { sampleWeights, pseudoCount: 0.1 }), await classProfiles(model, repeated, { pseudoCount: 0.1 })]
    weighted.columns.forEach(({ classes }, at) => classes.forEach(({ estimates }, k) => estimates.forEach(({ standardError }, l) => expect(standardError!).toBeCloseTo(copied.columns[at].classes[k].estimates[l].standardError!, 9))))
  })

  it('an estimate at the boundary has no error, and the others have', async () => {
    const { sampleWeights, ...table } = carcinoma
    const { model } = await fitMixedMixture(table, { components: 2, sampleWeights, tolerance: 1e-10 })
    const { columns } = await classProfiles(model, table.samples, { sampleWeights })
    const estimates = columns.flatMap(({ classes }) => classes.flatMap(one => one.estimates))
    expect(estimates.every(({ estimate, standardError }) => (standardError === null) === (Math.min(estimate, 1 - estimate) < 1e-6))).toBe(true)
  })

  it.each([0, 1, 3])('an ordered level that never occurs leaves the errors of the others (level %i)', async missing => {
    const random = createRandom(4)
    const observed = [0, 1, 2, 3].filter(level => level !== missing)
    const samples = Array.from({ length: 400 }, () => {
      const k = Number(random.uniform() < 0.4)
      return [...[0, 1, 2].map(() => (random.uniform() < 0.15 ? 1 - k : k)), observed[random.uniform() < 0.5 ? 1 : 2 * k]]
    })
    const binary = { kind: 'binary' } as const
    const { model } = await fitMixedMixture({ columns: [binary, binary, binary, { kind: 'ordinal', levels: ['1', '2', '3', '4'] }], samples }, { components: 2, tolerance: 1e-10 })
    const { hasErrors, columns } = await classProfiles(model, samples)
    expect(hasErrors).toBe(true)
    for (const { estimates } of columns[3].classes) expect(estimates.map(({ standardError }) => standardError !== null)).toEqual([0, 1, 2, 3].map(level => level !== missing))
  })

  it('has no errors where the rows do not tell the parameters apart', async () => {
    const samples = Array.from({ length: 60 }, (_, row) => [row % 2, row % 3 === 0 ? 1 : 0])
    const { model, warnings } = await fitMixedMixture({ columns: [{ kind: 'binary' }, { kind: 'binary' }], samples }, { components: 2 })
    expect(warnings[0].code).toBe('not-identified')
    expect((await classProfiles(model, samples)).hasErrors).toBe(false)
  })

  it('the errors are the spread of estimates over tables drawn from the model', async () => {
    const truth = MixedMixture.fromJSON({
      format: 'mixtura-mixed-mixture', version: 1, components: 2, weights: [0.6, 0.4],
      columns: [{ kind: 'number' }, { kind: 'number' }, { kind: 'category', levels: ['a', 'b', 'c'] }, { kind: 'count' }, { kind: 'ordinal', levels: ['1', '2', '3'] }, { kind: 'count', distribution: 'negative-binomial' }],
      numbers: { covarianceType: 'full', means: [0, 0, 2, 1], covariances: [1, 0.5, 0.5, 1, 1, -0.3, -0.3, 2] },
      columnParameters: [[0.6, 0.3, 0.1, 0.2, 0.3, 0.5], [2, 5], [0, 0.2, -0.3, 0, 0.7], [3, 2, 6, 4]],
    })
    const replicates = 60
    const estimates: number[][] = []
    const errors: number[][] = []
    for (let seed = 0; seed < replicates; seed++) {
      const { samples } = truth.sample(600, { seed })
      const { model } = await fitMixedMixture({ columns: [{ kind: 'number' }, { kind: 'number' }, { kind: 'category', levels: ['a', 'b', 'c'] }, { kind: 'count' }, { kind: 'ordinal', levels: ['1', '2', '3'] }, { kind: 'count', distribution: 'negative-binomial' }], samples }, { components: 2, initialize: truth })
      const { columns, weights } = await classProfiles(model, samples)
      const all = [weights[0], ...columns.flatMap(({ classes }) => classes.flatMap(one => one.estimates))]
      estimates.push(all.map(({ estimate }) => estimate))
      errors.push(all.map(({ standardError }) => standardError!))
    }
    estimates[0].forEach((_, i) => {
      const own = estimates.map(row => row[i])
      const mean = own.reduce((sum, value) => sum + value, 0) / replicates
      const spread = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (replicates - 1))
      const error = errors.reduce((sum, row) => sum + row[i], 0) / replicates
      // A standard deviation of 60 replicates has a relative error of 9 %; four of them.
      expect(error / spread).toBeGreaterThan(0.64)
      expect(error / spread).toBeLessThan(1.36)
    })
  })
})
