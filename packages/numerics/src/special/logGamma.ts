const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI)
/** For arguments from this value on, the error of six terms of the series is below 1e-15. */
const seriesStart = 10

/**
 * ln Γ(x) for x > 0, with an absolute error of at most 1e-14 for x up to 10 and a relative error of at most 1e-15 above.
 * Small x are shifted up by Γ(x) = Γ(x + m) / (x (x + 1) … (x + m - 1)).
 *
 * @see Abramowitz & Stegun, Handbook of Mathematical Functions (1964), 6.1.15 and 6.1.41.
 */
export function logGamma(x: number): number {
  let product = 1
  let raised = x
  while (raised < seriesStart) product *= raised++
  return (raised - 0.5) * Math.log(raised) - raised + halfLogTwoPi + stirlingRemainder(raised) - Math.log(product)
}

/**
 * Remainder of Stirling's formula: ln Γ(x) - (x - ½) ln x + x - ½ ln 2π = 1/(12 x) - 1/(360 x³) + …
 *
 * @param x at least 10.
 */
export function stirlingRemainder(x: number): number {
  const squared = 1 / (x * x)
  const tail = 1 / 1188 - (691 / 360360) * squared
  return (1 / 12 - squared * (1 / 360 - squared * (1 / 1260 - squared * (1 / 1680 - squared * tail)))) / x
}
