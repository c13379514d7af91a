import { describe, expect, it } from 'vitest'
import { DegenerateCovarianceError, matrix, ShapeError } from '@mixtura/numerics'
import { covarianceName } from '../covariance/covarianceName.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { samplesSource } from '../statistics/samplesSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { blobs, noise } from '../testing/blobs.js'
import { classicTypes } from '../testing/goldenRun.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { selectGaussianMixture, type SelectionOptions } from './selectGaussianMixture.js'

const shapesOf = (table: readonly { components: number; covarianceType: CovarianceType }[]): string[] =>
  table.map(({ components, covarianceType }) => `${covarianceName(covarianceType)} ${components}`)

describe('selectGaussianMixture', () => {
  it('picks by BIC the shape that mclust picks for Old Faithful among these', async () => {
    const { best, table, stopped } = await selectGaussianMixture(oldFaithful, {
      components: { minimum: 1, maximum: 4 }, covarianceTypes: classicTypes,
    })
    expect([best.model.components, best.model.covarianceType, stopped]).toEqual([3, 'tied', false])
    expect(table[0].bic).toBeCloseTo(2314.2957, 2)
    expect(table.length).toBe(16)
  })

  it('picks two components for iris by BIC, from any seed', async () => {
    for (let seed = 0; seed < 12; seed++) {
      const { best, table } = await selectGaussianMixture(iris, { components: { minimum: 1, maximum: 5 }, seed })
      expect([best.model.components, best.model.covarianceType]).toEqual([2, 'full'])
      expect(table[0].bic).toBeCloseTo(574.0178, 2)
    }
  })

  it('ranks shapes whose every start collapsed behind the others', async () => {
    // A third of the rows are one and the same value: from three components on, one of them takes just those.
    const { samples } = blobs([[0], [20]], { rows: 60, seed: 2 })
    const data = Float64Array.of(...samples.data, ...new Float64Array(30).fill(60))
    const { best, table } = await selectGaussianMixture(matrix(data, 90, 1), {
      components: { minimum: 1, maximum: 4 }, covarianceTypes: ['full', 'tied'],
    })
    expect(best.collapsed).toBe(false)
    const collapsed = table.map(row => row.collapsed)
    expect(collapsed).toEqual([...collapsed].sort((a, b) => Number(a) - Number(b)))
    const first = collapsed.indexOf(true)
    expect(shapesOf(table.slice(first))).toContain('full 3')
    expect(table[first].bic).toBeLessThan(table[0].bic!)
  })

  it('finds the number of separated clusters', async () => {
    const { samples } = blobs([[0, 0], [12, 0], [0, 12], [12, 12]], { rows: 400, seed: 3 })
    for (const criterion of ['bic', 'icl'] as const) {
      const { best } = await selectGaussianMixture(samples, {
        components: { minimum: 2, maximum: 6 }, covarianceTypes: ['spherical'], criterion,
      })
      expect(best.model.components).toBe(4)
    }
  })

  it.each(['bic', 'aic', 'icl'] as const)('sorts the table by %s, best first, and says what the models say', async criterion => {
    const { best, table } = await selectGaussianMixture(iris, {
      components: { minimum: 1, maximum: 3 }, covarianceTypes: ['tied', 'diag'], criterion, starts: 2,
    })
    expect(best).toBe(table[0].fit)
    for (let i = 1; i < table.length; i++) expect(table[i][criterion]).toBeGreaterThanOrEqual(table[i - 1][criterion]!)
    expect(shapesOf(table).sort()).toEqual(['diag 1', 'diag 2', 'diag 3', 'tied 1', 'tied 2', 'tied 3'])
    for (const row of table) {
      const { model } = row.fit!
      expect([model.components, model.covarianceType]).toEqual([row.components, row.covarianceType])
      expect(row.parameterCount).toBe(model.parameterCount)
      expect(row.bic).toBeCloseTo(await model.bic(iris), 6)
      expect(row.aic).toBeCloseTo(await model.aic(iris), 6)
      expect(row.icl).toBeCloseTo(await model.icl(iris, { assignment: 'hard' }), 6)
      expect(row.meanLogLikelihood).toBeCloseTo(await model.meanLogLikelihood(iris), 9)
      expect([row.converged, row.error]).toEqual([row.fit!.converged, null])
    }
  })

  it('makes a row of a shape that collapses, and goes on', async () => {
    // Two places only: a third component finds no samples, a free covariance no volume.
    const samples = matrix(Float64Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? 0 : 1) + (n < 20 ? 0 : 1e-9 * n)), 40, 1)
    const { best, table } = await selectGaussianMixture(samples, {
      components: { minimum: 1, maximum: 45 }, covarianceTypes: ['diag'], starts: 1, maxIterations: 3,
    })
    expect(best).toBe(table[0].fit)
    const failed = table.filter(({ error }) => error)
    expect(failed.length).toBeGreaterThanOrEqual(5)
    expect(table.slice(-failed.length)).toEqual(failed)
    expect(failed.at(-1)).toEqual({
      components: 45, covarianceType: 'diag', fit: null, parameterCount: null, meanLogLikelihood: null,
      bic: null, aic: null, icl: null, iclSoft: null, crossValidatedLogLikelihood: null, crossValidatedStandardError: null, converged: false, collapsed: false, error: expect.objectContaining({ code: 'too-few-rows' }),
    })
  })

  it('throws the first error if every shape fails', async () => {
    const samples = Array.from({ length: 10 }, (_, n) => [n % 2, n % 2])
    const selecting = selectGaussianMixture(samples, {
      components: { minimum: 2, maximum: 3 }, covarianceTypes: ['full', 'diag'], regularization: { absolute: 0 },
    })
    await expect(selecting).rejects.toBeInstanceOf(DegenerateCovarianceError)
  })

  it("ends with what has been fitted when onIteration answers 'stop'", async () => {
    const seen = new Set<string>()
    const { best, table, stopped } = await selectGaussianMixture(oldFaithful, {
      components: { minimum: 1, maximum: 5 },
      onIteration: progress => {
        seen.add(`${progress.candidate}/${progress.candidates}: ${progress.covarianceType} ${progress.components}`)
        return progress.candidate === 2 && progress.start === 1 ? 'stop' : undefined
      },
    })
    expect(stopped).toBe(true)
    expect(shapesOf(table).sort()).toEqual(['full 1', 'full 2', 'full 3'])
    expect([...seen]).toEqual(['0/5: full 1', '1/5: full 2', '2/5: full 3'])
    expect(best.model.components).toBe(2)
  })

  it('passes the reason of a signal on, and the failure of onIteration', async () => {
    const reason = new Error('enough')
    const components = { minimum: 1, maximum: 2 }
    await expect(selectGaussianMixture(iris, { components, signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await expect(selectGaussianMixture(iris, { components, onIteration: () => Promise.reject(reason) })).rejects.toBe(reason)
  })

  it('hears a timer, though every single fit is short', async () => {
    const reason = new Error('time is up')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 50)
    const selecting = selectGaussianMixture(noise(40, 1, 1), {
      components: { minimum: 1, maximum: 1 }, signal: controller.signal, maxIterations: 3,
      covarianceTypes: Array.from({ length: 20_000 }, () => 'diag' as const),
    })
    await expect(selecting).rejects.toBe(reason)
  })

  it('gives the same bits for the same seed', async () => {
    const options = { components: { minimum: 2, maximum: 3 }, seed: 4 }
    const [first, second] = [await selectGaussianMixture(iris, options), await selectGaussianMixture(iris, options)]
    expect(second.table.map(({ bic }) => bic)).toEqual(first.table.map(({ bic }) => bic))
    expect(second.best.model.toJSON()).toEqual(first.best.model.toJSON())
  })

  it.each<{ options: Record<string, unknown>; message: string }>([
    {
      options: { components: { minimum: 0, maximum: 2 } },
      message: 'option components.minimum must be a whole number of at least 1, but it is 0. Pass for example components.minimum: 2.',
    },
    {
      options: { components: { minimum: 1, maximum: 2.5 } },
      message: 'option components.maximum must be a whole number of at least 1, but it is 2.5. Pass for example components.maximum: 2.',
    },
    {
      options: { components: { minimum: 3, maximum: 2 } },
      message: 'option components.maximum must be at least components.minimum (3), but it is 2. Swap the two.',
    },
    {
      options: { components: { minimum: 1, maximum: 2 }, criterion: 'BIC' },
      message: "option criterion must be one of 'bic', 'aic', 'icl', 'icl-soft', 'cross-validation', but it is 'BIC'. Pass for example criterion: 'bic'.",
    },
    {
      options: { components: { minimum: 1, maximum: 2 }, covarianceTypes: [] },
      message: "option covarianceTypes must be at least one covariance type, but it is '[]'. Pass for example ['full', 'diag'].",
    },
    {
      options: { components: { minimum: 1, maximum: 2 }, seed: -1 },
      message: 'option seed must be a whole number from 0 to 2^53 - 1, but it is -1.',
    },
  ])('refuses $options', async ({ options, message }) => {
    await expect(selectGaussianMixture(iris, options as unknown as SelectionOptions)).rejects.toThrow(message)
  })

  it('refuses data that no shape could be fitted to', async () => {
    const components = { minimum: 1, maximum: 2 }
    await expect(selectGaussianMixture([[1], [NaN]], { components })).rejects.toThrow('the first is NaN at row 1, column 0')
    await expect(selectGaussianMixture([], { components })).rejects.toThrow('samples must be at least 1 row x 1 column')
  })
})

