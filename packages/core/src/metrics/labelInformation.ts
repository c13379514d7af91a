import type { LabelPairCounts } from './countLabelPairs.js'

/**
 * I(A; B) = Σ_ij n_ij/N ln(N n_ij / (a_i b_j)), nats. For an independent cell the ratio is exactly 1 as long as both products
 * are below 2^53.
 */
export function mutualInformation({ cells, rowTotals, columnTotals, total }: LabelPairCounts): number {
  let sum = 0
  for (let c = 0; c < cells.counts.length; c++) {
    const count = cells.counts[c]
    const independent = rowTotals[cells.rows[c]] * columnTotals[cells.columns[c]]
    sum += count * Math.log((total * count) / independent)
  }
  return sum / total
}

/** H = Σ_i a_i/N ln(N / a_i), nats. */
export function entropy(totals: Float64Array, total: number): number {
  let sum = 0
  for (const count of totals) sum += count * Math.log(total / count)
  return sum / total
}
