/** exp(x) is a normal float64 number if |x| is at most this. */
const exponentLimit = 700

/**
 * Weights exp(l_k - offset). The offset makes as many of them as possible representable: the largest is at most e^700, and only
 * weights below e^-1400 times the largest can become 0.
 *
 * @param logWeights [K] nats; -Infinity is weight 0.
 */
export function scaledWeights(logWeights: Float64Array): { readonly weights: Float64Array; readonly offset: number } {
  const largest = logWeights.reduce((maximum, value) => Math.max(maximum, value), -Infinity)
  const smallest = logWeights.reduce((minimum, value) => Math.min(minimum, value), Infinity)
  const offset = 0.5 * (largest + Math.max(smallest, largest - 2 * exponentLimit))
  return { weights: logWeights.map(value => Math.exp(value - offset)), offset }
}
