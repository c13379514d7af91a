/** From here on the asymptotic series below are exact to float64. */
const asymptoticFrom = 12

/** Bernoulli numbers B_2, B_4, …, B_16. */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510]

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI)
const logPi = Math.log(Math.PI)

/**
 * ln Γ(x) for x > 0, to 1e-13 of max(1, |ln Γ(x)|): Stirling's series, after Γ(x) = Γ(x + n) / (x (x + 1) … (x + n - 1)).
 *
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions (1964), eq. 6.1.15 and 6.1.41.
 */
export function logGamma(x: number): number {
  let product = 1
  let shifted = x
  for (; shifted < asymptoticFrom; shifted++) product *= shifted
  let series = 0
  let power = 1 / shifted
  bernoulli.forEach((number, i) => {
    series += (number * power) / ((2 * i + 2) * (2 * i + 1))
    power /= shifted * shifted
  })
  return (shifted - 0.5) * Math.log(shifted) - shifted + halfLogTwoPi + series - Math.log(product)
}

/**
 * ψ(x) = d ln Γ(x) / dx for x > 0, to 1e-13 of max(1, |ψ(x)|).
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
