import { describe, expect, it } from 'vitest'
import { covarianceName } from '../covariance/covarianceName.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { blobs } from '../testing/blobs.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { crossValidatedLogLikelihood } from './crossValidatedLogLikelihood.js'
import { selectGaussianMixture, type ComponentCounts, type SelectionOptions } from './selectGaussianMixture.js'

const shapesOf = (table: readonly { components: number; covarianceType: CovarianceType }[]): string[] =>
  table.map(({ components, covarianceType }) => `${covarianceName(covarianceType)} ${components}`)

describe('what is fitted', () => {
  it('takes the numbers of components one by one', async () => {
    const { table } = await selectGaussianMixture(oldFaithful, { components: [4, 1], covarianceTypes: ['diag'] })
    expect(shapesOf(table).sort()).toEqual(['diag 1', 'diag 4'])
  })

  it("fits the fourteen structures for 'all'", async () => {
    const { table } = await selectGaussianMixture(oldFaithful, { components: [2], covarianceTypes: 'all', starts: 1 })
    expect(table.map(({ covarianceType }) => covarianceType).sort()).toEqual([
      'EEE', 'EEI', 'EEV', 'EII', 'EVE', 'EVI', 'EVV', 'VEE', 'VEI', 'VEV', 'VII', 'VVE', 'VVI', 'VVV',
    ])
  })
})

describe('criteria', () => {
  it("ranks by soft assignments for 'icl-soft'", async () => {
    const { table, criterion } = await selectGaussianMixture(oldFaithful, {
      components: [1, 2, 3, 4], covarianceTypes: ['EEE', 'VVV'], criterion: 'icl-soft',
    })
    expect(criterion).toBe('icl-soft')
    expect(table.map(({ iclSoft }) => iclSoft)).toEqual(table.map(({ iclSoft }) => iclSoft!).sort((a, b) => a - b))
    for (const { fit, icl, iclSoft } of table) {
      expect(iclSoft).toBeCloseTo(await fit!.model.icl(oldFaithful, { assignment: 'soft' }), 8)
      expect(icl).toBeCloseTo(await fit!.model.icl(oldFaithful, { assignment: 'hard' }), 8)
    }
  })

  it('ranks by held-out rows, the most likely first', async () => {
    const { samples } = blobs([[0, 0], [9, 0]], { rows: 120, seed: 5 })
    const options = { folds: 3, seed: 2, starts: 2 }
    const { best, table } = await selectGaussianMixture(samples, {
      ...options, components: [1, 2, 121], covarianceTypes: ['VII'], criterion: 'cross-validation',
    })
    expect([best.model.components, ...shapesOf(table)]).toEqual([2, 'VII 2', 'VII 1', 'VII 121'])
    for (const { components, covarianceType, ...row } of table.slice(0, 2)) {
      const { meanLogLikelihood, standardError } = await crossValidatedLogLikelihood(samples, { ...options, components, covarianceType })
      expect([row.crossValidatedLogLikelihood, row.crossValidatedStandardError]).toEqual([meanLogLikelihood, standardError])
    }
    expect([table[2].crossValidatedLogLikelihood, table[2].crossValidatedStandardError]).toEqual([null, null])
  })

  it('keeps a fit of which a fold failed, behind the others', async () => {
    // 100 components have rows enough in all of the 120, but not in 60.
    const { samples } = blobs([[0], [9]], { rows: 120, seed: 5 })
    const { table } = await selectGaussianMixture(samples, {
      components: [100, 1], covarianceTypes: ['EII'], criterion: 'cross-validation', folds: 2, starts: 1, maxIterations: 3,
    })
    expect(shapesOf(table)).toEqual(['EII 1', 'EII 100'])
    expect(table[1].fit!.model.components).toBe(100)
    expect(table[1]).toMatchObject({ crossValidatedLogLikelihood: null, error: { code: 'too-few-rows', rows: 60 } })
  })

  it("does not validate what 'stop' ended", async () => {
    const { table, stopped } = await selectGaussianMixture(iris, { components: [2, 3], criterion: 'cross-validation', onIteration: () => 'stop' })
    expect([table.length, stopped, table[0].crossValidatedLogLikelihood]).toEqual([1, true, null])
  })
})