describe('of a source', () => {
  /** Counts the draws, and the passes over diagonal scatters: fits of full covariances ask for full ones. */
  const counted = async () => {
    const source = await samplesSource(iris)
    const calls = { draws: 0, weighings: 0 }
    const counting: StatisticsSource = {
      ...source,
      accumulate(model, request) {
        if (model.covarianceType === 'full' && request.scatter === 'diagonal') calls.weighings++
        return source.accumulate(model, request)
      },
      draw(count, random) {
        if (count === 1000) calls.draws++
        return source.draw(count, random)
      },
    }
    return { counting, calls }
  }
  const options = { components: [1, 2, 3], covarianceTypes: ['full'], starts: 1, maxIterations: 3 } as const

  it('asks for the total weight once, and draws identifying rows only if somebody can save', async () => {
    const silent = await counted()
    const selection = await selectGaussianMixture(silent.counting, options)
    expect(silent.calls.weighings).toBe(1)
    const heard = await counted()
    const again = await selectGaussianMixture(heard.counting, { ...options, onCandidate: () => {} })
    expect(heard.calls.draws - silent.calls.draws).toBe(1)
    expect(again.table.map(({ bic }) => bic)).toEqual(selection.table.map(({ bic }) => bic))
  })

  it('rejects with the error of the pass that weighs the rows, and does not call a good fit unfitted', async () => {
    const source = await samplesSource(iris)
    let weighings = 0
    const failing: StatisticsSource = {
      ...source,
      accumulate(model, request) {
        const fails = model.covarianceType === 'full' && request.scatter === 'diagonal' && weighings++ === 0
        return fails ? Promise.reject(new ShapeError('rows', 'all of them', 'none', 'Connect again.')) : source.accumulate(model, request)
      },
    }
    await expect(selectGaussianMixture(failing, options)).rejects.toThrow('rows must be all of them, but it is none. Connect again.')
  })
})
