/** ln Σ exp(values[i]), in nats; -Infinity if all values are -Infinity, NaN if any value is NaN. */
export function logSumExp(values: ArrayLike<number>): number {
  let maximum = -Infinity
  for (let i = 0; i < values.length; i++) maximum = Math.max(maximum, values[i])
  if (!Number.isFinite(maximum)) return maximum
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - maximum)
  return maximum + Math.log(sum)
}
