import { InvalidOptionError } from '@mixtura/core'

/** @throws {InvalidOptionError} unless `value` is a whole number of at least `minimum`. */
export function requireCount(option: string, value: number, minimum = 1): void {
  if (Number.isSafeInteger(value) && value >= minimum) return
  throw new InvalidOptionError(option, `a whole number of at least ${minimum}`, value, `Pass for example ${option}: ${Math.max(10, minimum)}.`)
}

/** @throws {InvalidOptionError} unless `value` is finite and at least 0. */
export function requireSize(option: string, value: number): void {
  if (value >= 0 && value < Infinity) return
  throw new InvalidOptionError(option, 'a finite number of at least 0', value, `Pass for example ${option}: 1.`)
}

/** @throws {InvalidOptionError} unless both ends are finite and in order. */
export function requireRange(option: string, [low, high]: readonly [number, number]): void {
  if (Number.isFinite(low) && Number.isFinite(high) && low <= high) return
  throw new InvalidOptionError(option, '[low, high] with low at most high', `[${low}, ${high}]`, `Pass for example ${option}: [1, 2].`)
}
