import { describe, expect, it } from 'vitest'
import { covarianceTypes } from '../covariance/structures.js'
import { fitGaussianMixture } from '../fit/fitGaussianMixture.js'
import { blobs } from '../testing/blobs.js'
import { randomMixedTable } from '../testing/mixedTables.js'
import { fitMixedMixture, type MixedTable } from './fitMixedMixture.js'
import { MixedMixture } from './mixedMixture.js'

const yesNo = ['no', 'yes']

describe('values by hand', () => {
  it('one class has the shares of the levels, the mean of the counts and the moments of the numbers', async () => {
    const table: MixedTable = {
      columns: [{ kind: 'category', levels: ['a', 'b', 'c'] }, { kind: 'count' }, { kind: 'binary' }, { kind: 'number' }, { kind: 'ordinal', levels: ['low', 'mid', 'high'] }],
      samples: [[0, 1, 1, 2, 0], [0, 3, 0, 4, 1], [1, 2, 1, 6, 2], [2, 2, 1, 8, 1]],
    }
    const { model, parameterCount } = await fitMixedMixture(table, { components: 1, regularization: { absolute: 0 } })
    expect(model.distribution(0, 0)).toMatchObject({ kind: 'category', probabilities: Float64Array.of(0.5, 0.25, 0.25) })
    expect(model.distribution(1, 0)).toEqual({ kind: 'count', mean: 2, variance: 2, size: null })
    expect(model.distribution(2, 0)).toMatchObject({ levels: ['0', '1'], probabilities: Float64Array.of(0.25, 0.75) })
    expect(model.distribution(3, 0)).toEqual({ kind: 'number', mean: 5, variance: 5 })
    const ordinal = model.distribution(4, 0)
    if (ordinal.kind !== 'ordinal') throw new Error('an ordinal column')
    expect(ordinal.probabilities[1]).toBeCloseTo(0.5, 8)
    expect(parameterCount).toBe(2 + 1 + 1 + 2 + 2)
    // ½ · e⁻² 2 · ¾ · N(2; 5, 5) · ¼
    const [logDensity] = await model.logDensity([[0, 1, 1, 2, 0]])
    expect(logDensity).toBeCloseTo(Math.log(0.5) + Math.log(2) - 2 + Math.log(0.75) - 0.5 * Math.log(2 * Math.PI * 5) - 9 / 10 + Math.log(0.25), 7)
  })

  it('two classes that a category tells apart share the rows', async () => {
    const samples = [[0, 0, 0], [0, 0, 0], [0, 0, 0], [1, 1, 1]]
    const columns = [{ kind: 'binary' }, { kind: 'binary' }, { kind: 'binary' }] as const
    const { model, logLikelihoods } = await fitMixedMixture({ columns, samples }, { components: 2, tolerance: 1e-12 })
    expect(logLikelihoods.at(-1)! * 4).toBeCloseTo(3 * Math.log(0.75) + Math.log(0.25), 8)
    expect(Array.from(await model.predict(samples))).toEqual([0, 0, 0, 1])
  })
})

describe('numbers alone', () => {
  const { samples } = blobs([[0, 0, 0], [4, 1, 0], [0, 5, 3]], { rows: 240, seed: 3 })
  const columns = Array.from({ length: samples.columns }, () => ({ kind: 'number' }) as const)
  it.each(covarianceTypes)('is fitGaussianMixture to the bit (%s)', async covarianceType => {
    const options = { components: 3, covarianceType, seed: 5 }
    const gaussian = await fitGaussianMixture(samples, options)
    const mixed = await fitMixedMixture({ columns, samples }, options)
    expect(mixed.logLikelihoods).toEqual(gaussian.logLikelihoods)
    expect(mixed.model.numbers!.means).toEqual(gaussian.model.means)
    expect(mixed.model.numbers!.covariances).toEqual(gaussian.model.covariances)
    expect(mixed.starts.map(start => start.meanLogLikelihood)).toEqual(gaussian.starts.map(start => start.meanLogLikelihood))
    expect(mixed.parameterCount).toBe(gaussian.parameterCount)
  })
})

