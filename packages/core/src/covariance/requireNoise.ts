import { correlationFactor, DegenerateCovarianceError } from '@mixtura/numerics'
import type { FactorModel } from './factorModel.js'

/** Share of a column's variance that its noise keeps where no floor is given: a Heywood case ends there. */
export const smallestShare = 1e-8
/**
 * Columns without noise are dependent if less than this share of one is left given the others. Noise of `smallestShare` leaves
 * 2e-8 of a column that equals another, and columns that are different factors leave about 1.
 */
const dependenceTolerance = 1e-6

/**
 * One column without noise is a Heywood case, where the likelihood has a maximum. Columns without noise that depend on one
 * another, as more than q always do, make Σ singular: the likelihood has no maximum then.
 *
 * @param least [D] noise variances at or below which a column counts as without noise, data units squared.
 * @throws {DegenerateCovarianceError} of `component`, at the first column that depends on those before it.
 */
export function requireNoise({ loadings, noiseVariances }: FactorModel, least: Float64Array, component: number): void {
  const without = Array.from(noiseVariances.keys()).filter(i => noiseVariances[i] <= least[i])
  if (without.length < 2) return
  const factors = loadings.length / noiseVariances.length
  const size = without.length
  const shared = new Float64Array(size * size)
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      for (let l = 0; l < factors; l++) shared[a * size + b] += loadings[without[a] * factors + l] * loadings[without[b] * factors + l]
    }
  }
  const { dependent } = correlationFactor(shared, size, dependenceTolerance)
  if (dependent === undefined) return
  const column = without[dependent]
  throw new DegenerateCovarianceError(component, noiseVariances[column], column)
}
