import { logGamma, stirlingRemainder } from '@mixtura/numerics'
import { logExcess } from './logExcess.js'

/** Logarithms of both tails of a gamma distribution with unit scale; logarithms do not underflow. */
export interface GammaTails {
  /** ln P(a, x), nats. */
  readonly logLower: number
  /** ln Q(a, x) = ln (1 - P(a, x)), nats. */
  readonly logUpper: number
  /** ln of the density x^(a-1) e^-x / Γ(a), nats. */
  readonly logDensity: number
}

/** From this shape on, the density is computed relative to Stirling's formula, without cancellation. */
const largeShape = 10
/** Replaces a zero denominator in the continued fraction. */
const tiny = 1e-300

/**
 * Regularised incomplete gamma functions. An expansion gives one tail (a series of P below x = a + 1, a continued fraction of
 * Q above); the other tail is its complement. O(√a) terms near x = a.
 *
 * @param shape a > 0.
 * @param x > 0.
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions (1964), 6.5.29 and 6.5.31.
 * @see Lentz, Generating Bessel functions in Mie scattering calculations (1976), for the fraction, as modified by
 *   Thompson & Barnett (1986).
 */
export function gammaTails(shape: number, x: number): GammaTails {
  const logPower = logPowerTerm(shape, x)
  const logDensity = logPower - Math.log(x)
  if (x < shape + 1) {
    const logLower = Math.min(0, logPower + Math.log(lowerSeries(shape, x)))
    return { logLower, logUpper: logComplement(logLower), logDensity }
  }
  const logUpper = Math.min(0, logPower + Math.log(upperFraction(shape, x)))
  return { logLower: logComplement(logUpper), logUpper, logDensity }
}

/** ln (x^a e^-x / Γ(a)); for large a as ½ ln(a / 2π) - a (λ - 1 - ln λ) - remainder, with λ = x / a. */
function logPowerTerm(shape: number, x: number): number {
  if (shape < largeShape) return shape * Math.log(x) - x - logGamma(shape)
  return 0.5 * Math.log(shape / (2 * Math.PI)) - shape * logExcess((x - shape) / shape) - stirlingRemainder(shape)
}

/** Σ_n x^n / (a (a + 1) … (a + n)), all terms positive. */
function lowerSeries(shape: number, x: number): number {
  let term = 1 / shape
  let sum = term
  for (let n = 1; ; n++) {
    term *= x / (shape + n)
    if (!(term > sum * 1e-17)) return sum // written with ! so that NaN ends the loop too
    sum += term
  }
}

/** 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - …))). */
function upperFraction(shape: number, x: number): number {
  let b = x + 1 - shape
  let c = 1 / tiny
  let d = 1 / b
  let fraction = d
  for (let n = 1; ; n++) {
    const a = -n * (n - shape)
    b += 2
    d = 1 / awayFromZero(a * d + b)
    c = awayFromZero(b + a / c)
    const factor = c * d
    fraction *= factor
    if (!(Math.abs(factor - 1) > 4 * Number.EPSILON)) return fraction
  }
}

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value
}

/** ln (1 - e^l) for l <= 0. */
function logComplement(l: number): number {
  return l > -Math.LN2 ? Math.log(-Math.expm1(l)) : Math.log1p(-Math.exp(l))
}
