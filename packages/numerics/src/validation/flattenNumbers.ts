import { ShapeError } from '../errors.js'
import { describeValue } from './describeValue.js'
import { isArrayLike } from './readNumbers.js'

/** Deeper arrays are a mistake, such as an array that contains itself. */
const maxDepth = 8

/** Nested arrays of numbers, read in row-major order. */
export type NestedNumbers = ArrayLike<number> | readonly NestedNumbers[]

/**
 * Copies the numbers in row-major order. The copy does not change if the caller changes the original.
 *
 * @throws {ShapeError} unless all entries are numbers, or all are such arrays of equal length.
 */
export function flattenNumbers(name: string, numbers: unknown): Float64Array {
  // An array whose buffer was transferred has no entries, and copying it throws.
  if (numbers instanceof Float64Array) return numbers.length === 0 ? new Float64Array(0) : numbers.slice()
  const flat: number[] = []
  /** Length of the arrays at each depth; -1 at the depth of the numbers. */
  const lengths: number[] = []
  const visit = (value: unknown, depth: number): void => {
    if (depth > maxDepth) {
      throw new ShapeError(name, 'an array of numbers, nested or flat', `nested more than ${maxDepth} deep`, 'Pass numbers only, row by row.')
    }
    const isNumber = typeof value === 'number'
    if (isNumber || isArrayLike(value)) {
      const length = isNumber ? -1 : value.length
      if (length !== (lengths[depth] ??= length)) {
        throw new ShapeError(name, 'an array of rows of equal length', `of length ${Math.max(length, 0)} after ${Math.max(lengths[depth], 0)}`, 'Give every row the same number of values.')
      }
      if (isNumber) flat.push(value)
      else for (let i = 0; i < value.length; i++) visit(value[i], depth + 1)
    } else throw new ShapeError(name, 'an array of numbers, nested or flat', describeValue(value), 'Pass numbers only, row by row.')
  }
  if (typeof numbers === 'number') throw new ShapeError(name, 'an array of numbers, nested or flat', describeValue(numbers), `Pass for example [${numbers}].`)
  visit(numbers, 0)
  return Float64Array.from(flat)
}
