import { samplesSource } from '@mixtura/core'
import { expect, it } from 'vitest'
import { messageOf } from '../../../numerics/src/testing/messageOf.js'
import { memoryCheckpointStore } from '@mixtura/tensor'
import { modelFamilies } from '../catalogue.js'
import { mixture } from './mixture.js'

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

it('are fitted by the mixture alone', () => {
  expect(modelFamilies.filter(({ fitRemote }) => fitRemote).map(({ kind }) => kind)).toEqual(['mixture'])
})
