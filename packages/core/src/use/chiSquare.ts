import { InvalidOptionError, logGamma } from '@mixtura/numerics'
import { requireProbability } from '@mixtura/numerics/validation'
import { gammaTails } from './incompleteGamma.js'

/** Newton's method needs about ten steps; the bound ends it if rounding errors keep it moving. */
const maxSteps = 200

/**
 * P(X <= x) of a chi-square variable: the probability of a Gaussian in D columns within the Mahalanobis radius √x.
 *
 * @param x at least 0.
 * @param degreesOfFreedom greater than 0, not necessarily whole.
 * @throws {InvalidOptionError} if an argument is out of range.
 */
export function chiSquareProbability(x: number, degreesOfFreedom: number): number {
  requireDegreesOfFreedom(degreesOfFreedom)
  if (typeof x !== 'number' || !(x >= 0)) throw new InvalidOptionError('x', 'a number of at least 0', x, 'Pass a squared distance.')
  if (x === 0) return 0
  return x === Infinity ? 1 : Math.exp(gammaTails(degreesOfFreedom / 2, x / 2).logLower)
}

/**
 * The x with P(X <= x) = probability, to a relative accuracy of about 1e-13. Two degrees of freedom have the closed form
 * -2 ln(1 - p). Otherwise Newton's method solves for the logarithm of the smaller tail of the gamma distribution with
 * a = degreesOfFreedom / 2. ln P is concave in ln x, and ln Q is concave in x for a >= 1 and in ln x for a < 1, so the steps are
 * monotone from the second one on.
 *
 * @param probability between 0 and 1, both excluded.
 * @param degreesOfFreedom greater than 0, not necessarily whole.
 * @throws {InvalidOptionError} if an argument is out of range.
 */
export function chiSquareQuantile(probability: number, degreesOfFreedom: number): number {
  requireProbability('probability', probability)
  requireDegreesOfFreedom(degreesOfFreedom)
  if (degreesOfFreedom === 2) return -2 * Math.log1p(-probability)
  const shape = degreesOfFreedom / 2
  return 2 * (probability <= 0.5 ? lowerQuantile(shape, Math.log(probability)) : upperQuantile(shape, Math.log1p(-probability)))
}

/** Solves ln P(a, x) = target for ln x. P <= x^a / Γ(a + 1) gives a start below the solution. */
function lowerQuantile(shape: number, target: number): number {
  let logX = (target + logGamma(shape + 1)) / shape
  for (let step = 0; step < maxSteps; step++) {
    const x = Math.exp(logX)
    if (x === 0) return 0 // the quantile itself underflows
    const { logLower, logDensity } = gammaTails(shape, x)
    const change = (target - logLower) / Math.exp(logDensity + logX - logLower)
    logX += change
    if (Math.abs(change) <= 4 * Number.EPSILON) break
  }
  return Math.exp(logX)
}

/**
 * Solves ln Q(a, x) = target. For a >= 1 it solves for x and starts at the mean. For a < 1 it solves for ln x, because ln Q
 * is convex in x; Q <= e^-x gives a start above the solution.
 */
function upperQuantile(shape: number, target: number): number {
  let x = shape < 1 ? -target : shape
  for (let step = 0; step < maxSteps; step++) {
    const { logUpper, logDensity } = gammaTails(shape, x)
    const change = (logUpper - target) / Math.exp(logDensity - logUpper)
    x = shape < 1 ? x * Math.exp(change / x) : x + change
    if (Math.abs(change) <= 4 * Number.EPSILON * x) break
  }
  return x
}

function requireDegreesOfFreedom(degreesOfFreedom: unknown): void {
  if (typeof degreesOfFreedom === 'number' && degreesOfFreedom > 0 && degreesOfFreedom < Infinity) return
  throw new InvalidOptionError(
    'degreesOfFreedom',
    'a number greater than 0',
    degreesOfFreedom,
    'Pass the number of columns.',
  )
}
