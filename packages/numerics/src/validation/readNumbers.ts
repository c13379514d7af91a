import { ShapeError } from '../errors.js'
import { describeValue } from './describeValue.js'

/**
 * Whether `value` is an array, or another object with numbered entries; a text is none. The last entry of such an object
 * must be there, so that a wrong length reserves no memory.
 */
export function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  if (Array.isArray(value)) return true
  if (typeof value !== 'object' || value === null || !('length' in value)) return false
  const { length } = value
  return Number.isSafeInteger(length) && Number(length) >= 0 && (length === 0 || Number(length) - 1 in value)
}

/**
 * Numbers as float64: a Float64Array as it is, any other array of numbers as a copy.
 *
 * @throws {ShapeError} unless it is an array whose entries are all numbers; NaN and infinities are the caller's matter.
 */
export function readNumbers(name: string, value: unknown): Float64Array {
  if (value instanceof Float64Array) return value
  if (!isArrayLike(value)) throw new ShapeError(name, 'an array of numbers', describeValue(value), 'Pass for example a Float64Array.')
  // Every entry is looked at before room is made, since an array with holes may be of any length.
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] === 'number') continue
    throw new ShapeError(name, 'an array of numbers', `${describeValue(value[i])} at position ${i}`, 'Pass numbers only.')
  }
  return Float64Array.from(value as ArrayLike<number>)
}
