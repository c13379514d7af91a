import type { SufficientStatistics } from './sufficientStatistics.js'

/**
 * The same statistics about other centres: with d = c - c',
 *
 *   s' = s + N d,  S' = S + s dᵀ + d sᵀ + N d dᵀ
 */
export function recentreStatistics(statistics: SufficientStatistics, centres: Float64Array): SufficientStatistics {
  const { scatter, components, columns, counts } = statistics
  const sums = statistics.sums.slice()
  const scatters = statistics.scatters.slice()
  for (let k = 0; k < components; k++) {
    const count = counts[k]
    const shift = (i: number): number => statistics.centres[k * columns + i] - centres[k * columns + i]
    for (let i = 0; i < columns; i++) {
      const sum = statistics.sums[k * columns + i]
      sums[k * columns + i] = sum + count * shift(i)
      if (scatter === 'diagonal') {
        scatters[k * columns + i] += 2 * sum * shift(i) + count * shift(i) ** 2
        continue
      }
      for (let j = 0; j <= i; j++) {
        scatters[(k * columns + i) * columns + j] +=
          sum * shift(j) + shift(i) * statistics.sums[k * columns + j] + count * shift(i) * shift(j)
      }
    }
  }
  return { ...statistics, centres, sums, scatters }
}
