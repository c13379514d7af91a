import { ShapeError } from '@mixtura/numerics'
import { describeValue, isRecord } from '@mixtura/numerics/validation'
import type { SavedArray } from './checkpoint.js'

/** Whether `value` is a shape: a list of whole numbers from 0. */
export function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(size => Number.isSafeInteger(size) && Number(size) >= 0)
}

/** Whether `value` is an array with as many values as the product of its shape. */
export function isSavedArray(value: unknown): value is SavedArray {
  if (!isRecord(value) || !isShape(value['shape']) || !(value['data'] instanceof Float32Array)) return false
  return value['shape'].reduce((product, size) => product * size, 1) === value['data'].length
}

/** @throws {ShapeError} unless `value` is an object of float32 arrays by name. */
export function requireSavedArrays(name: string, value: unknown): asserts value is Readonly<Record<string, SavedArray>> {
  requireByName(name, value, { matches: isSavedArray, expected: '{ shape, data } with a Float32Array of as many numbers as the shape', example: '{ bias: { shape: [1], data: new Float32Array(1) } }' })
}

/** @throws {ShapeError} unless `value` is an object of shapes by name. */
export function requireShapes(name: string, value: unknown): asserts value is Readonly<Record<string, readonly number[]>> {
  requireByName(name, value, { matches: isShape, expected: 'a list of whole numbers from 0', example: '{ bias: [1] }' })
}

function requireByName(
  name: string,
  value: unknown,
  { matches, expected, example }: { readonly matches: (entry: unknown) => boolean; readonly expected: string; readonly example: string },
): void {
  const remedy = `Pass for example ${example}.`
  if (!isRecord(value)) throw new ShapeError(name, 'an object with a name for each', describeValue(value), remedy)
  for (const [field, entry] of Object.entries(value)) {
    if (!matches(entry)) throw new ShapeError(`${name}.${field}`, expected, describeValue(entry), remedy)
  }
}
