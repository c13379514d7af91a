import { choleskyInPlace, DegenerateCovarianceError } from '@mixtura/numerics'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { MixtureParameters } from '../model/parameters.js'
import { FarComponentsError } from '../model/farComponentsError.js'

/** One component of a mixture of any structure, or several components joined. */
export interface WeightedGaussian {
  readonly weight: number
  /** [D] data units. */
  readonly mean: Float64Array
  /** [D, D] row-major, data units squared. */
  readonly covariance: Float64Array
}

/** The components of a mixture, in its order. */
export function gaussiansOf({ covarianceType, components, columns, weights, means, covariances }: MixtureParameters): WeightedGaussian[] {
  const { layout } = covarianceStructure(covarianceType)
  return Array.from({ length: components }, (_, k) => ({
    weight: weights[k],
    mean: means.slice(k * columns, (k + 1) * columns),
    covariance: expandCovariance(layout, covariances, { component: k, columns }),
  }))
}

/**
 * The Gaussian with the joint weight, mean and covariance of two:
 *
 *   w = w_a + w_b,  μ = (w_a μ_a + w_b μ_b) / w,
 *   Σ = (w_a Σ_a + w_b Σ_b) / w + (w_a w_b / w²) (μ_a - μ_b)(μ_a - μ_b)ᵀ
 *
 * @throws {FarComponentsError} if Σ overflows float64.
 * @see Runnalls, Kullback-Leibler approach to Gaussian mixture reduction (2007), the moment-preserving merge.
 */
export function joinGaussians(a: WeightedGaussian, b: WeightedGaussian): WeightedGaussian {
  const columns = a.mean.length
  const weight = a.weight + b.weight
  const shareA = a.weight / weight
  const shareB = b.weight / weight
  const difference = a.mean.map((value, i) => value - b.mean[i])
  const covariance = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < columns; j++) {
      const at = i * columns + j
      covariance[at] =
        shareA * a.covariance[at] + shareB * b.covariance[at] + shareA * shareB * difference[i] * difference[j]
    }
  }
  if (!covariance.every(Number.isFinite)) throw new FarComponentsError('the joint covariance of two components')
  return { weight, mean: b.mean.map((value, i) => value + shareA * difference[i]), covariance }
}

/**
 * ln |Σ| of a [D, D] covariance.
 *
 * @param component index for the error.
 * @throws {DegenerateCovarianceError} if it is not positive definite.
 */
export function logDeterminant(covariance: Float64Array, columns: number, component: number): number {
  const factor = covariance.slice()
  const failed = choleskyInPlace(factor, columns)
  if (failed) throw new DegenerateCovarianceError(component, failed.pivot, failed.row)
  let sum = 0
  for (let i = 0; i < columns; i++) sum += 2 * Math.log(factor[i * columns + i])
  return sum
}
