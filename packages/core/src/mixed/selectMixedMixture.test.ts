import { describe, expect, it } from 'vitest'
import { formatSelection } from '../selection/formatSelection.js'
import { carcinoma, roleConflict } from '../testing/latentClassTables.js'
import { randomMixedTable } from '../testing/mixedTables.js'
import { bootstrapMixedLikelihoodRatio } from './mixedLikelihoodRatio.js'
import { selectMixedMixture } from './selectMixedMixture.js'

describe('selectMixedMixture', () => {
  it('carcinoma: BIC prefers three classes, as published', async () => {
    const { sampleWeights, ...table } = carcinoma
    const selection = await selectMixedMixture(table, { components: { minimum: 1, maximum: 4 }, sampleWeights, starts: 10 })
    expect(selection.best.model.components).toBe(3)
    expect(selection.table[0].bic).toBeCloseTo(697.136, 2)
    expect(formatSelection(selection).split('\n')).toHaveLength(5)
  })

  it('numbers alone have structures, and the true number of classes is found', async () => {
    const table = randomMixedTable({ seed: 11, rows: 400, missing: 0.05 })
    const { best, table: rows } = await selectMixedMixture(table, { components: [2, 3, 4], covarianceTypes: ['diag', 'spherical'], starts: 2 })
    expect(rows).toHaveLength(6)
    expect(best.model.components).toBe(3)
  })

  it('a stop keeps what was fitted, and a candidate that fails is a row with its error', async () => {
    const { sampleWeights, ...table } = roleConflict
    const stopped = await selectMixedMixture(table, { components: [1, 2, 3], sampleWeights, starts: 1, onCandidate: ({ candidate }) => (candidate === 1 ? 'stop' : undefined) })
    expect([stopped.table.length, stopped.stopped]).toEqual([2, true])
    const { table: rows } = await selectMixedMixture({ columns: [{ kind: 'count' }], samples: [[1], [2], [3]] }, { components: [1, 9], starts: 1 })
    expect(rows[1].error?.message).toBe('a mixture of 9 components needs at least 9 rows, but there are 3. Add rows, or lower components.')
  })
})

it('bootstrapMixedLikelihoodRatio: role conflict needs a second class, and no third', async () => {
  const samples = roleConflict.samples.flatMap((row, at) => Array.from({ length: roleConflict.sampleWeights[at] }, () => row))
  const table = { columns: roleConflict.columns, samples }
  const options = { replicates: 19, starts: 4, seed: 1 } as const
  expect((await bootstrapMixedLikelihoodRatio(table, { ...options, components: 1 })).pValue).toBe(0.05)
  expect((await bootstrapMixedLikelihoodRatio(table, { ...options, components: 2 })).pValue).toBeGreaterThan(0.1)
})
