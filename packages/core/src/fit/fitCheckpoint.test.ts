import { readPlainRecord, writePlainRecord, type PlainValue } from '@mixtura/numerics'
import { expect, it } from 'vitest'
import { readFitCheckpoint, writeFitCheckpoint } from './fitCheckpoint.js'

it('refuses a checkpoint of an earlier version', () => {
  const identity = { kind: 'fit', data: '1 x 1 numbers', options: {} }
  const record = readPlainRecord(writeFitCheckpoint(identity, 1)) as Record<string, PlainValue>
  expect(readFitCheckpoint(writePlainRecord(record), identity, (_, found) => found)).toBe(1)
  const old = writePlainRecord({ ...record, version: 2 })
  expect(() => readFitCheckpoint(old, identity, (_, found) => found)).toThrow(/version.*3.*2/)
})
