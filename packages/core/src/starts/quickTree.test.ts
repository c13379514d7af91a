import { createRandom, matrix, type Matrix } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { selectGaussianMixture } from '../selection/selectGaussianMixture.js'
import { quickTree } from './quickTree.js'
import { quickTreeRows } from './quickTreeRows.js'

/** Three axis-aligned groups of 40 rows; their standard deviations differ by orders of magnitude. */
function unequalGroups(seed: number): Matrix {
  const random = createRandom(seed)
  const groups = Array.from({ length: 3 }, () => Array.from({ length: 6 }, () => ({ mean: 4 * random.normal(), deviation: Math.exp(1.5 * random.normal()) })))
  const rows = Array.from({ length: 120 }, (_, row) => groups[row % 3].map(({ mean, deviation }) => mean + deviation * random.normal()))
  return matrix(Float64Array.from(rows.flat()), 120, 6)
}

describe('a quick tree', () => {
  it('uses fewer rows for more columns, more rows for more fits, and no tree for too few rows', () => {
    expect(quickTreeRows({ rows: 60, columns: 2, fits: 1 })).toBe(60)
    expect([2, 5, 10, 13].map(columns => quickTreeRows({ rows: 5_000, columns, fits: 1 }))).toEqual([113, 97, 55, 40])
    expect(quickTreeRows({ rows: 5_000, columns: 14, fits: 1 })).toBeUndefined()
    expect(quickTreeRows({ rows: 5_000, columns: 14, fits: 5 })).toBe(81)
    expect(quickTreeRows({ rows: 30, columns: 10, fits: 1 })).toBe(30)
  })

  it('gives every row a label', async () => {
    const tree = await quickTree({ samples: unequalGroups(1) }, { fits: 1, seed: 0 })
    expect(tree!.maxClusters).toBe(88)
    expect([...new Set(tree!.labelsAt(3))].sort()).toEqual([0, 1, 2])
    expect(tree!.labelsAt(3)).toHaveLength(120)
  })
})

// In half of these sets, starts from centres agree on optima up to five nats per sample lower.
it('is as good as a tree of all rows if groups differ in shape and size', async () => {
  for (let seed = 21; seed <= 35; seed++) {
    for (const covarianceType of ['VII', 'VVI', 'EEE'] as const) {
      const options = { components: 2, covarianceType } as const
      const fromTree = await fitGaussianMixture(unequalGroups(seed), { ...options, initialize: 'hierarchical' })
      const byDefault = await fitGaussianMixture(unequalGroups(seed), options)
      expect(byDefault.logLikelihoods.at(-1)! - fromTree.logLikelihoods.at(-1)!, `${covarianceType}, seed ${seed}`).toBeGreaterThan(-1e-4)
    }
  }
})

it('is shared by all candidates of a selection, and left out if the number of starts is given', async () => {
  const samples = unequalGroups(31)
  const options = { components: { minimum: 1, maximum: 4 }, covarianceTypes: ['VII', 'VVI'] } as const
  const alone = await selectGaussianMixture(samples, { ...options, initialize: 'hierarchical' })
  const byDefault = await selectGaussianMixture(samples, options)
  for (const { components, covarianceType, bic } of alone.table) {
    const row = byDefault.table.find(other => other.components === components && other.covarianceType === covarianceType)!
    expect(row.bic! - bic!, `${String(covarianceType)} ${components}`).toBeLessThan(0.1)
  }
  const asked = await selectGaussianMixture(samples, { ...options, starts: 2 })
  expect(asked.table.every(({ fit }) => fit!.starts.length <= 2)).toBe(true)
})

it('is left out if it has too few clusters; the error is then that of the other starts', async () => {
  const values = [0, 1, 5]
  const samples = matrix(Float64Array.from({ length: 60 }, (_, row) => values[row % 3]), 60, 1)
  const regularization = { absolute: 0.01 }
  await expect(fitGaussianMixture(samples, { components: 4, regularization })).rejects.toMatchObject({ code: 'empty-component' })
  const { table } = await selectGaussianMixture(samples, { components: { minimum: 3, maximum: 4 }, regularization })
  expect(table.map(({ error }) => error?.code)).toEqual([undefined, 'empty-component'])
})
