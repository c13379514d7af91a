/** Exponentials of numbers within ±this are normal float64. */
const exponentLimit = 700

/**
 * Weights exp(l_k - offset) with the offset that lets the most of them be represented: the largest is at most e^700, and
 * those less than e^-1400 times the largest may become 0.
 *
 * @param logWeights [K] nats; -Infinity is weight 0.
 */
export function scaledWeights(logWeights: Float64Array): { readonly weights: Float64Array; readonly offset: number } {
  const largest = logWeights.reduce((most, value) => Math.max(most, value), -Infinity)
  const smallest = logWeights.reduce((least, value) => Math.min(least, value), Infinity)
  const offset = 0.5 * (largest + Math.max(smallest, largest - 2 * exponentLimit))
  return { weights: logWeights.map(value => Math.exp(value - offset)), offset }
}
