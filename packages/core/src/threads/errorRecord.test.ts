import {
  ColumnRangeError,
  DegenerateCovarianceError,
  InvalidOptionError,
  NonFiniteValuesError,
  ShapeError,
  type MixturaError,
} from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import * as errors from '../errors.js'
import { fromErrorRecord, fromMixturaErrorRecord, toErrorRecord } from './errorRecord.js'

const classes = { ...errors, ColumnRangeError, DegenerateCovarianceError, InvalidOptionError, NonFiniteValuesError, ShapeError }
const all: Record<keyof typeof classes, MixturaError> = {
  ShapeError: new ShapeError('samples', 'so', 'otherwise', 'Do so.'),
  InvalidOptionError: new InvalidOptionError('seed', 'so', 1, 'Do so.'),
  TooFewRowsError: new errors.TooFewRowsError(1, 2, 2, 'clusters'),
  NonFiniteValuesError: new NonFiniteValuesError(1, 0, 0, NaN),
  ColumnRangeError: new ColumnRangeError(1, { value: 1e200, row: 2, limit: 2 ** 480 }),
  ConstantColumnError: new errors.ConstantColumnError(0, 1),
  DegenerateCovarianceError: new DegenerateCovarianceError(2, -1e-300, 1),
  EmptyComponentError: new errors.EmptyComponentError(0, 0),
  FarSampleError: new errors.FarSampleError('samples', 3),
  InvalidModelError: new errors.InvalidModelError('format', 'so', 'otherwise'),
  DependentColumnsError: new errors.DependentColumnsError(1, 2, 2),
  NonFiniteLikelihoodError: new errors.NonFiniteLikelihoodError(-Infinity, 0),
}

describe('errors between threads', () => {
  it.each(Object.entries(all))('%s comes back with its class, message, stack and fields', (name, error) => {
    const back = fromMixturaErrorRecord(structuredClone(toErrorRecord(error)))
    expect(back).toBeInstanceOf(classes[name as keyof typeof classes])
    expect(back).toEqual(error)
    expect([back.name, back.code, back.message, back.stack]).toEqual([name, error.code, error.message, error.stack])
    expect(Object.keys(back).sort()).toEqual(Object.keys(error).sort())
  })

  it('are restored as Error with their name if the class is unknown, and other thrown values as Error with their text', () => {
    const back = fromErrorRecord(toErrorRecord(new RangeError('too far')))
    expect([back instanceof Error, back.name, back.message]).toEqual([true, 'RangeError', 'too far'])
    expect(() => fromMixturaErrorRecord(toErrorRecord(new RangeError('too far')))).toThrow('too far')
    expect(fromErrorRecord(toErrorRecord('plain')).message).toBe('plain')
  })
})