describe('invariants', () => {
  it.each(['full', 'tied', 'diag', 'VEV'] as const)('never lowers the log-likelihood (%s)', async covarianceType => {
    const table = randomMixedTable({ seed: 1, rows: 300, missing: 0.1 })
    const { logLikelihoods } = await fitMixedMixture(table, { components: 3, covarianceType, starts: 1, regularization: { absolute: 0 }, tolerance: 0, maxIterations: 40 })
    for (let i = 1; i < logLikelihoods.length; i++) expect(logLikelihoods[i]).toBeGreaterThanOrEqual(logLikelihoods[i - 1] - 1e-10)
  })

  it('a model of JSON predicts the same bits', async () => {
    const table = randomMixedTable({ seed: 2, rows: 200, missing: 0.05 })
    const { model } = await fitMixedMixture(table, { components: 2, starts: 1 })
    const restored = MixedMixture.fromJSON(JSON.parse(JSON.stringify(model)))
    expect(await restored.logDensity(table.samples)).toEqual(await model.logDensity(table.samples))
    expect(restored.sample(50, { seed: 3 })).toEqual(model.sample(50, { seed: 3 }))
  })

  it('continues from every checkpoint to the same bits', async () => {
    const table = randomMixedTable({ seed: 4, rows: 150, missing: 0.1 })
    const options = { components: 3, covarianceType: 'diag', starts: 2, maxIterations: 12 } as const
    const checkpoints: Uint8Array[] = []
    const whole = await fitMixedMixture(table, { ...options, onProgress: progress => void (progress.phase !== 'draw' && checkpoints.push(progress.checkpoint())) })
    for (const resume of checkpoints.filter((_, at) => at % 5 === 0)) {
      const resumed = await fitMixedMixture(table, { ...options, onProgress: () => undefined, resume })
      expect(resumed.logLikelihoods).toEqual(whole.logLikelihoods)
      expect(resumed.model.columnParameters).toEqual(whole.model.columnParameters)
    }
    await expect(fitMixedMixture({ ...table, columns: table.columns.map((column, at) => (at === 0 ? { ...column, name: 'other' } : column)) }, { ...options, resume: checkpoints[0] })).rejects.toThrow('option columns')
  })

  it('weight 2 is the row twice, and weight 0 no row', async () => {
    const table = randomMixedTable({ seed: 5, rows: 120, missing: 0.1 })
    const samples = table.samples as readonly number[][]
    const sampleWeights = samples.map((_, row) => row % 3)
    const repeated = samples.flatMap((row, at) => Array.from({ length: at % 3 }, () => row))
    const labels = samples.map((_, row) => row % 2)
    const options = { components: 2, covarianceType: 'diag', maxIterations: 20, tolerance: 0 } as const
    const kept = labels.flatMap((label, at) => Array.from({ length: at % 3 }, () => label))
    const weighted = await fitMixedMixture({ ...table, samples: samples.filter((_, at) => at % 3 > 0) }, { ...options, sampleWeights: sampleWeights.filter(weight => weight > 0), initialize: { labels: labels.filter((_, at) => at % 3 > 0) } })
    const twice = await fitMixedMixture({ ...table, samples: repeated }, { ...options, initialize: { labels: kept } })
    expect(weighted.logLikelihoods.at(-1)!).toBeCloseTo(twice.logLikelihoods.at(-1)!, 8)
    const withZeros = await fitMixedMixture(table, { ...options, sampleWeights, initialize: { labels } })
    expect(withZeros.logLikelihoods).toEqual(weighted.logLikelihoods)
  })
})

describe('what is known of rows, and the ends of a fit', () => {
  const table = randomMixedTable({ seed: 9, rows: 240, missing: 0.1 })
  it('label priors name the classes: these keep the order of their columns', async () => {
    const rows = table.samples as readonly number[][]
    // The second number is about 4 in one class only, which the priors call class 1.
    const labelPriors = rows.map(row => (row[1] > 3 ? [0, 1, 0] : row[0] > 5 ? [0, 0, 1] : row[0] < 0.5 ? [1, 0, 0] : [1, 1, 1]))
    const { model } = await fitMixedMixture(table, { components: 3, covarianceType: 'diag', labelPriors, pseudoCount: 0.5 })
    const mean = (column: number, k: number): number => (model.distribution(column, k) as { readonly mean: number }).mean
    expect(mean(1, 1)).toBeGreaterThan(3)
    expect(mean(0, 2)).toBeGreaterThan(mean(0, 0) + 3)
    await expect(fitMixedMixture(table, { components: 2, labelPriors })).rejects.toThrow('option labelPriors must be [N, 2], a column per component')
  })

  it.each(['short-run', 'fit'])('a stop in the phase %s keeps the best model so far', async phase => {
    const { stopped, model, logLikelihoods } = await fitMixedMixture(table, { components: 3, covarianceType: 'diag', starts: 2, onProgress: progress => (progress.phase === phase ? 'stop' : undefined) })
    expect(stopped).toBe(true)
    expect(await model.meanLogLikelihood(table.samples)).toBeCloseTo(logLikelihoods.at(-1)!, 10)
  })

  it('a signal rejects with its reason', async () => {
    const controller = new AbortController()
    const fit = fitMixedMixture(table, { components: 3, signal: controller.signal, onProgress: ({ phase }) => void (phase === 'short-run' && controller.abort(new Error('enough'))) })
    await expect(fit).rejects.toThrow('enough')
  })

  it('a table of many rows compares its starts on some of them', async () => {
    const phases = new Set<string>()
    const many = randomMixedTable({ seed: 2, rows: 12_000, missing: 0.02 })
    const { starts } = await fitMixedMixture(many, { components: 5, covarianceType: 'diag', starts: 3, maxIterations: 40, threads: 1, onProgress: ({ phase }) => void phases.add(phase) })
    expect([...phases]).toEqual(['draw', 'short-run', 'heat', 'fit'])
    expect(starts.some(({ rows }) => rows === 12_000)).toBe(true)
  })
})

