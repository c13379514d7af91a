import { InvalidOptionError } from '@mixtura/numerics'
import type { Reader } from '@mixtura/numerics/validation'

/** Reads the norm above which gradients are scaled down; Infinity never clips. */
export const clipNorm: Reader<number> = (name, value) => {
  if (typeof value === 'number' && value > 0) return value
  throw new InvalidOptionError(name, 'a number above 0', value, `Pass for example ${name}: 1.`)
}
