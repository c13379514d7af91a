import { InvalidOptionError } from '../errors.js'

/** @throws {InvalidOptionError} unless `value` is a whole number of at least `minimum`. */
export function requireCount(option: string, value: number, minimum: number): void {
  if (Number.isSafeInteger(value) && value >= minimum) return
  throw new InvalidOptionError(
    option,
    `a whole number of at least ${minimum}`,
    value,
    `Pass for example ${option}: ${Math.max(minimum, 2)}.`,
  )
}

/** @throws {InvalidOptionError} unless `seed` is a whole number from 0 to 2^53 - 1. */
export function requireSeed(seed: number): void {
  if (Number.isSafeInteger(seed) && seed >= 0) return
  throw new InvalidOptionError('seed', 'a whole number from 0 to 2^53 - 1', seed, 'Pass for example seed: 7.')
}

/** @throws {InvalidOptionError} unless `value` is one of `choices`. */
export function requireChoice<Choice extends string>(
  option: string,
  value: string,
  choices: readonly Choice[],
): asserts value is Choice {
  if ((choices as readonly string[]).includes(value)) return
  const listed = choices.map(choice => `'${choice}'`).join(', ')
  throw new InvalidOptionError(option, `one of ${listed}`, value, `Pass for example ${option}: '${choices[0]}'.`)
}
