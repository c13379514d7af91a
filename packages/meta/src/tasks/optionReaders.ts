import { InvalidOptionError } from '@mixtura/numerics'
import { count, describeValue, largestCount, numberIn, requireCount, type Reader } from '@mixtura/numerics/validation'
import type { RowCount } from './mixtureFamily.js'

/** Reads a number above 0 and below 1. */
export const share: Reader<number> = (name, value) =>
  numberIn({ above: 0, below: 1, expected: 'above 0 and below 1', example: `${name}: 0.5` })(name, value)

/** Reads [low, high], both finite and in increasing order. */
export const interval: Reader<readonly [number, number]> = (name, value) => {
  if (isPair(value) && Number.isFinite(value[0]) && Number.isFinite(value[1]) && value[0] <= value[1]) return value
  throw new InvalidOptionError(name, '[low, high] with low at most high', shownPair(value), `Pass for example ${name}: [1, 2].`)
}

/** Reads a number of rows, or the smallest and largest one. */
export const rowCount: Reader<RowCount> = countOrRange('a whole number, or [from, to] with from at most to', '[100, 500]')

/** Reads a number of components, or the smallest and largest one. */
export const componentRange: Reader<number | readonly [number, number]> = countOrRange('a whole number, or [least, greatest]', '[2, 6]')

function countOrRange(expected: string, example: string): Reader<number | readonly [number, number]> {
  return (name, value) => {
    if (!isPair(value)) return count(1)(name, value)
    requireCount(name, value[0], 1)
    if (Number.isSafeInteger(value[1]) && value[1] >= value[0] && value[1] <= largestCount) return value
    throw new InvalidOptionError(name, expected, shownPair(value), `Pass for example ${name}: ${example}.`)
  }
}

function isPair(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(end => typeof end === 'number')
}

function shownPair(value: unknown): unknown {
  return Array.isArray(value) && value.length === 2 ? `[${value.map(describeValue).join(', ')}]` : value
}
