import { choleskyInPlace, solveLowerInPlace } from '@mixtura/numerics'
import { expandCovariance } from '../covariance/layouts.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import type { MixtureParameters } from '../model/parameters.js'

/** Counts, sums and scatters, or differences of them: a vector space. */
export type StatisticsVector = Pick<SufficientStatistics, 'counts' | 'sums' | 'scatters'>

/** Linear coordinates of differences between statistics about the means of one mixture. */
export interface FisherCoordinates {
  /** [K (1 + D + D (D + 1) / 2)], or [K (1 + 2 D)] if the structure takes only the diagonals of scatters. */
  coordinatesOf(difference: StatisticsVector): Float64Array
  differenceOf(coordinates: Float64Array): StatisticsVector
}

/**
 * Coordinates in which the Fisher information of the complete data at `parameters` is the identity. Let n = N w_k,
 * Σ_k = L Lᵀ, and ΔN, Δs, ΔS a difference of one component's statistics about its mean. Its coordinates are
 *
 *   ΔN / √n,  L⁻¹ Δs / √n,  and the lower triangle of E = (L⁻¹ ΔS L⁻ᵀ - ΔN I) / √n with its diagonal divided by √2.
 *
 * Lengths depend on neither the units nor the correlations of the columns, and their squares are in nats. In these
 * coordinates the change of the statistics in an EM step is the gradient of the log-likelihood if covariances are free.
 * Otherwise its projection on the structure's tangent space is the gradient. One call costs O(K D³), or O(K D) for diagonals.
 *
 * @param total N, the sum of the rows' weights.
 * @see Xu & Jordan, On convergence properties of the EM algorithm for Gaussian mixtures (1996), for EM steps as gradients.
 */
export function fisherCoordinates(parameters: MixtureParameters, total: number): FisherCoordinates {
  const { covarianceType, components, columns, weights, covariances } = parameters
  const { layout } = covarianceStructure(covarianceType)
  const isFull = layout.scatter === 'full'
  const size = isFull ? columns * columns : columns
  const perComponent = 1 + columns + (isFull ? (columns * (columns + 1)) / 2 : columns)
  const roots = weights.map(weight => Math.sqrt(total * weight))
  /** L of each component, or its standard deviations. */
  const factors = Array.from({ length: components }, (_, k) => {
    if (!isFull) return layout.variances(covariances, k, columns).map(Math.sqrt)
    const covariance = expandCovariance(layout, covariances, { component: k, columns })
    choleskyInPlace(covariance, columns)
    return covariance
  })

  return {
    coordinatesOf({ counts, sums, scatters }) {
      const coordinates = new Float64Array(components * perComponent)
      for (let k = 0; k < components; k++) {
        const [factor, root, count] = [factors[k], roots[k], counts[k]]
        const sum = sums.slice(k * columns, (k + 1) * columns)
        const scatter = scatters.slice(k * size, (k + 1) * size)
        let at = k * perComponent
        coordinates[at++] = count / root
        if (isFull) transform(solve, factor, sum, scatter)
        for (let i = 0; i < columns; i++) coordinates[at++] = (isFull ? sum[i] : sum[i] / factor[i]) / root
        for (let i = 0; i < columns; i++) {
          for (let j = 0; isFull && j < i; j++) coordinates[at++] = scatter[i * columns + j] / root
          const variance = isFull ? scatter[i * columns + i] : scatter[i] / factor[i] ** 2
          coordinates[at++] = (variance - count) / (Math.SQRT2 * root)
        }
      }
      return coordinates
    },
    differenceOf(coordinates) {
      const counts = new Float64Array(components)
      const sums = new Float64Array(components * columns)
      const scatters = new Float64Array(components * size)
      for (let k = 0; k < components; k++) {
        const [factor, root] = [factors[k], roots[k]]
        const sum = sums.subarray(k * columns, (k + 1) * columns)
        const scatter = scatters.subarray(k * size, (k + 1) * size)
        let at = k * perComponent
        const count = (counts[k] = coordinates[at++] * root)
        for (let i = 0; i < columns; i++) sum[i] = coordinates[at++] * (isFull ? root : root * factor[i])
        for (let i = 0; i < columns; i++) {
          for (let j = 0; isFull && j < i; j++) scatter[i * columns + j] = coordinates[at++] * root
          const variance = coordinates[at++] * Math.SQRT2 * root + count
          if (isFull) scatter[i * columns + i] = variance
          else scatter[i] = variance * factor[i] ** 2
        }
        if (isFull) transform(multiply, factor, sum, scatter)
      }
      return { counts, sums, scatters }
    },
  }
}

/** Replaces s by T s, and S by the lower triangle of T S Tᵀ, for T = L⁻¹ or L. Only the lower triangle of S is read. */
function transform(apply: (factor: Float64Array, vector: Float64Array) => void, factor: Float64Array, sum: Float64Array, scatter: Float64Array): void {
  const columns = sum.length
  for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) scatter[j * columns + i] = scatter[i * columns + j]
  apply(factor, sum)
  for (let row = 0; row < columns; row++) apply(factor, scatter.subarray(row * columns, (row + 1) * columns))
  // `scatter` is S Tᵀ now; next, T applies to its columns.
  const column = new Float64Array(columns)
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < columns; i++) column[i] = scatter[i * columns + j]
    apply(factor, column)
    for (let i = 0; i < columns; i++) scatter[i * columns + j] = i < j ? 0 : column[i]
  }
}

function solve(factor: Float64Array, vector: Float64Array): void {
  const columns = vector.length
  solveLowerInPlace(factor, { offset: 0, size: columns, count: columns }, vector)
}

function multiply(factor: Float64Array, vector: Float64Array): void {
  const columns = vector.length
  for (let i = columns - 1; i >= 0; i--) {
    let value = 0
    for (let j = 0; j <= i; j++) value += factor[i * columns + j] * vector[j]
    vector[i] = value
  }
}
