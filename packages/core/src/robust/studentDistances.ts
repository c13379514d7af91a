import { createYielder, type Matrix } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import type { StudentParameters } from './studentParameters.js'

/** Distances and determinants, from which the densities of samples follow. */
export interface StudentDistances {
  /** [N, K] δ_nk = (x_n - μ_k)ᵀ Σ_k⁻¹ (x_n - μ_k) */
  readonly squared: Float64Array
  /** [K] -½ ln |Σ_k| */
  readonly logDeterminants: Float64Array
}

const rowsBetweenPauses = 256

/**
 * Squared distances of all samples from all components.
 *
 * @throws {DegenerateCovarianceError} if a scale is not positive definite.
 */
export async function studentDistances(
  samples: Matrix,
  { covarianceType, components, means, scales }: StudentParameters,
  signal?: AbortSignal,
): Promise<StudentDistances> {
  const { data, rows, columns } = samples
  const { layout } = covarianceStructure(covarianceType)
  const { factors, logDeterminants } = layout.factor(scales, components, columns)
  const full = layout.scatter === 'full'
  const squared = new Float64Array(rows * components)
  const centred = new Float64Array(columns)
  const yieldIfDue = createYielder()
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < components; k++) {
      for (let i = 0; i < columns; i++) centred[i] = data[row * columns + i] - means[k * columns + i]
      let distance = 0
      for (let i = 0; i < columns; i++) {
        let projected = 0
        if (full) for (let j = 0; j <= i; j++) projected += factors[(k * columns + i) * columns + j] * centred[j]
        else projected = factors[k * columns + i] * centred[i]
        distance += projected * projected
      }
      squared[row * components + k] = distance
    }
    if (row % rowsBetweenPauses > 0) continue
    const pause = yieldIfDue()
    if (pause) {
      await pause
      signal?.throwIfAborted()
    }
  }
  return { squared, logDeterminants }
}
