import { ShapeError } from '../errors.js'
import { describeValue } from './describeValue.js'

/**
 * Whether `value` is an array or another object with numbered entries; a string is not. The last entry of such an object
 * must exist, so that a wrong length allocates no memory.
 */
export function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  if (Array.isArray(value)) return true
  if (typeof value !== 'object' || value === null || !('length' in value)) return false
  const { length } = value
  return Number.isSafeInteger(length) && Number(length) >= 0 && (length === 0 || Number(length) - 1 in value)
}

/**
 * Reads numbers as float64. A Float64Array is returned unchanged; any other array of numbers is copied.
 *
 * @throws {ShapeError} unless `value` is an array whose entries are all numbers. The caller must check for NaN and infinities.
 */
export function readNumbers(name: string, value: unknown): Float64Array {
  if (value instanceof Float64Array) return value
  if (!isArrayLike(value)) throw new ShapeError(name, 'an array of numbers', describeValue(value), 'Pass for example a Float64Array.')
  // All entries are checked before memory is allocated, because an array with holes may have any length.
  for (let i = 0; i < value.length; i++) {
    if (typeof value[i] === 'number') continue
    throw new ShapeError(name, 'an array of numbers', `${describeValue(value[i])} at position ${i}`, 'Pass numbers only.')
  }
  return Float64Array.from(value as ArrayLike<number>)
}
