import { covarianceTypes } from '@mixtura/core'
import { describe, expect, it } from 'vitest'
import { loadModel } from '../catalogue.js'
import { mixture } from '../families/mixture.js'
import { mixtureClassifier } from '../families/mixtureClassifier.js'
import { noiseMixture } from '../families/noiseMixture.js'
import { readModelFile, writeModelFile } from '../files/modelFile.js'
import { composeScript, type ScriptSource } from '../scripts/fitScript.js'
import { blobs } from '../testing/tables.js'
import type { FittedModel } from './fittedModel.js'
import { inOwnUnits } from './inOwnUnits.js'
import { OwnUnits } from './ownUnits.js'
import { tableFacts } from './table.js'

const cells = blobs({ rows: 200, columns: 2, groups: 2 })
const scaling = { center: [10, -3], scale: [100, 0.5] }
const units = new OwnUnits({ scaling, rows: 200 })
const table = { ...cells, samples: units.scaled(cells.samples), scaling }

it('scales and unscales, and leaves an unscaled table alone', () => {
  expect(units.scaled({ data: Float64Array.of(110, -2.5, 10, NaN), rows: 2, columns: 2 }).data).toEqual(Float64Array.of(1, 1, 0, NaN))
  expect(units.unscaled({ data: Float64Array.of(1, 1), rows: 1, columns: 2 }).data).toEqual(Float64Array.of(110, -2.5))
  expect([units.mean([1, 1]), units.standardDeviation([1, 1])]).toEqual([[110, -2.5], [100, 0.5]])
  // ln 100 + ln ½ = ln 50.
  expect(units.number(1, 'logDensityPerRow')).toBeCloseTo(1 - Math.log(50), 14)
  expect(units.number(1, 'deviance')).toBeCloseTo(1 + 400 * Math.log(50), 11)
  expect(units.number(1, 'rows')).toBe(1)
  const none = new OwnUnits(tableFacts(cells))
  expect(none.scaled(cells.samples)).toBe(cells.samples)
  expect([none.mean([2]), none.standardDeviation([2]), none.number(3, 'deviance')]).toEqual([[2], [2], 3])
})

it('counts only the cells that a row has in its density', async () => {
  const samples = { data: Float64Array.of(1, 2, NaN, 3, 4, NaN, NaN, 5), rows: 4, columns: 2 }
  const gaps = new OwnUnits(tableFacts({ samples, scaling }))
  const logs = [Math.log(100), Math.log(0.5)]
  expect(Array.from(gaps.logDensity(new Float64Array(4), samples))).toEqual([-logs[0] - logs[1], -logs[1], -logs[0], -logs[1]])
  // Half of the first column is missing, and a quarter of the second.
  expect(gaps.number(0, 'logDensityPerRow')).toBeCloseTo(-0.5 * logs[0] - 0.75 * logs[1], 14)
  const own = inOwnUnits(await mixture.fit({ ...table, samples: { ...table.samples, data: Float64Array.from(table.samples.data, (value, at) => (at === 3 ? NaN : value)) } }, { components: 1, starts: 1, missing: 'marginalize' }))
  const reread = await loadModel(await own.save())
  expect(reread.table.missingOfColumns).toEqual([0, 1])
  const damaged = readModelFile(await own.save())
  await expect(mixture.load(writeModelFile({ ...damaged, head: { ...damaged.head, table: { ...(damaged.head['table'] as object), missingOfColumns: [1, -1] } as never } }))).rejects.toThrow(
    'model file: table.missingOfColumns must be 2 counts, but it is',
  )
})

it('keeps the scaling in the file of the model, so that cells get the labels and densities of the fit', async () => {
  const model = await mixture.fit(table, { components: 2, starts: 1 })
  const loaded = await loadModel(await model.save())
  expect(loaded.table.scaling).toEqual(scaling)
  const own = new OwnUnits(loaded.table)
  expect(await loaded.predict!(own.scaled(cells.samples))).toEqual(await model.predict!(table.samples))
  const unscaled = await mixture.fit(cells, { components: 2, starts: 1 })
  const [expected, actual] = [await unscaled.logDensity!(cells.samples), own.logDensity(await loaded.logDensity!(own.scaled(cells.samples)), cells.samples)]
  // Full covariances follow every scaling; the regularization is a share of each column's variance.
  for (let row = 0; row < 200; row++) expect(actual[row]).toBeCloseTo(expected[row], 4)
  expect(loaded.script()).toContain("scaling: 'standardize'")
})

