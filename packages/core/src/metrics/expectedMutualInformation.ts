import type { LabelPairCounts } from './countLabelPairs.js'

/** Probabilities below this share of the largest one do not change the sum in float64. */
const negligible = 1e-20

/**
 * E[I(A; B)] of two randomly paired labellings with these totals, nats:
 *
 *   Σ_ij Σ_n n/N ln(N n / (a_i b_j)) P(n),   n hypergeometric: b_j samples drawn from N, of which a_i are marked
 *
 * The usual nine log-gammas per term lose digits as N grows. Here P is computed from its mode outwards by the ratio of
 * neighbours,
 *
 *   P(n + 1) / P(n) = (a - n)(b - n) / ((n + 1)(N - a - b + n + 1)),
 *
 * until it is negligible, and divided by its sum. Clusters of equal size share one sum, so the time is O(s_A s_B σ) for s
 * distinct sizes (at most √(2N)) and σ the standard deviation of n.
 *
 * @see Vinh, Epps & Bailey, Information theoretic measures for clusterings comparison (2010), eq. 24a.
 */
export function expectedMutualInformation({ rowTotals, columnTotals, total }: LabelPairCounts): number {
  let sum = 0
  const columnSizes = countSizes(columnTotals)
  for (const [a, rows] of countSizes(rowTotals)) {
    for (const [b, columns] of columnSizes) sum += rows * columns * expectedCell(a, b, total)
  }
  return sum / total
}

/** E[n ln(N n / (a b))]. */
function expectedCell(a: number, b: number, total: number): number {
  const rest = total - a - b
  const lowest = Math.max(0, -rest)
  const highest = Math.min(a, b)
  const mode = Math.min(highest, Math.max(lowest, Math.floor(((a + 1) * (b + 1)) / (total + 2))))
  const term = (n: number): number => (n === 0 ? 0 : n * Math.log((total * n) / (a * b)))
  let mass = 1
  let sum = term(mode)
  for (let n = mode, probability = 1; n < highest && probability > negligible; n++) {
    probability *= ((a - n) * (b - n)) / ((n + 1) * (rest + n + 1))
    mass += probability
    sum += probability * term(n + 1)
  }
  for (let n = mode, probability = 1; n > lowest && probability > negligible; n--) {
    probability *= (n * (rest + n)) / ((a - n + 1) * (b - n + 1))
    mass += probability
    sum += probability * term(n - 1)
  }
  return sum / mass
}

/** Number of clusters of each size. */
function countSizes(totals: Float64Array): Map<number, number> {
  const counts = new Map<number, number>()
  for (const size of totals) counts.set(size, (counts.get(size) ?? 0) + 1)
  return counts
}
