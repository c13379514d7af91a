import type { SufficientStatistics } from './sufficientStatistics.js'

/**
 * The same statistics about other centres. With d = c - c',
 *
 *   s' = s + N d,  S' = S + s dᵀ + d sᵀ + N d dᵀ,  S' V = S V + s (dᵀV) + d (sᵀV) + N d (dᵀV)
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
  const { directions, projections } = statistics
  if (!directions || !projections) return { ...statistics, centres, sums, scatters }
  return { ...statistics, centres, sums, scatters, projections: recentredProjections({ ...statistics, directions, projections }, centres) }
}

function recentredProjections(
  { components, columns, counts, centres: from, sums, directions, projections }: SufficientStatistics & {
    readonly directions: Float64Array
    readonly projections: Float64Array
  },
  centres: Float64Array,
): Float64Array {
  const recentred = projections.slice()
  const width = directions.length / (components * columns)
  for (let k = 0; k < components; k++) {
    const along = (vector: (i: number) => number, m: number): number => {
      let sum = 0
      for (let i = 0; i < columns; i++) sum += vector(i) * directions[(k * width + m) * columns + i]
      return sum
    }
    const shift = (i: number): number => from[k * columns + i] - centres[k * columns + i]
    for (let m = 0; m < width; m++) {
      const shiftAlong = along(shift, m)
      const sumAlong = along(i => sums[k * columns + i], m)
      for (let i = 0; i < columns; i++) {
        recentred[(k * width + m) * columns + i] += sums[k * columns + i] * shiftAlong + shift(i) * (sumAlong + counts[k] * shiftAlong)
      }
    }
  }
  return recentred
}
