import { expect, it } from 'vitest'
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
