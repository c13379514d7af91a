import { requireCount } from '@mixtura/numerics/validation'
import { chiSquareQuantile } from './chiSquare.js'

/**
 * The Mahalanobis radius, in standard deviations, that contains `probability` of a Gaussian in D columns: the root of the
 * chi-square quantile with D degrees of freedom.
 *
 * @param probability between 0 and 1, both excluded.
 * @param columns D, at least 1.
 * @throws {InvalidOptionError} if either is out of range.
 */
export function confidenceRadius(probability: number, columns: number): number {
  requireCount('columns', columns, 1)
  return Math.sqrt(chiSquareQuantile(probability, columns))
}
