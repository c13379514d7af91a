import { describe, expect, it } from 'vitest'
import { loadModel } from '../catalogue.js'
import { mixedMixture } from '../families/mixedMixture.js'
import { readModelFile, writeModelFile } from '../files/modelFile.js'
import { mixedTable } from '../testing/mixedTable.js'
import { blobs } from '../testing/tables.js'
import { inOwnUnits } from './inOwnUnits.js'
import { OwnUnits } from './ownUnits.js'
import { tableFacts, type TableFeature } from './table.js'

const table = mixedTable({ rows: 300 })
const options = { components: { minimum: 2, maximum: 2 }, starts: 1 }

it('finds the groups of a mixed table', async () => {
  const model = await mixedMixture.fit(table, options)
  const labels = await model.predict!(table.samples)
  const agreeing = labels.filter((label, row) => label === table.labels[row]).length
  expect(Math.max(agreeing, 300 - agreeing)).toBeGreaterThan(290)
  const [spend, region] = model.profiles!()
  const means = spend.groups.map(({ estimates }) => estimates[0].estimate).sort((one, other) => one - other)
  // The truth is 10 and 30, with a standard error of about 0.33.
  expect(means[0]).toBeCloseTo(10, 0)
  expect(means[1]).toBeCloseTo(30, 0)
  expect(region.levels).toEqual(['east', 'north', 'south'])
})

it('are left out of the facts of a table of numbers', () => {
  const numbers = blobs({ rows: 5, columns: 2, groups: 1 })
  expect(tableFacts({ ...numbers, features: [{ role: 'number' }, { role: 'number' }] })).toEqual(tableFacts(numbers))
  expect(tableFacts(table).features![2]).toEqual({ role: 'ordinal', levels: ['small', 'medium', 'large'].map(name => ({ name, of: [name] })), date: null })
})

it('give the fit of a table of numbers to the bit', async () => {
  const numbers = blobs({ rows: 200, columns: 2, groups: 2 })
  const [mixed, plain] = await Promise.all([
    mixedMixture.fit(numbers, options),
    (await import('../families/mixture.js')).mixture.fit(numbers, { components: 2, starts: 1 }),
  ])
  expect(await mixed.logDensity!(numbers.samples)).toEqual(await plain.logDensity!(numbers.samples))
})

it('have profiles in the units of the columns', async () => {
  const scaling = { center: [20, 0, 0, 0, 0], scale: [5, 1, 1, 1, 1] }
  const samples = new OwnUnits({ scaling, rows: 300 }).scaled(table.samples)
  const [own, plain] = await Promise.all([mixedMixture.fit({ ...table, samples, scaling }, options).then(inOwnUnits), mixedMixture.fit(table, options)])
  own.profiles!().forEach(({ groups }, column) => groups.forEach(({ estimates, standardDeviation }, group) => {
    const expected = plain.profiles!()[column].groups[group]
    estimates.forEach(({ estimate, standardError }, at) => {
      expect(estimate).toBeCloseTo(expected.estimates[at].estimate, 4)
      if (standardError !== null) expect(standardError).toBeCloseTo(expected.estimates[at].standardError!, 4)
    })
    if (standardDeviation !== null) expect(standardDeviation).toBeCloseTo(expected.standardDeviation!, 4)
  }))
})

it('reads the table in the script with its roles', async () => {
  const features: readonly TableFeature[] = table.features!.map((feature, at) => (at === 1 ? { role: 'category', levels: [{ name: 'east', of: ['east'] }, { name: 'rest', of: ['north', 'south'] }, { name: 'west', of: ['west'] }] } : feature))
  const model = await mixedMixture.fit({ ...table, features }, options)
  expect(model.script()).toContain("region: { role: 'category', levels: ['east', { name: 'rest', of: ['north', 'south'] }, 'west'] }")
  expect(model.script()).toContain("visits: 'count'")
})

describe('refuses features', () => {
  const wrong = (at: number, feature: unknown) => ({ ...table, features: table.features!.map((own, i) => (i === at ? feature : own)) }) as never
  it.each<[string, never, string]>([
    ['too few', { ...table, features: [] } as never, 'features must be [5], the role of each column, but it is [0]. Leave it out, or pass as many.'],
    ['an unknown role', wrong(0, { role: 'nominal' }), "option features[0].role must be one of 'number', 'category', 'ordinal', 'count', 'binary', but it is 'nominal'."],
    ['a category without levels', wrong(1, { role: 'category' }), 'features[1].levels must be a list of two or more levels, as the role is category, but it is null. Pass the features that readFeatures of @mixtura/data returns.'],
    ['levels of a count', wrong(3, { role: 'count', levels: [{ name: 'a', of: ['a'] }, { name: 'b', of: ['b'] }] }), 'features[3].levels must be null, as the role is count, but it is a list of 2.'],
  ])('%s', async (_name, given, message) => {
    await expect(mixedMixture.fit(given, options)).rejects.toThrow(message)
  })

  it('of a file that are none', async () => {
    const file = readModelFile(await (await mixedMixture.fit(table, options)).save())
    const head = { ...file.head, table: { ...(file.head['table'] as object), features: [{ role: 'forest' }] } }
    await expect(() => loadModel(writeModelFile({ ...file, head: head as never }))).rejects.toThrow('model file: table.features must be 5 features, but it is a list of 1.')
  })
})
