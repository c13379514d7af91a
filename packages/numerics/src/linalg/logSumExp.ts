/** ln Σ exp(values[i]), nats; -Infinity if every value is, NaN if any is. */
export function logSumExp(values: ArrayLike<number>): number {
  let maximum = -Infinity
  for (let i = 0; i < values.length; i++) maximum = Math.max(maximum, values[i])
  if (!Number.isFinite(maximum)) return maximum
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - maximum)
  return maximum + Math.log(sum)
}
