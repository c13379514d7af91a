import { gammaTails } from './incompleteGamma.js'

/** Farther out, a tail is below the least float64. */
const farthest = 39

/** Both tails of a standard normal. */
export interface NormalTails {
  /** P(Z <= z) */
  readonly lower: number
  /** P(Z > z) */
  readonly upper: number
}

/**
 * The smaller tail is half of P(Z² > z²), a chi-square tail, and keeps its relative accuracy however small it is; the
 * larger is its complement.
 *
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions (1964), 26.2 and 26.4.19.
 */
export function normalTails(z: number): NormalTails {
  const smaller = Math.abs(z) > farthest ? 0 : 0.5 * Math.exp(gammaTails(0.5, (z * z) / 2).logUpper)
  return z < 0 ? { lower: smaller, upper: 1 - smaller } : { lower: 1 - smaller, upper: smaller }
}