it('reads files without a scaling, and refuses one that is damaged, by its name', async () => {
  const plain = await mixture.fit(cells, { components: 1, starts: 1 })
  const bytes = await plain.save()
  const file = readModelFile(bytes)
  const { scaling: _, ...older } = file.head['table'] as Record<string, never>
  expect((await loadModel(writeModelFile({ ...file, head: { ...file.head, table: older } }))).table).toEqual(plain.table)
  const scaled = readModelFile(await (await mixture.fit(table, { components: 1, starts: 1 })).save())
  expect([file.isScaled, scaled.isScaled]).toEqual([false, true])
  const damaged = { ...(scaled.head['table'] as object), scaling: { center: [0], scale: [1] } } as never
  await expect(mixture.load(writeModelFile({ ...scaled, head: { ...scaled.head, table: damaged } }))).rejects.toThrow(
    'model file: table.scaling.center must be 2 numbers, but it is a list of 1. Load it with loadModel, in the version that saved it.',
  )
})

it('refuses a scaling that does not fit the columns', async () => {
  await expect(mixture.fit({ ...cells, scaling: { center: [0, 0], scale: [1, 0] } })).rejects.toThrow('scaling must be [2] finite centres and [2] scales above 0')
  await expect(mixture.fit({ ...cells, scaling: 3 as never })).rejects.toThrow('scaling must be a scaling of the columns, but it is 3.')
})

describe('a model in own units', async () => {
  const model = await mixture.fit(table, { components: 2, starts: 1 })
  const own = inOwnUnits(await loadModel(await model.save()))

  it('takes cells and gives cells', async () => {
    expect(await own.predict!(cells.samples)).toEqual(await model.predict!(table.samples))
    expect(await own.responsibilities!(cells.samples)).toEqual(await model.responsibilities!(table.samples))
    expect((await own.logDensity!(cells.samples))[0]).toBeCloseTo((await model.logDensity!(table.samples))[0] - Math.log(50), 12)
    const holed = { ...cells.samples, data: cells.samples.data.slice() }
    holed.data[0] = NaN
    const filled = await own.impute!(holed)
    expect(filled.data.subarray(1)).toEqual(cells.samples.data.subarray(1))
    // The groups lie 6 units apart and have a deviation of 1: the other cell says which group it is.
    expect(Math.abs(filled.data[0] - cells.samples.data[0])).toBeLessThan(5)
    const drawn = (await own.sample!(500, { seed: 1 })).samples
    const meanOf = (data: ArrayLike<number>, column: number): number => Array.from(data).filter((_, at) => at % 2 === column).reduce((sum, value) => sum + value, 0) / (data.length / 2)
    for (const column of [0, 1]) expect(Math.abs(meanOf(drawn.data, column) - meanOf(cells.samples.data, column))).toBeLessThan(1)
  })

  it('has its components and results in own units', async () => {
    const density = await own.mixture!().logDensity(cells.samples)
    const expected = await own.logDensity!(cells.samples)
    for (let row = 0; row < 200; row++) expect(density[row]).toBeCloseTo(expected[row], 9)
    const fact = (name: string): number => own.facts().find(each => each.name === name)!.value as number
    expect(fact('meanLogLikelihood')).toBeCloseTo(expected.reduce((sum, value) => sum + value / 200, 0), 9)
    expect(fact('bic')).toBeCloseTo(await own.mixture!().bic(cells.samples), 6)
    expect(own.curves()[0].values.at(-1)).toBe(fact('meanLogLikelihood'))
  })

  it('is the model itself if nothing was scaled, or if it is in own units', async () => {
    const plain = await mixture.fit(cells, { components: 1, starts: 1 })
    expect(inOwnUnits(plain)).toBe(plain)
    expect(inOwnUnits(own)).toBe(own)
  })

  it('scores rows by their density in own units, whatever cells they lack', async () => {
    const data = cells.samples.data.slice(0, 6)
    data[0] = NaN
    data[3] = NaN
    const holed = { data, rows: 3, columns: 2 }
    const marginal = inOwnUnits(await mixture.fit(table, { components: 2, starts: 1, missing: 'marginalize' }))
    expect(Array.from(await marginal.anomalyScore!(holed))).toEqual(Array.from(await marginal.logDensity!(holed), value => -value))
  })

  it('keeps scores that are no densities', async () => {
    const noisy = await noiseMixture.fit(table, { components: 2, starts: 1 })
    expect(noisy.scoresByDensity).toBe(false)
    expect(await inOwnUnits(noisy).anomalyScore!(cells.samples)).toEqual(await noisy.anomalyScore!(units.scaled(cells.samples)))
  })
})

