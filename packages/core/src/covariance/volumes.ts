import { DegenerateCovarianceError } from '@mixtura/numerics'

/** The search has converged if no volume changes by more than this, relative to its value. */
const volumeTolerance = 1e-13
const maxRounds = 1000

/**
 * Volumes λ_k and a common shape B of determinant 1 that maximise the likelihood of Σ_k = λ_k B, by alternating
 *
 *   B = Σ_k W_k / λ_k, scaled to determinant 1;   λ_k = tr(W_k B⁻¹) / (n_k D)
 *
 * Both steps are exact and the objective is geodesically convex, so the alternation converges to its only optimum.
 *
 * @param start [K] initial volumes.
 * @param shapeOf B for given volumes.
 * @param volumeOf λ_k for a given B.
 * @throws {DegenerateCovarianceError} if a volume or the shape is not positive.
 * @see Celeux & Govaert (1995), sec. 4.1 (VEE), 4.2 (VEI) and 4.3 (VEV).
 */
export function alternateVolumes<Shape>(
  start: Float64Array,
  shapeOf: (volumes: Float64Array) => Shape,
  volumeOf: (shape: Shape, component: number) => number,
): { readonly volumes: Float64Array; readonly shape: Shape } {
  start.forEach((volume, k) => {
    if (!(volume > 0)) throw new DegenerateCovarianceError(k, volume, 0)
  })
  let volumes = start
  for (let round = 1; ; round++) {
    const shape = shapeOf(volumes)
    const next = volumes.map((_, k) => volumeOf(shape, k))
    const change = next.reduce((most, volume, k) => Math.max(most, Math.abs(volume / volumes[k] - 1)), 0)
    volumes = next
    if (!(change > volumeTolerance) || round >= maxRounds) return { volumes, shape }
  }
}
