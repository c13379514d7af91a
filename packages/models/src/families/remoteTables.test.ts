import { mixedChunksSource, samplesSource, type MixedColumn } from '@mixtura/core'
import { describe, expect, it } from 'vitest'
import { messageOf } from '../../../numerics/src/testing/messageOf.js'
import { memoryCheckpointStore } from '@mixtura/tensor'
import { modelFamilies } from '../catalogue.js'
import { mixedTable } from '../testing/mixedTable.js'
import { mixedMixture } from './mixedMixture.js'
import { mixture } from './mixture.js'
import { mixtureSelection } from './mixtureSelection.js'

/** Two groups, far from each other. */
const rows = Array.from({ length: 60 }, (_, row) => [Math.sin(3 * row) + (row % 2) * 9, Math.cos(5 * row)])
const samples = { data: Float64Array.from(rows.flat()), rows: 60, columns: 2 }
const options = { components: 2, seed: 4 }

it('are fitted as tables in memory are, without what needs their rows', async () => {
  const source = await samplesSource(samples)
  const remote = await mixture.fitRemote!({ source, columnNames: ['a', 'b'] }, options)
  const local = await mixture.fit({ samples, columnNames: ['a', 'b'] }, options)
  expect(remote.facts()).toEqual(local.facts().filter(({ name }) => name !== 'icl'))
  expect(remote.mixture!().means).toEqual(local.mixture!().means)
  expect(remote.table).toEqual(local.table)
  const loaded = await mixture.load(await remote.save())
  expect(await loaded.predict!(samples)).toEqual(await local.predict!(samples))
})

it('can be stopped and resumed', async () => {
  const source = await samplesSource(samples)
  const checkpoints = memoryCheckpointStore()
  const whole = await mixture.fitRemote!({ source }, options)
  await mixture.fitRemote!({ source }, options, { checkpoints, reportEvery: 0, onProgress: ({ phase, step }) => (phase === 'fit' && step === 1 ? 'stop' : undefined) })
  expect(await checkpoints.names()).toEqual(['fit'])
  const resumed = await mixture.fitRemote!({ source }, options, { checkpoints })
  expect(resumed.mixture!().means).toEqual(whole.mixture!().means)
})

it('are refused as tables in memory are', async () => {
  const source = await samplesSource(samples)
  expect(await messageOf(() => mixture.fitRemote!({ source }, { components: 100 }))).toMatch(/rows/)
  expect(await messageOf(() => mixture.fitRemote!({ source, columnNames: ['a'] }, options))).toBe('columnNames must be [2], a name for each column, but it is [1]. Leave it out, or pass as many.')
  expect(await messageOf(() => mixture.fitRemote!({} as never, options))).toMatch(/^table.source must be an object/)
})

it('say what they lack and how they are scaled', async () => {
  const gappy = { ...samples, data: samples.data.map((value, at) => (at === 7 ? NaN : value)) }
  const scaling = { center: [1, 2], scale: [3, 4] }
  const asked = { ...options, missing: 'marginalize' } as const
  const source = await samplesSource(gappy, { missing: 'marginalize' })
  const local = await mixture.fit({ samples: gappy, scaling }, asked)
  const remote = await mixture.fitRemote!({ source, missingOfColumns: [0, 1], scaling }, asked)
  expect(remote.table).toEqual(local.table)
  expect(await messageOf(() => mixture.fitRemote!({ source, missingOfColumns: [0, 1] }, options))).toMatch(/missing/)
})

it('are selected from, by criteria that need no rows', async () => {
  const source = await samplesSource(samples)
  const asked = { seed: 2, components: { minimum: 1, maximum: 2 }, covarianceTypes: ['diag'] } as const
  const [local, remote] = [await mixtureSelection.fit({ samples }, asked), await mixtureSelection.fitRemote!({ source }, asked)]
  const fact = (of: typeof remote, name: string) => of.facts().find(each => each.name === name)?.value
  expect(fact(remote, 'components')).toBe(fact(local, 'components'))
  expect(Number(fact(remote, 'bic')) / Number(fact(local, 'bic'))).toBeCloseTo(1, 6)
  expect(fact(remote, 'icl')).toBeUndefined()
  expect(await messageOf(() => mixtureSelection.fitRemote!({ source }, { ...asked, criterion: 'icl' }))).toMatch(/^option criterion must be 'bic' or 'aic' for a source, but it is 'icl'\./)
})

describe('tables of mixed columns', () => {
  const { labels: _labels, ...table } = mixedTable({ rows: 400 })
  const { samples: cells, columnNames, features } = table
  const half = 200 * cells.columns
  const chunk = (from: number, to: number) => ({ data: cells.data.slice(from, to), rows: (to - from) / cells.columns, columns: cells.columns })
  const chunks = [chunk(0, half), chunk(half, cells.data.length)]
  const mixedOptions = { components: { minimum: 1, maximum: 2 }, seed: 3 } as const
  const remoteTable = async () => ({
    source: await samplesSource(cells, { missing: 'marginalize' }), ...(columnNames && { columnNames }), ...(features && { features }),
    missingOfColumns: Array.from({ length: cells.columns }, (_, column) => cells.data.filter((cell, at) => at % cells.columns === column && Number.isNaN(cell)).length),
    mixedTable: (columns: readonly MixedColumn[]) => mixedChunksSource(() => chunks, { columns }),
  })

  it('are fitted as tables in memory are, with all facts and profiles', async () => {
    const local = await mixedMixture.fit(table, mixedOptions)
    const remote = await mixedMixture.fitRemote!(await remoteTable(), mixedOptions)
    expect(remote.table).toEqual(local.table)
    expect(remote.facts().map(({ name }) => name)).toEqual(local.facts().map(({ name }) => name))
    for (const [at, { value }] of local.facts().entries()) {
      const found = remote.facts()[at]!.value
      // Sums of 400 rows in another order.
      if (typeof value === 'number' && value !== 0) expect(Number(found) / value).toBeCloseTo(1, 8)
      else expect(found).toEqual(value)
    }
    const [expected, profiles] = [local.profiles!(), remote.profiles!()]
    expect(profiles.map(({ name }) => name)).toEqual(expected.map(({ name }) => name))
    profiles.forEach(({ groups }, at) => groups.forEach(({ estimates }, k) => estimates.forEach(({ estimate }, l) => expect(estimate).toBeCloseTo(expected[at]!.groups[k]!.estimates[l]!.estimate, 6))))
  })

  it('need a source that has them, and a family that takes them', async () => {
    const { mixedTable: _, ...without } = await remoteTable()
    expect(await messageOf(() => mixedMixture.fitRemote!(without, mixedOptions))).toBe(
      'table.mixedTable must be a function that opens the rows as a table of mixed columns, but it is undefined. Pass what remoteTableOf makes of a source of @mixtura/data, or fit a table in memory.',
    )
    expect(await messageOf(async () => mixture.fitRemote!(await remoteTable(), { components: 2 }))).toMatch(/These columns are not numbers/)
  })
})

it('are fitted by these families', () => {
  expect(modelFamilies.filter(({ fitRemote }) => fitRemote).map(({ kind }) => kind)).toEqual(['mixture', 'mixture-selection', 'mixed-mixture'])
})