describe('failures', () => {
  const columns = [{ kind: 'category', name: 'smoker', levels: yesNo }, { kind: 'count', name: 'visits' }, { kind: 'number', name: 'age' }] as const
  const samples = [[0, 1, 30], [1, 2, 40], [1, 0, 35], [0, 3, 28]]
  const fit = (changed: Partial<MixedTable>, options: object = {}): Promise<unknown> => fitMixedMixture({ columns, samples, ...changed }, { components: 2, ...options })
  it.each([
    ['a code beyond the levels', () => fit({ samples: [[2, 1, 30], ...samples] }), 'samples, row 0, column 0 ("smoker") must be the number of a level, 0 to 1, or NaN or -1 where it is missing, but it is 2. Correct that cell, or give the column another kind.'],
    ['a count that is not whole', () => fit({ samples: [...samples, [1, 1.5, 30]] }), 'samples, row 4, column 1 ("visits") must be a whole number from 0, or NaN or -1 where it is missing, but it is 1.5. Correct that cell, or give the column another kind.'],
    ['an infinite number', () => fit({ samples: [...samples, [1, 1, Infinity]] }), 'samples, row 4, column 2 ("age") must be a finite number, or NaN where it is missing, but it is Infinity. Correct that cell, or give the column another kind.'],
    ['an unknown kind', () => fit({ columns: [{ kind: 'text' }, columns[1], columns[2]] as never }), "option columns[0].kind must be one of 'number', 'category', 'ordinal', 'binary', 'count', but it is 'text'. Pass for example { kind: 'number' }."],
    ['levels that repeat', () => fit({ columns: [{ kind: 'category', levels: ['a', 'a'] }, columns[1], columns[2]] }), "columns[0].levels must be all different, but it is 'a' twice. Name each level once."],
    ['names that repeat', () => fit({ columns: [{ kind: 'count', name: 'age' }, columns[1], columns[2]] }), "columns[2].name must be a name that no other column has, but it is 'age', as that of column 0. Give each column a name of its own, or none."],
    ['too few columns', () => fit({ columns: [columns[0]] }), 'samples must be [N, 1], a cell for each column, but it is [4, 3]. Pass the columns in their order.'],
    ['a column without cells', () => fit({ samples: samples.map(([, ...rest]) => [NaN, ...rest]) }), 'column 0 ("smoker") must be observed in some row that counts, but it is missing in every one. Leave the column out.'],
    ['a constant column of numbers', () => fit({ samples: samples.map(([a, b]) => [a, b, 7]) }), 'column 2 ("age") is constant (every value is 7), so it has no scale and its variance is zero. Leave the column out, or pass regularization: { absolute } to give it a variance.'],
    ['too few rows', () => fit({}, { components: 9 }), 'a mixture of 9 components needs at least 9 rows, but there are 4. Add rows, or lower components.'],
  ])('%s', async (_name, failing, message) => {
    await expect(failing()).rejects.toThrow(message)
  })

  it('tells a row that no class can have', async () => {
    const { model } = await fitMixedMixture({ columns: [{ kind: 'category', levels: ['a', 'b', 'c'] }, { kind: 'binary' }], samples: [[0, 0], [1, 1], [0, 1], [1, 0]] }, { components: 1 })
    expect(await model.logDensity([[2, 0], [0, NaN], [NaN, NaN]])).toEqual(Float64Array.of(-Infinity, Math.log(0.5), 0))
    await expect(model.predict([[0, 0], [2, 0]])).rejects.toThrow('samples, row 1 must be one that some class can have, but it is one whose density is 0 in every class. It has a level or a count that no class had in the fit: fit with pseudoCount: 1, or let the cell be missing.')
  })
})
