import { logGamma } from './logGamma.js'

/** For arguments from this value on, the asymptotic series below is exact to float64. */
const asymptoticFrom = 12

/** Bernoulli numbers B_2, B_4, …, B_16. */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510]

const logPi = Math.log(Math.PI)

/**
 * ψ(x) = d ln Γ(x) / dx for x > 0, with an error of at most 1e-13 · max(1, |ψ(x)|).
 *
 * @see Abramowitz & Stegun (1964), eq. 6.3.5 and 6.3.18.
 */
export function digamma(x: number): number {
  let sum = 0
  let shifted = x
  for (; shifted < asymptoticFrom; shifted++) sum += 1 / shifted
  let series = 0
  let power = 1 / (shifted * shifted)
  bernoulli.forEach((number, i) => {
    series += (number * power) / (2 * i + 2)
    power /= shifted * shifted
  })
  return Math.log(shifted) - 0.5 / shifted - series - sum
}

/** ln B(a, b) = ln Γ(a) + ln Γ(b) - ln Γ(a + b), a and b positive. */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

/** ln Γ_p(x) = p (p - 1) / 4 ln π + Σ_i ln Γ(x - i / 2), i = 0 … p - 1, for x > (p - 1) / 2 (Bishop 2006, eq. B.79). */
export function logMultivariateGamma(x: number, order: number): number {
  let sum = 0.25 * order * (order - 1) * logPi
  for (let i = 0; i < order; i++) sum += logGamma(x - 0.5 * i)
  return sum
}

/** d ln Γ_p(x) / dx = Σ_i ψ(x - i / 2), i = 0 … p - 1, for x > (p - 1) / 2. */
export function multivariateDigamma(x: number, order: number): number {
  let sum = 0
  for (let i = 0; i < order; i++) sum += digamma(x - 0.5 * i)
  return sum
}
