import { InvalidOptionError } from '../errors.js'

/** @throws {InvalidOptionError} unless 0 < `value` < 1. */
export function requireProbability(option: string, value: unknown, example = 0.95): asserts value is number {
  if (typeof value === 'number' && value > 0 && value < 1) return
  throw new InvalidOptionError(
    option,
    'a number between 0 and 1, both excluded',
    value,
    `Pass for example ${option}: ${example}.`,
  )
}
