import type { GaussianMixture } from '@mixtura/core'
import { dot } from '@mixtura/numerics'
import type { Plane } from '../../plane.js'
import { projectComponents } from '../../plane.js'

/**
 * The place in the space of a mixture that a point of a plane stands for: with y = P z + o, the mean of z given y under the component that is
 * most probable at y,
 *
 *   E[z | y, k] = μ_k + Σ_k Pᵀ (P Σ_k Pᵀ)⁻¹ (y - P μ_k - o).
 *
 * A mean over components would lie between them, where no rows are.
 */
export function placeOfPoint(mixture: GaussianMixture, plane: Plane, [x, y]: readonly [number, number]): Float64Array {
  const projected = projectComponents(plane, mixture).map(({ weight, mean, covariance: [xx, xy, yy] }) => {
    const [dx, dy] = [x - mean[0], y - mean[1]]
    const determinant = xx * yy - xy * xy
    // Codes of one number lie on a line, and the other coordinate says nothing.
    const isLine = !(determinant > 1e-12 * xx * yy) || yy === 0
    const [first, second] = isLine ? [dx / xx, 0] : [(yy * dx - xy * dy) / determinant, (xx * dy - xy * dx) / determinant]
    const logDensity = Math.log(weight) - 0.5 * (dx * first + dy * second) - 0.5 * Math.log(isLine ? xx : determinant)
    return { first, second, logDensity }
  })
  const best = projected.reduce((most, each, k) => (each.logDensity > projected[most]!.logDensity ? k : most), 0)
  const { first, second } = projected[best]!
  const covariance = mixture.componentCovariance(best)
  const { columns } = mixture
  const direction = plane.x.direction.map((value, i) => first * value + second * plane.y.direction[i]!)
  return Float64Array.from(mixture.componentMean(best), (value, i) => value + dot(covariance.subarray(i * columns, (i + 1) * columns), direction))
}
