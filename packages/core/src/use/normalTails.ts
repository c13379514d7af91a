import { gammaTails } from './incompleteGamma.js'

/** Beyond this |z| a tail underflows float64. */
const maxDeviations = 39

/** Both tails of a standard normal. */
export interface NormalTails {
  /** P(Z <= z) */
  readonly lower: number
  /** P(Z > z) */
  readonly upper: number
}

/**
 * The smaller tail is half of P(Z² > z²), a chi-square tail, so it has full relative accuracy. The larger tail is its
 * complement.
 *
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions (1964), 26.2 and 26.4.19.
 */
export function normalTails(z: number): NormalTails {
  const smaller = Math.abs(z) > maxDeviations ? 0 : 0.5 * Math.exp(gammaTails(0.5, (z * z) / 2).logUpper)
  return z < 0 ? { lower: smaller, upper: 1 - smaller } : { lower: 1 - smaller, upper: smaller }
}
