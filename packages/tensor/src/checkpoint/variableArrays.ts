import { CheckpointMismatchError } from '@mixtura/numerics'
import { text } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import type { SavedArray } from './checkpoint.js'
import { requireSavedArrays, requireShapes } from './savedArrays.js'
import { shortened } from './checkpointValues.js'

/** Tensors by the names under which they are saved. */
export type NamedTensors = Readonly<Record<string, tf.Tensor>>

/** Variables by the names under which they are saved. */
export type NamedVariables = Readonly<Record<string, tf.Variable>>

/** Reads the current values from the device. */
export async function readArrays(tensors: NamedTensors): Promise<Record<string, SavedArray>> {
  const arrays: Record<string, SavedArray> = {}
  for (const [name, tensor] of Object.entries(tensors)) {
    arrays[name] = { shape: tensor.shape, data: (await tensor.data<'float32'>()).slice() }
  }
  return arrays
}

/**
 * Sets each variable to the array of its name.
 *
 * @throws {CheckpointMismatchError} unless names and shapes match and all numbers are finite. In that case no variable is changed.
 */
export function assignArrays(variables: NamedVariables, arrays: Readonly<Record<string, SavedArray>>): void {
  requireArrays(Object.fromEntries(Object.entries(variables).map(([name, { shape }]) => [name, shape])), arrays, 'parameters')
  for (const [name, variable] of Object.entries(variables)) {
    const value = tf.tensor(arrays[name].data.slice(), [...arrays[name].shape], 'float32')
    variable.assign(value)
    value.dispose()
  }
}

/**
 * @param expected shapes by name.
 * @param what name of the arrays, for the error.
 * @throws {CheckpointMismatchError} unless the arrays have exactly these names and shapes and are finite.
 */
export function requireArrays(
  expected: Readonly<Record<string, readonly number[]>>,
  arrays: Readonly<Record<string, SavedArray>>,
  what = 'arrays',
): void {
  requireShapes('expected', expected)
  requireSavedArrays('arrays', arrays)
  text('parameters')('what', what)
  requireSame(`names of ${what}`, Object.keys(expected).sort().join(', '), Object.keys(arrays).sort().join(', '))
  for (const [name, shape] of Object.entries(expected)) {
    requireSame(`shape of '${name}'`, `[${shape.join(', ')}]`, `[${arrays[name].shape.join(', ')}]`)
  }
  requireFiniteArrays(arrays)
}

/** @throws {CheckpointMismatchError} unless the two are equal. */
export function requireSame(field: string, expected: string, actual: string): void {
  if (expected !== actual) throw new CheckpointMismatchError(shortened(field), shortened(expected) || 'none', shortened(actual) || 'none')
}

/** @throws {CheckpointMismatchError} if a number is NaN or infinite, because no run can resume from it. */
export function requireFiniteArrays(arrays: Readonly<Record<string, SavedArray>>): void {
  for (const [name, { data }] of Object.entries(arrays)) {
    const at = firstNonFinitePlace(data)
    if (at >= 0) throw new CheckpointMismatchError(`array '${shortened(name)}'`, 'finite numbers', `${data[at]} at place ${at}`)
  }
}

/** Index of the first value that is not finite; -1 if all are finite. */
export function firstNonFinitePlace(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (values[i] - values[i] !== 0) return i
  return -1
}