describe('criteria under what is known of the rows', () => {
  it('counts rows by their weights: weight 2 is the row twice, weight 0 the row removed', async () => {
    const sampleWeights = Float64Array.from({ length: 150 }, (_, row) => row % 3)
    const repeated = Array.from({ length: 150 }, (_, row) =>
      Array.from({ length: row % 3 }, () => Array.from(iris.data.subarray(row * 4, row * 4 + 4))),
    ).flat()
    const options = { components: [2], covarianceTypes: ['full', 'diag'], tolerance: 1e-10 } as const
    const weighted = await selectGaussianMixture(iris, { ...options, sampleWeights })
    const twice = await selectGaussianMixture(repeated, options)
    weighted.table.forEach((row, at) => {
      for (const name of ['bic', 'aic', 'icl', 'iclSoft'] as const) expect(row[name]).toBeCloseTo(twice.table[at]![name]!, 4)
    })
    const { bic, icl, fit } = weighted.table[0]
    expect(bic).toBeCloseTo(await fit!.model.bic(iris, { sampleWeights }), 8)
    expect(icl).toBeCloseTo(await fit!.model.icl(iris, { sampleWeights, assignment: 'hard' }), 8)
  })

  it('counts the cells that are there', async () => {
    const samples = { ...iris, data: Float64Array.from(iris.data, (value, at) => (at % 7 === 0 ? NaN : value)) }
    const missing = 'marginalize'
    const { table } = await selectGaussianMixture(samples, { components: [1, 2], missing, criterion: 'icl' })
    for (const { fit, bic, aic, icl } of table) {
      expect(bic).toBeCloseTo(await fit!.model.bic(samples, { missing }), 6)
      expect(aic).toBeCloseTo(await fit!.model.aic(samples, { missing }), 6)
      expect(icl).toBeCloseTo(await fit!.model.icl(samples, { missing, assignment: 'hard' }), 6)
    }
  })

  it('has no doubt about rows whose component is known, and the usual doubt where nothing is known', async () => {
    const priors = (prior: (row: number, k: number) => number) => ({
      data: Float64Array.from({ length: 300 }, (_, at) => prior(Math.floor(at / 2), at % 2)), rows: 150, columns: 2,
    })
    // From the same starts: beside labelPriors there is none from a tree.
    const options = { components: [2], covarianceTypes: ['EII'], initialize: 'k-means++' } as const
    const known = await selectGaussianMixture(iris, { ...options, labelPriors: priors((row, k) => Number(row % 2 === k)) })
    const [row] = known.table
    expect([row!.icl, row!.iclSoft]).toEqual([row!.bic, row!.bic])
    expect(row!.bic).toBeCloseTo(-2 * 150 * known.best.logLikelihoods.at(-1)! + known.best.model.parameterCount * Math.log(150), 8)

    const plain = await selectGaussianMixture(iris, options)
    const nothing = await selectGaussianMixture(iris, { ...options, labelPriors: priors(() => 3) })
    for (const name of ['bic', 'icl', 'iclSoft'] as const) {
      expect(nothing.table[0]![name]).toBeCloseTo(plain.table[0]![name]!, 3)
    }
  })

  it('judges values measured with errors by the likelihood of their fit, and has no ICL', async () => {
    const noiseCovariances = { data: new Float64Array(600).fill(0.02), rows: 150, columns: 4 }
    const { table } = await selectGaussianMixture(iris, { components: [1, 2], noiseCovariances, starts: 1 })
    for (const { fit, bic, aic, icl, iclSoft, parameterCount } of table) {
      const deviance = -2 * 150 * fit!.logLikelihoods.at(-1)!
      expect([bic, aic, icl, iclSoft]).toEqual([deviance + parameterCount! * Math.log(150), deviance + 2 * parameterCount!, null, null])
    }
  })
})

describe("initialize: 'hierarchical'", () => {
  it('starts where a single fit starts, from one tree', async () => {
    const options = { initialize: 'hierarchical', covarianceType: 'VVV' } as const
    const { table } = await selectGaussianMixture(iris, { components: [2, 3], covarianceTypes: ['VVV'], initialize: 'hierarchical' })
    for (const { components, fit } of table) {
      const { logLikelihoods } = await fitGaussianMixture(iris, { ...options, components })
      expect(fit!.logLikelihoods[0]).toBeCloseTo(logLikelihoods[0], 10)
    }
  })

  it('heeds weights and missing cells, and makes a row of more components than distinct rows', async () => {
    const data = Float64Array.from(oldFaithful.data, (value, at) => (at % 9 === 0 ? NaN : value))
    const sampleWeights = Float64Array.from({ length: 272 }, (_, row) => Number(row % 4 !== 0))
    const { best, table } = await selectGaussianMixture({ ...oldFaithful, data }, {
      components: [2, 250], covarianceTypes: ['EEE'], initialize: 'hierarchical', missing: 'marginalize', sampleWeights,
    })
    expect(best.model.components).toBe(2)
    expect(table[1].error).toMatchObject({ code: 'invalid-option', option: 'clusters' })
  })
})

const labelPriors = { data: new Float64Array(300).fill(1), rows: 150, columns: 2 }
const noiseCovariances = { data: new Float64Array(600).fill(1), rows: 150, columns: 4 }
it.each<{ options: Record<string, unknown>; message: string }>([
  { options: { components: [] }, message: 'option components must be at least one number, but it is \'[]\'. Pass for example [1, 2, 4].' },
  {
    options: { components: [1, 0.5] },
    message: 'option components[1] must be a whole number of at least 1, but it is 0.5. Pass for example components[1]: 2.',
  },
  {
    options: { components: [1], covarianceTypes: 'VVV' },
    message: "option covarianceTypes must be a list of covariance types, or 'all', but it is 'VVV'. Pass for example ['VVV'].",
  },
  {
    options: { components: [1], threads: 0 },
    message: 'option threads must be a whole number of at least 1, but it is 0. Pass for example threads: 2.',
  },
  {
    options: { components: [1], folds: 1 },
    message: 'option folds must be a whole number of at least 2, but it is 1. Pass for example folds: 2.',
  },
  {
    options: { components: [2, 3], labelPriors },
    message:
      "option components must be [2] beside labelPriors of 2 columns, but it is '[2, 3]'. " +
      'Select among covarianceTypes only, or once for each number of components with priors of its own.',
  },
  {
    options: { components: [2], labelPriors, criterion: 'cross-validation' },
    message: "option criterion must be one of 'bic', 'aic', 'icl', 'icl-soft' beside labelPriors, but it is 'cross-validation'.",
  },
  {
    options: { components: [2], noiseCovariances, criterion: 'icl' },
    message: "option criterion must be one of 'bic', 'aic' beside noiseCovariances, but it is 'icl'. Pass for example criterion: 'bic'.",
  },
])('refuses $message', async ({ options, message }) => {
  await expect(selectGaussianMixture(iris, options as unknown as SelectionOptions<ComponentCounts>)).rejects.toThrow(message)
})
