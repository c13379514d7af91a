import { InvalidOptionError } from '../errors.js'

/** @throws {InvalidOptionError} unless 0 < `value` < 1. */
export function requireProbability(option: string, value: number, example = 0.95): void {
  if (value > 0 && value < 1) return
  throw new InvalidOptionError(
    option,
    'a number between 0 and 1, both excluded',
    value,
    `Pass for example ${option}: ${example}.`,
  )
}