it.each(['EDDA', 'MclustDA'] as const)('has the criteria of all candidates in own units (%s)', async method => {
  const bicOf = (model: FittedModel): readonly (number | null)[] => {
    const { columns, rows } = model.tables()[0]
    return rows.map(row => row[columns.findIndex(({ name }) => name === 'bic')] as number | null)
  }
  const options = { method, covarianceTypes: ['VVI' as const], components: { minimum: 1, maximum: 2 }, starts: 1 }
  const scaled = await mixtureClassifier.fit(table, options)
  const expected = bicOf(await mixtureClassifier.fit(cells, options))
  expect(expected.length).toBe(method === 'EDDA' ? 1 : 4)
  for (const [at, bic] of bicOf(inOwnUnits(scaled)).entries()) expect(bic).toBeCloseTo(expected[at]!, 1)
  if (method === 'EDDA') expect(bicOf(inOwnUnits(scaled))[0]!).toBeCloseTo(inOwnUnits(scaled).facts().find(({ name }) => name === 'bic')!.value as number, 6)
})

it('opens the file in the script as it was opened', () => {
  const script = (source?: ScriptSource): string => composeScript({ imports: {}, lines: [] }, { table: tableFacts(table), usesLabels: false }, source)
  expect(script({ file: 'own.csv', open: {} })).toContain("await openDataset('own.csv')\n")
  expect(script({ file: 'own.csv', open: { columns: { age: { missing: ['k.A.'] } } } })).toContain("await openDataset('own.csv', { columns: { age: { missing: ['k.A.'] } } })\n")
})

it('says in the script what the scaling must have been', () => {
  const script = (source?: ScriptSource): string => composeScript({ imports: {}, lines: [] }, { table: tableFacts(table), usesLabels: false }, source)
  const comment = '// The fit was to scaled columns. If that was not by their means and standard deviations, scale them here as it was.\n'
  expect(script()).toContain(comment)
  expect(script({ scaling: 'standardize' })).not.toContain(comment)
})

describe('the mixture of each structure in own units', () => {
  const larger: Readonly<Record<string, string>> = { EII: 'EEI', VII: 'VEI', spherical: 'VEI', EVE: 'VVV', VVE: 'VVV', EEV: 'VVV', VEV: 'VVV' }
  const threeColumns = blobs({ rows: 120, columns: 3, groups: 2 })
  const threeUnits = new OwnUnits({ scaling: { center: [10, -3, 0], scale: [100, 0.5, 2] }, rows: 120 })
  const scaledTable = { ...threeColumns, samples: threeUnits.scaled(threeColumns.samples), scaling: { center: [10, -3, 0], scale: [100, 0.5, 2] } }

  it.each([...covarianceTypes, 'factors' as const])('has the densities and the criteria of the fit (%s)', async covarianceType => {
    const own = inOwnUnits(await mixture.fit(scaledTable, { components: 2, starts: 1, covarianceType, factors: 1 }))
    const gaussian = own.mixture!()
    const [density, expected] = [await gaussian.logDensity(threeColumns.samples), await own.logDensity!(threeColumns.samples)]
    for (let row = 0; row < 120; row++) expect(density[row]).toBeCloseTo(expected[row], 9)
    const fact = (name: string): number => own.facts().find(each => each.name === name)!.value as number
    const parameterCount = fact('parameterCount')
    expect(gaussian.covarianceType).toEqual(covarianceType === 'factors' ? { factors: 1 } : (larger[covarianceType] ?? covarianceType))
    if (larger[covarianceType]) expect(gaussian.parameterCount).toBeGreaterThan(parameterCount)
    else expect(await gaussian.bic(threeColumns.samples)).toBeCloseTo(fact('bic'), 6)
    expect(await gaussian.bic(threeColumns.samples, { parameterCount })).toBeCloseTo(fact('bic'), 6)
  })
})
