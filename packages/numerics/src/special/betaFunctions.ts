import { logBeta } from './gammaFunctions.js'

/** Replaces a zero denominator in the continued fraction. */
const tiny = 1e-300

/**
 * The regularised incomplete beta function I_x(a, b): the probability that a beta variable is at most x. The number of terms grows like
 * √max(a, b).
 *
 * @param x from 0 to 1.
 * @param a > 0. @param b > 0.
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions (1964), 26.5.8 for the continued fraction; evaluated by the method of
 *   Lentz (1976).
 */
export function betaProbability(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // The fraction converges fast below the mean of the variable.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaProbability(1 - x, b, a)
  const logFront = a * Math.log(x) + b * Math.log1p(-x) - logBeta(a, b)
  return (Math.exp(logFront) / a) * betaFraction(x, a, b)
}

/** The smallest x in float64, up to bisection, of which I_x(a, b) reaches `probability`. @param probability from 0 to 1. */
export function betaQuantile(probability: number, a: number, b: number): number {
  if (probability <= 0) return 0
  if (probability >= 1) return 1
  let [lower, upper] = [0, 1]
  for (;;) {
    const middle = 0.5 * (lower + upper)
    if (middle === lower || middle === upper) return upper
    if (betaProbability(middle, a, b) < probability) lower = middle
    else upper = middle
  }
}

/** 1 / (1 + d₁ / (1 + d₂ / (1 + …))). */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; ; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    let factor = 1
    for (const numerator of [even, odd]) {
      d = 1 / awayFromZero(1 + numerator * d)
      c = awayFromZero(1 + numerator / c)
      factor = c * d
      fraction *= factor
    }
    // Written with ! so that NaN ends the loop too.
    if (!(Math.abs(factor - 1) > 4 * Number.EPSILON)) return fraction
  }
}

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value
}
