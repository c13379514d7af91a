import { mahalanobisDistances, type MixtureParameters } from '@mixtura/core'
import { ShapeError, type Samples } from '@mixtura/numerics'
import { readNumbers } from '@mixtura/numerics/validation'

/** How well generated rows cover the modes of a known mixture. */
export interface ModeCoverage {
  /** Number of modes with at least one high-quality row. */
  readonly modes: number
  /** Share of rows within three standard deviations of their nearest mode. */
  readonly highQualityShare: number
  /** KL(share of rows nearest to each mode ‖ weights of the modes), nats; 0 if every mode gets its share. */
  readonly reverseKlDivergence: number
  /** [K] number of high-quality rows of each mode. */
  readonly counts: Int32Array
}

/** Mahalanobis distance below which a row counts as high-quality. */
const highQuality = 3

/**
 * Assigns every row to its nearest mode by Mahalanobis distance. A perfect sampler in two dimensions has a high-quality share
 * of 1 - exp(-9/2) = 98.9 %. The divergence counts all rows, so it is defined even if no row is of high quality.
 *
 * @param samples [N, D] generated rows, in the units of the mixture.
 * @throws {ShapeError} {NonFiniteValuesError} for rows that do not fit the mixture.
 * @see Lin et al., PacGAN (2018), section 4.1.
 */
export async function modeCoverage(samples: Samples, mixture: MixtureParameters): Promise<ModeCoverage> {
  const { data, rows, columns } = await mahalanobisDistances(mixture, samples)
  const nearestCounts = new Int32Array(columns)
  const counts = new Int32Array(columns)
  for (let row = 0; row < rows; row++) {
    const distances = data.subarray(row * columns, (row + 1) * columns)
    let nearest = 0
    for (let k = 1; k < columns; k++) if (distances[k] < distances[nearest]) nearest = k
    nearestCounts[nearest]++
    if (distances[nearest] < highQuality) counts[nearest]++
  }
  return {
    modes: counts.reduce((covered, count) => covered + (count > 0 ? 1 : 0), 0),
    highQualityShare: counts.reduce((sum, count) => sum + count, 0) / rows,
    reverseKlDivergence: countsKlDivergence(nearestCounts, mixture.weights),
    counts,
  }
}

/**
 * KL(counts / Σ counts ‖ shares) = Σ_k q_k ln (q_k / p_k), nats. A mode without counts adds 0.
 *
 * @param shares [K] that sum to 1 and are above 0 wherever there are counts.
 * @throws {ShapeError} for other arrays.
 */
export function countsKlDivergence(counts: ArrayLike<number>, shares: ArrayLike<number>): number {
  const read = readNumbers('counts', counts)
  const weights = readNumbers('shares', shares)
  if (read.length === 0 || !read.every(count => count >= 0 && count < Infinity)) {
    throw new ShapeError('counts', 'numbers of at least 0, at least one', `[${read.join(', ')}]`, 'Pass for example modeCoverage(…).counts.')
  }
  if (weights.length !== read.length || !weights.every((share, k) => (share > 0 && share < Infinity) || (share === 0 && read[k] === 0))) {
    throw new ShapeError('shares', `${read.length} numbers above 0, at least where there are counts`, `[${weights.join(', ')}]`, 'Pass the weights of the mixture.')
  }
  const total = read.reduce((sum, count) => sum + count, 0)
  return read.reduce<number>((sum, count, k) => (count > 0 ? sum + (count / total) * Math.log(count / total / weights[k]) : sum), 0)
}
