import { ShapeError, type Random } from '@mixtura/numerics'
import { describeValue, isRecord, requireObject } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import type { NamedTensors, NamedVariables } from '../checkpoint/variableArrays.js'

/** @throws {ShapeError} unless `value` is a tensor. */
export function requireTensor(name: string, value: unknown): asserts value is tf.Tensor {
  if (value instanceof tf.Tensor) return
  throw new ShapeError(name, 'a tensor', describeValue(value), 'Pass for example tf.tensor2d(rows).')
}

/** @throws {ShapeError} unless `value` is an object of tensors by name. */
export function requireNamedTensors(name: string, value: unknown): asserts value is NamedTensors {
  requireEach(name, value, { what: 'tensors', example: '{ kernel: tf.tensor2d(rows) }', matches: tensor => tensor instanceof tf.Tensor })
}

/** @throws {ShapeError} unless `value` is an object of variables by name. */
export function requireNamedVariables(name: string, value: unknown): asserts value is NamedVariables {
  requireEach(name, value, { what: 'variables', example: 'network.parameters', matches: variable => variable instanceof tf.Variable })
}

function requireEach(
  name: string,
  value: unknown,
  { what, example, matches }: { readonly what: string; readonly example: string; readonly matches: (entry: unknown) => boolean },
): void {
  const remedy = `Pass for example ${example}.`
  if (!isRecord(value)) throw new ShapeError(name, `an object of ${what} by name`, describeValue(value), remedy)
  for (const [field, entry] of Object.entries(value)) {
    if (!matches(entry)) throw new ShapeError(`${name}.${field}`, `one of ${what}`, describeValue(entry), remedy)
  }
}

/** @throws {ShapeError} unless `value` is a random generator. */
export function requireRandom(value: unknown): asserts value is Random {
  requireObject('random', value, {
    what: 'a generator of random numbers',
    fields: { uniform: 'function', normal: 'function', integer: 'function', fork: 'function' },
    remedy: 'Pass for example createRandom(7).',
  })
}
