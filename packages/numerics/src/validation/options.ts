import { InvalidOptionError } from '../errors.js'

/** Largest allowed count: the largest number in an Int32Array. */
export const largestCount = 2 ** 31 - 1

/** @throws {InvalidOptionError} unless `value` is a whole number from `minimum` to 2^31 - 1. */
export function requireCount(option: string, value: unknown, minimum: number): asserts value is number {
  if (Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= largestCount) return
  const isLarge = typeof value === 'number' && value > largestCount
  throw new InvalidOptionError(
    option,
    isLarge ? `a whole number of at most ${largestCount}` : `a whole number of at least ${minimum}`,
    value,
    `Pass for example ${option}: ${Math.max(minimum, 2)}.`,
  )
}

/** @throws {InvalidOptionError} unless `seed` is a whole number from 0 to 2^53 - 1. */
export function requireSeed(seed: unknown): asserts seed is number {
  if (Number.isSafeInteger(seed) && Number(seed) >= 0) return
  throw new InvalidOptionError('seed', 'a whole number from 0 to 2^53 - 1', seed, 'Pass for example seed: 7.')
}

/** @throws {InvalidOptionError} unless `value` is one of `choices`. */
export function requireChoice<Choice extends string>(
  option: string,
  value: unknown,
  choices: readonly Choice[],
): asserts value is Choice {
  if ((choices as readonly unknown[]).includes(value)) return
  const listed = choices.map(choice => `'${choice}'`).join(', ')
  throw new InvalidOptionError(option, `one of ${listed}`, value, `Pass for example ${option}: '${choices[0]}'.`)
}
