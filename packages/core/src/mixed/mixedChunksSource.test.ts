import { createRandom, toMatrix } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { randomMixedTable } from '../testing/mixedTables.js'
import { classProfiles } from './classProfiles.js'
import { fitMixedMixture, type MixedTable } from './fitMixedMixture.js'
import { mixedChunksSource } from './mixedChunksSource.js'
import { describeColumns } from './mixedColumns.js'
import { samplesSource } from '../statistics/samplesSource.js'
import { bootstrapMixedLikelihoodRatio } from './mixedLikelihoodRatio.js'
import { dataOfTable } from './dataOfTable.js'
import type { MixedData } from './mixedData.js'
import { iterateOf } from './mixedParameters.js'
import { selectMixedMixture } from './selectMixedMixture.js'

type Rows = readonly (readonly number[])[]

const rowCount = 700
const whole = randomMixedTable({ seed: 8, rows: rowCount, missing: 0.06 })
const rowsOf = ({ samples }: MixedTable): Rows => samples as Rows
const columnsFrom = (from: number, to?: number): MixedTable => ({ columns: whole.columns.slice(from, to), samples: rowsOf(whole).map(row => row.slice(from, to)) })
const random = createRandom(3)
/** Some rows count nothing. */
const sampleWeights = Float64Array.from({ length: rowCount }, (_, row) => (row % 11 === 0 ? 0 : 0.5 + random.uniform()))

/** Chunks of different lengths; the second has no row that counts if the rows have weights. */
const cuts = [0, 160, 161, 400, rowCount]
const weightsOfCut = (weights: Float64Array, i: number): Float64Array => (i === 1 ? new Float64Array(1) : weights.subarray(cuts[i], cuts[i + 1]))
function chunked({ columns, samples }: MixedTable, weights?: Float64Array) {
  return mixedChunksSource(
    async function* () {
      for (let i = 0; i + 1 < cuts.length; i++) {
        const rows = (samples as Rows).slice(cuts[i], cuts[i + 1])
        yield weights ? { samples: rows, weights: weightsOfCut(weights, i) } : rows
      }
    },
    { columns, threads: 1 },
  )
}

const options = { components: 3, covarianceType: 'diag', starts: 2, maxIterations: 30, tolerance: 0, pseudoCount: 1, threads: 1 } as const

describe('a fit of chunks is the fit of the table in memory', () => {
  it.each([
    ['of all kinds of columns', whole, false],
    ['of all kinds of columns, with weights', whole, true],
    ['without numbers', columnsFrom(2), false],
    ['of numbers alone', columnsFrom(0, 2), false],
  ] as const)('%s', async (_, table, weighted) => {
    const weights = weighted ? sampleWeights.map((value, row) => (row === 160 ? 0 : value)) : undefined
    const source = await chunked(table, weights)
    const counted = weights ? weights.filter(weight => weight > 0) : undefined
    expect(source.rows).toBe(counted?.length ?? rowCount)
    expect(source.totalWeight).toBeCloseTo(counted?.reduce((sum, value) => sum + value, 0) ?? rowCount, 9)
    const inMemory = await fitMixedMixture(table, { ...options, ...(weights && { sampleWeights: weights }) })
    const inChunks = await fitMixedMixture(source, options)
    // The same starts from the same drawn rows; the sums of 30 iterations are in another order.
    expect(inChunks.logLikelihoods).toHaveLength(inMemory.logLikelihoods.length)
    inChunks.logLikelihoods.forEach((value, at) => expect(value).toBeCloseTo(inMemory.logLikelihoods[at], 9))
    inChunks.model.weights.forEach((weight, k) => expect(weight).toBeCloseTo(inMemory.model.weights[k], 7))
    inChunks.model.columnParameters.forEach((value, at) => expect(value).toBeCloseTo(inMemory.model.columnParameters[at], 6))
    expect([inChunks.parameterCount, inChunks.degreesOfFreedom]).toEqual([inMemory.parameterCount, inMemory.degreesOfFreedom])
  })

  it.each([['of all kinds of columns', whole, 'full'], ['without numbers', columnsFrom(2), 'diagonal']] as const)('with the same statistics in every pass (%s)', async (_, table, scatter) => {
    const weights = sampleWeights.map((value, row) => (row === 160 ? 0 : value))
    const { model } = await fitMixedMixture(table, { ...options, maxIterations: 2 })
    const inMemory = dataOfTable(toMatrix(table.samples), describeColumns(table.columns), { sampleWeights: weights, threads: 1 })
    const source = (await chunked(table, weights)) as MixedData
    const [expected, found] = await Promise.all([inMemory, source].map(async data => (await data.statistics(3)).accumulate(iterateOf(model), { scatter })))
    expect([found.rows, found.columns, found.scatter]).toEqual([expected.rows, expected.columns, expected.scatter])
    // Sums of 700 rows in another order.
    expect(found.logLikelihood).toBeCloseTo(expected.logLikelihood, 8)
    for (const name of ['counts', 'sums', 'scatters', 'valueCounts'] as const) {
      expect(found[name]).toHaveLength(expected[name].length)
      found[name].forEach((value, at) => expect(value).toBeCloseTo(expected[name][at], 8))
    }
    source.valueWeights.forEach((own, c) => own.forEach((weight, v) => expect(weight).toBeCloseTo(inMemory.valueWeights[c][v], 9)))
  })

  it('in many rows, of which starts and heats draw some', async () => {
    const many = randomMixedTable({ seed: 5, rows: 9000, missing: 0.02 })
    const rows = rowsOf(many)
    const source = await mixedChunksSource(() => [rows.slice(0, 4000), rows.slice(4000)], { columns: many.columns, threads: 1 })
    const ofMany = { ...options, starts: 3, maxIterations: 8 }
    const [inMemory, inChunks] = [await fitMixedMixture(many, ofMany), await fitMixedMixture(source, ofMany)]
    expect(inChunks.starts.map(({ rows: own }) => own)).toEqual(inMemory.starts.map(({ rows: own }) => own))
    inChunks.logLikelihoods.forEach((value, at) => expect(value).toBeCloseTo(inMemory.logLikelihoods[at], 9))
  })

  it('and a selection ranks the same candidates by the same criteria', async () => {
    const asked = { components: [1, 2], covarianceTypes: ['diag', 'spherical'], starts: 1, maxIterations: 15, tolerance: 0, pseudoCount: 1, threads: 1 } as const
    const [inMemory, inChunks] = [await selectMixedMixture(whole, asked), await selectMixedMixture(await chunked(whole), asked)]
    expect(inChunks.table.map(({ components, covarianceType }) => [components, covarianceType])).toEqual(inMemory.table.map(({ components, covarianceType }) => [components, covarianceType]))
    inChunks.table.forEach((row, at) => {
      expect(row.bic).toBeCloseTo(inMemory.table[at].bic!, 6)
      expect(row.aic).toBeCloseTo(inMemory.table[at].aic!, 6)
      expect(row.icl).toBeCloseTo(inMemory.table[at].icl!, 6)
      expect(row.iclSoft).toBeCloseTo(inMemory.table[at].iclSoft!, 6)
    })
  })
})

