import type { Ellipse } from '../../contract/features.js'

const segments = 72

/**
 * The ellipse at Mahalanobis distance `deviations` from the mean:
 *
 *   μ + deviations · L (cos φ, sin φ)ᵀ   with   L Lᵀ = Σ, L lower triangular
 *
 * @returns [segments, 2] row-major, view units.
 */
export function ellipseOutline({ mean, covariance }: Ellipse, deviations: number): Float64Array {
  const [xx, xy, yy] = covariance
  const l11 = Math.sqrt(Math.max(0, xx))
  const l21 = l11 > 0 ? xy / l11 : 0
  const l22 = Math.sqrt(Math.max(0, yy - l21 * l21))
  const outline = new Float64Array(segments * 2)
  for (let i = 0; i < segments; i++) {
    const angle = (2 * Math.PI * i) / segments
    const cos = Math.cos(angle) * deviations
    const sin = Math.sin(angle) * deviations
    outline[2 * i] = mean[0] + l11 * cos
    outline[2 * i + 1] = mean[1] + l21 * cos + l22 * sin
  }
  return outline
}
