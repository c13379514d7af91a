import { expect, it } from 'vitest'
import { readCheckpointFile, writeCheckpointFile } from './checkpointFile.js'
import { readPlainRecord, writePlainRecord } from './plainRecord.js'

const record = {
  text: 'Σ',
  nothing: null,
  flag: true,
  numbers: { tenth: 0.1, not: NaN, least: -Infinity, minus: -0, whole: 3 },
  list: [0.1, NaN, -0],
  empty: [],
  nested: [[NaN]],
  mixed: ['a', 1, [2, 3], { deep: Float64Array.of(Math.PI) }, [-Infinity]],
  array: Float64Array.of(1, -0, NaN),
  none: new Float64Array(0),
}

it('gives back every bit', () => {
  const read = readPlainRecord(writePlainRecord(record))
  expect(read).toEqual(record)
  expect(Object.is((read['numbers'] as { minus: number }).minus, -0)).toBe(true)
  expect(Object.is((read['array'] as Float64Array)[1], -0)).toBe(true)
})

it('leaves undefined fields out', () => {
  expect(readPlainRecord(writePlainRecord({ here: 1, absent: undefined }))).toEqual({ here: 1 })
})

it('refuses what is not plain, by its place', () => {
  const write = (): Uint8Array => writePlainRecord({ runs: [{ call: (() => 1) as never }] })
  expect(write).toThrow('record.runs[0].call must be plain values and arrays of float64, but it is a function. Leave it out.')
})

it('makes one list of a list that is named in many places, so that a small file stays small in memory', () => {
  const { values: _, arrays } = readCheckpointFile(writePlainRecord({ list: [1, 2, 3] }))
  const bytes = writeCheckpointFile({ values: { many: Array.from({ length: 1000 }, () => ({ $list: '0' })) }, arrays })
  const lists = readPlainRecord(bytes)['many'] as readonly unknown[]
  expect(lists[0]).toEqual([1, 2, 3])
  expect(new Set(lists).size).toBe(1)
})

it('refuses a reference to an array that is not in the file', () => {
  for (const name of ['7', 7, ['0'], { deep: 1 }, '__proto__'] as const) {
    const bytes = writeCheckpointFile({ values: { here: { $array: name as string } }, arrays: {} })
    expect(() => readPlainRecord(bytes)).toThrow('checkpoint: header must be one that names its arrays, but it is one with ')
  }
})