it.each([false, true])('has the criteria and profiles of the rows in memory (weights: %s)', async weighted => {
  const weights = weighted ? sampleWeights.map((value, row) => (row === 160 ? 0 : value)) : undefined
  const source = await chunked(whole, weights)
  const { model } = await fitMixedMixture(whole, { ...options, ...(weights && { sampleWeights: weights }) })
  const { samples } = whole
  const given = weights ? { sampleWeights: weights } : {}
  expect(await model.meanLogLikelihood(source)).toBeCloseTo(await model.meanLogLikelihood(samples, given), 10)
  expect(await model.aic(source)).toBeCloseTo(await model.aic(samples, given), 7)
  expect(await model.bic(source)).toBeCloseTo(await model.bic(samples, given), 7)
  expect(await model.icl(source, { assignment: 'hard' })).toBeCloseTo(await model.icl(samples, { ...given, assignment: 'hard' }), 7)
  expect(await model.classificationCertainty(source)).toBeCloseTo(await model.classificationCertainty(samples, given), 10)
  const [expected, found] = [await classProfiles(model, samples, { ...given, pseudoCount: 1 }), await classProfiles(model, source, { pseudoCount: 1 })]
  expect(found.hasErrors).toBe(true)
  found.columns.forEach(({ classes }, at) => classes.forEach(({ estimates }, k) => estimates.forEach(({ estimate, standardError }, l) => {
    const other = expected.columns[at].classes[k].estimates[l]
    expect(estimate).toBe(other.estimate)
    if (other.standardError === null) expect(standardError).toBeNull()
    else expect(standardError! / other.standardError).toBeCloseTo(1, 7)
  })))
})

it('keeps few distinct rows of a table without numbers, so that no iteration reads the chunks', async () => {
  let opened = 0
  const rows = rowsOf(randomMixedTable({ seed: 5, rows: 9000, missing: 0.02 })).map(row => row.slice(2))
  const columns = whole.columns.slice(2)
  const source = await mixedChunksSource(() => {
    opened++
    return [rows.slice(0, 5000), rows.slice(5000)]
  }, { columns, threads: 1 })
  expect(opened).toBe(1)
  const fitOf = (maxIterations: number) => fitMixedMixture(source, { ...options, starts: 1, maxIterations })
  await fitOf(5)
  const ofShortFit = opened - 1
  const fit = await fitOf(40)
  // Rows are drawn for the start alone.
  expect(opened - 1 - ofShortFit).toBe(ofShortFit)
  expect([fit.iterations, fit.starts[0].rows]).toEqual([40, 9000])
  expect(fit.logLikelihoods.at(-1)).toBeCloseTo(await fit.model.meanLogLikelihood(rows), 9)
})

it('resumes to the same bits', async () => {
  const source = await chunked(whole)
  const following = { ...options, onProgress: () => undefined }
  const checkpoints: Uint8Array[] = []
  const straight = await fitMixedMixture(source, { ...options, onProgress: progress => void ('checkpoint' in progress && checkpoints.push(progress.checkpoint())) })
  const resumed = await fitMixedMixture(source, { ...following, resume: checkpoints[Math.floor(checkpoints.length / 2)] })
  expect(resumed.logLikelihoods).toEqual(straight.logLikelihoods)
  expect(resumed.model.columnParameters).toEqual(straight.model.columnParameters)
})

