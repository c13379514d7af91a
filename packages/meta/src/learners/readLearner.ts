import { ShapeError } from '@mixtura/core'
import { describeValue, isRecord, requireObject, type Reader } from '@mixtura/core/validation'
import type { Learner, NamedArrays } from './learner.js'

/** @throws {ShapeError} unless it is a learner. */
export function requireLearner(learner: unknown): asserts learner is Learner<never, unknown> {
  requireObject('learner', learner, {
    what: 'a learner',
    fields: { kind: 'text', settings: 'object', parameters: 'object', problemOf: 'function', load: 'function', model: 'function' },
    remedy: 'Pass for example regressionLearner({ inputs: 1 }).',
  })
}

/** Reads float32 arrays by name. */
export const namedArrays: Reader<NamedArrays> = (name, value) => {
  if (!isRecord(value) || Object.keys(value).length === 0) {
    throw new ShapeError(name, 'arrays by name, at least one', describeValue(value), 'Pass for example { bias: { shape: [1], data: new Float32Array(1) } }.')
  }
  for (const [array, own] of Object.entries(value)) {
    if (isSavedArray(own)) continue
    throw new ShapeError(`${name}.${array}`, '{ shape, data } with a Float32Array of as many numbers as the shape', describeValue(own), 'Pass for example { shape: [1], data: new Float32Array(1) }.')
  }
  return value as NamedArrays
}

function isSavedArray(value: unknown): boolean {
  if (!isRecord(value) || !Array.isArray(value.shape) || !(value.data instanceof Float32Array)) return false
  const shape = value.shape as readonly unknown[]
  if (!shape.every(size => Number.isSafeInteger(size) && Number(size) >= 0)) return false
  return shape.reduce((product: number, size) => product * Number(size), 1) === value.data.length
}
