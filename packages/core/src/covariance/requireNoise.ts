import { correlationFactor, DegenerateCovarianceError } from '@mixtura/numerics'
import { addRow, indicesAbove } from './rowVectors.js'
import type { FactorRows } from './storedFactors.js'

/** Lower bound of a noise variance without a floor, as a share of the column's variance. A Heywood case ends there. */
export const smallestShare = 1e-8
/**
 * Columns without noise are dependent if the others explain all but this share of one. Noise of `smallestShare` leaves 2e-8 of
 * a column that equals another one; columns that are different factors leave about 1.
 */
const dependenceTolerance = 1e-6

/**
 * A single column without noise is a Heywood case, and the likelihood has a maximum. If columns without noise depend on one
 * another, Σ is singular and the likelihood has no maximum. More than q columns always depend on one another.
 *
 * @param smallest [D] a column has no noise if its noise variance is at most this, data units squared.
 * @throws {DegenerateCovarianceError} of `component`, at the first column that depends on those before it.
 */
export function requireNoise({ loadings, noiseVariances }: FactorRows, smallest: Float64Array, component: number): void {
  const columns = noiseVariances.length
  const below = smallest.slice()
  addRow(below, 0, -1, noiseVariances, 0, columns)
  // A variance that equals the smallest one has no noise either.
  const noiseless = indicesAbove(below, -Number.MIN_VALUE)
  if (noiseless.length < 2) return
  const size = noiseless.length
  const shared = new Float64Array(size * size)
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      for (let l = 0; l < loadings.length; l += columns) shared[a * size + b] += loadings[l + noiseless[a]] * loadings[l + noiseless[b]]
    }
  }
  const { dependent } = correlationFactor(shared, size, dependenceTolerance)
  if (dependent === undefined) return
  const column = noiseless[dependent]
  throw new DegenerateCovarianceError(component, noiseVariances[column], column)
}