it('ends a pass with the reason of the signal', async () => {
  const reason = new Error('enough')
  const controller = new AbortController()
  const rows = rowsOf(whole)
  let pass = 0
  const source = await mixedChunksSource(async function* () {
    pass++
    yield rows.slice(0, 300)
    if (pass === 2) controller.abort(reason)
    yield rows.slice(300)
  }, { columns: whole.columns, threads: 1 })
  const { model } = await fitMixedMixture(whole, { ...options, maxIterations: 1 })
  const statistics = await (source as MixedData).statistics(3)
  await expect(statistics.accumulate(iterateOf(model), { scatter: 'diagonal', signal: controller.signal })).rejects.toBe(reason)
})

describe('failures', () => {
  const { columns } = whole
  const rows = rowsOf(whole)
  const open = (...chunks: Rows[]) => mixedChunksSource(() => chunks, { columns })

  it('name a wrong cell by its row in all chunks', async () => {
    const wrong = [...rows[4]]
    wrong[2] = 3
    await expect(open(rows.slice(0, 10), [rows[3], wrong])).rejects.toThrow(
      'samples, row 11, column 2 ("colour") must be the number of a level, 0 to 2, or NaN or -1 where it is missing, but it is 3. Correct that cell, or give the column another kind.',
    )
  })

  it('name a column without any cell', async () => {
    const without = rows.slice(0, 10).map(row => row.map((cell, at) => (at === 5 ? NaN : cell)))
    await expect(open(without, without)).rejects.toThrow('column 5 ("visits") must be observed in some row that counts, but it is missing in every one. Leave the column out.')
  })

  it('say what is wrong with the chunks', async () => {
    await expect(open()).rejects.toThrow('chunks must be at least 1 row, but it is none. Open the data anew for each pass.')
    await expect(open(rows.slice(0, 5), rows.slice(0, 5).map(row => row.slice(1)))).rejects.toThrow('samples must be [N, 6], a cell for each column, but it is [5, 5].')
    await expect(mixedChunksSource([rows] as never, { columns })).rejects.toThrow('chunks must be a function that opens the data, but it is')
    await expect(mixedChunksSource(() => [{ samples: rows.slice(0, 3), weights: [0, 0, 0] }], { columns })).rejects.toThrow('weights must be positive for some rows, but it is 0 for all.')
  })

  it('say that the data changed', async () => {
    let pass = 0
    const fewer = await mixedChunksSource(() => [pass++ === 0 ? rows : rows.slice(1)], { columns, threads: 1 })
    await expect(fitMixedMixture(fewer, options)).rejects.toThrow('chunks must be the same 700 rows in every pass, but it is 699 rows in this one. Open the data anew for each pass.')
    pass = 0
    const others = await mixedChunksSource(() => [pass++ === 0 ? rows : rows.map(row => row.map((cell, at) => (at === 5 ? 99 : cell)))], { columns, threads: 1 })
    await expect(fitMixedMixture(others, options)).rejects.toThrow('chunks must be the same cells in every pass, but it is 99 in column 5 ("visits"), which no pass had before.')
  })

  it('name what is passed in place of a table', async () => {
    const numbers = await samplesSource([[1, 2], [2, 1], [3, 5]])
    const message = 'table must be a table of mixed columns, but it is a source of numbers alone. Pass mixedChunksSource(…), or mixedTable() of a source of @mixtura/data.'
    await expect(fitMixedMixture(numbers as never, options)).rejects.toThrow(message)
    await expect(selectMixedMixture(numbers as never, { components: [1] })).rejects.toThrow(message)
    await expect(bootstrapMixedLikelihoodRatio((await chunked(whole)) as never, { components: 1 })).rejects.toThrow('table must be a table in memory, but it is a source of chunks. Pass { columns, samples }.')
  })

  it('refuse what needs the rows in memory', async () => {
    const source = await chunked(whole)
    await expect(fitMixedMixture(source, { ...options, sampleWeights })).rejects.toThrow("option sampleWeights must be left to the source, but it is 'given beside a source'. Let the chunks have weights, or pass a table.")
    await expect(fitMixedMixture(source, { ...options, labelPriors: rows.map(() => [1, 1, 1]) })).rejects.toThrow("option labelPriors must be left to the source, but it is 'given beside a source'. Pass a table in memory.")
    await expect(fitMixedMixture(source, { ...options, initialize: { labels: rows.map(() => 0) } })).rejects.toThrow("option initialize must be a method or a mixed mixture beside a source, but it is 'an assignment'. Pass a table in memory.")
    const { model } = await fitMixedMixture(source, { ...options, maxIterations: 1 })
    await expect(model.bic(source, { sampleWeights })).rejects.toThrow("option sampleWeights must be left to the source, but it is 'given beside a source'. Let the chunks have weights, or pass samples.")
  })
})
