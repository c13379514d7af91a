/** Below this |t| the series needs at most ten terms; above it the subtraction loses about one digit. */
const seriesRange = 0.25

/**
 * t - ln(1 + t), without cancellation. It is never negative, and about t²/2 near 0.
 *
 * With r = t / (2 + t), ln(1 + t) = 2 artanh r = 2 (r + r³/3 + r⁵/5 + …), so for small t
 *
 *   t - ln(1 + t) = r (t - 2 (r²/3 + r⁴/5 + …))
 *
 * @param t greater than -1.
 * @see Loader, Fast and accurate computation of binomial probabilities (2000), the deviance bd0.
 */
export function logExcess(t: number): number {
  if (Math.abs(t) > seriesRange) return t - Math.log1p(t)
  const ratio = t / (2 + t)
  const squared = ratio * ratio
  let sum = 0
  let power = squared
  for (let odd = 3; ; odd += 2) {
    const next = sum + power / odd
    if (!(next > sum)) return ratio * (t - 2 * sum)
    sum = next
    power *= squared
  }
}
