import { ShapeError } from '@mixtura/numerics'
import { describeValue, requireObject, type Reader } from '@mixtura/numerics/validation'
import { requireSavedArrays } from '@mixtura/tensor'
import type { Learner, NamedArrays } from './learner.js'

/** @throws {ShapeError} unless it is a learner. */
export function requireLearner(learner: unknown): asserts learner is Learner<never, unknown> {
  requireObject('learner', learner, {
    what: 'a learner',
    fields: { kind: 'text', settings: 'object', parameters: 'object', problemOf: 'function', load: 'function', model: 'function' },
    remedy: 'Pass for example regressionLearner({ inputs: 1 }).',
  })
}

/** Reads a record of at least one float32 array. */
export const namedArrays: Reader<NamedArrays> = (name, value) => {
  requireSavedArrays(name, value)
  if (Object.keys(value).length > 0) return value
  throw new ShapeError(name, 'arrays by name, at least one', describeValue(value), 'Pass for example { bias: { shape: [1], data: new Float32Array(1) } }.')
}
