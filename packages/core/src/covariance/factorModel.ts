import { choleskyInPlace, DegenerateCovarianceError, inverseFromFactor, symmetricEigen } from '@mixtura/numerics'
import { addRow, firstNotPositive } from './rowVectors.js'

/** Σ = Λ Λᵀ + Ψ of one component. */
export interface FactorModel {
  /** [D, q] Λ row-major, data units. */
  readonly loadings: Float64Array
  /** [D] the diagonal of Ψ, positive, data units squared. */
  readonly noiseVariances: Float64Array
}

/** [D, D] Λ Λᵀ + Ψ, symmetric to the last bit. */
export function factorCovariance({ loadings, noiseVariances }: FactorModel): Float64Array {
  const columns = noiseVariances.length
  const factors = loadings.length / columns
  const covariance = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? noiseVariances[i] : 0
      for (let l = 0; l < factors; l++) sum += loadings[i * factors + l] * loadings[j * factors + l]
      covariance[i * columns + j] = sum
      covariance[j * columns + i] = sum
    }
  }
  return covariance
}

/** [D] diagonal of Λ Λᵀ + Ψ. */
export function factorVariances({ loadings, noiseVariances }: FactorModel): Float64Array {
  const factors = loadings.length / noiseVariances.length
  return noiseVariances.map((noise, i) => {
    let sum = noise
    for (let l = 0; l < factors; l++) sum += loadings[i * factors + l] ** 2
    return sum
  })
}

/**
 * Whether Λ Λᵀ + Ψ - B is positive definite for a diagonal B, computed from a q x q matrix. Let n entries of the diagonal
 * δ = Ψ - B be negative. Then the number of negative eigenvalues of Λ Λᵀ + δ is n minus that of I + Λᵀ δ⁻¹ Λ, because both
 * Schur complements of [δ, Λ; Λᵀ, -I] give the same inertia. O(D q²).
 *
 * @param bound [D] the diagonal of B.
 * @see Haynsworth, Determination of the inertia of a partitioned Hermitian matrix (1968).
 */
export function exceedsDiagonal({ loadings, noiseVariances }: FactorModel, bound: Float64Array): boolean {
  const columns = noiseVariances.length
  const factors = loadings.length / columns
  const differences = noiseVariances.slice()
  addRow(differences, 0, -1, bound, 0, columns)
  if (firstNotPositive(differences) < 0) return true
  const inner = new Float64Array(factors * factors)
  for (let l = 0; l < factors; l++) inner[l * factors + l] = 1
  let negative = 0
  for (let i = 0; i < columns; i++) {
    // A difference of 0 is replaced by a tiny negative one, because a variance that equals the bound does not exceed it.
    const difference = differences[i] || -Number.EPSILON * bound[i]
    if (difference < 0) negative++
    if (negative > factors) return false
    for (let l = 0; l < factors; l++) {
      const scaled = loadings[i * factors + l] / difference
      for (let m = 0; m < factors; m++) inner[l * factors + m] += scaled * loadings[i * factors + m]
    }
  }
  const { values } = symmetricEigen(inner, factors)
  return values.filter(value => value < 0).length === negative
}

/** How well a factor model describes a covariance S. */
export interface FactorFit {
  /** ln |Σ| + tr(S Σ⁻¹), nats: -2 ln L per sample up to a constant. */
  readonly deviance: number
  /** [D, D] Σ⁻¹ */
  readonly precision: Float64Array
}

/**
 * Uses the Cholesky factor of Σ, because Woodbury's identity loses the contribution of a tiny ψ to cancellation.
 *
 * @param covariance [D, D] S, symmetric.
 * @throws {DegenerateCovarianceError} of `component`, if Σ is not positive definite.
 */
export function fitOfFactors(model: FactorModel, covariance: Float64Array, component: number): FactorFit {
  const columns = model.noiseVariances.length
  const lower = factorCovariance(model)
  const failed = choleskyInPlace(lower, columns)
  if (failed) throw new DegenerateCovarianceError(component, failed.pivot, failed.row)
  const precision = inverseFromFactor(lower, columns)
  let deviance = 0
  for (let i = 0; i < columns; i++) {
    deviance += 2 * Math.log(lower[i * columns + i])
    for (let j = 0; j <= i; j++) deviance += (i === j ? 1 : 2) * precision[i * columns + j] * covariance[i * columns + j]
  }
  return { deviance, precision }
}
