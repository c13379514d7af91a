import { DegenerateCovarianceError } from '../errors.js'
import { choleskyInPlace } from '../linalg/cholesky.js'
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
  const rows = without.map(i => loadings.subarray(i * factors, (i + 1) * factors))
  const lengths = rows.map(row => Math.hypot(...row))
  const size = rows.length
  const correlation = new Float64Array(size * size)
  rows.forEach((row, a) =>
    rows.forEach((other, b) => {
      let product = 0
      for (let l = 0; l < factors; l++) product += row[l] * other[l]
      correlation[a * size + b] = product / (lengths[a] * lengths[b])
    }),
  )
  const failed = choleskyInPlace(correlation, size)
  const factored = failed ? failed.row : size
  let dependent = 0
  while (dependent < factored && correlation[dependent * size + dependent] ** 2 > dependenceTolerance) dependent++
  if (dependent === size) return
  const column = without[dependent]
  throw new DegenerateCovarianceError(component, noiseVariances[column], column)
}
