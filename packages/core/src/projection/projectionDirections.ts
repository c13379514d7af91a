import { choleskyInPlace, InvalidOptionError, invertLowerTriangular, type Matrix, ShapeError, symmetricEigen } from '@mixtura/numerics'
import { count, optional, readOptions } from '@mixtura/numerics/validation'
import { gaussiansOf, logDeterminant, joinGaussians, type WeightedGaussian } from '../hierarchy/weightedGaussian.js'
import type { MixtureParameters } from '../model/parameters.js'
import { multiply, quadraticForm, transposed } from './denseMatrix.js'
import { requireMixture } from '../model/requireMixture.js'

/** Options of `projectionDirections`. */
export interface ProjectionOptions {
  /** Number of directions to keep, those with the largest eigenvalues; all D by default. */
  readonly dimensions?: number
}

/** Linear coordinates that show the clusters of a mixture, the most informative first. */
export interface Projection {
  /** [D] mean of the whole mixture, the origin of the coordinates; data units. */
  readonly centre: Float64Array
  /** [D, d] one direction per column, 1 / data units. Projected data are uncorrelated and have unit variance. */
  readonly directions: Matrix
  /** [d] descending: how much each direction shows of the clusters, 0 for nothing; no units. */
  readonly eigenvalues: Float64Array
  /** [d] part of each eigenvalue that comes from differences between means. */
  readonly fromMeans: Float64Array
  /** [d] part that comes from differences between covariances; the two parts sum to the eigenvalue. */
  readonly fromCovariances: Float64Array
}

/**
 * Directions along which the components of a mixture differ in mean or covariance (GMMDR): the solutions of
 *
 *   M v = l Σ v,  vᵀ Σ v = 1,  M = M_I Σ⁻¹ M_I + M_II,
 *   M_I = Σ_k w_k (μ_k - μ)(μ_k - μ)ᵀ,  M_II = Σ_k w_k (Σ_k - Σ̄) Σ⁻¹ (Σ_k - Σ̄),  Σ̄ = Σ_k w_k Σ_k,  Σ = Σ̄ + M_I
 *
 * by descending l. They do not depend on the units of the columns. With equal covariances at most K - 1 eigenvalues differ
 * from 0, and their directions span those of linear discriminant analysis.
 *
 * @throws {ShapeError} if the mixture has one component.
 * @throws {InvalidOptionError} if dimensions is not a whole number from 1 to D.
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 * @see Scrucca, Dimension reduction for model-based clustering (2010).
 */
export function projectionDirections(
  model: MixtureParameters,
  options: ProjectionOptions = {},
): Projection {
  requireMixture('model', model)
  const { components, columns } = model
  const { dimensions = columns } = readOptions<ProjectionOptions>('projectionDirections', options, { dimensions: optional(count(1)) })
  if (components < 2) {
    throw new ShapeError('the mixture', 'of at least 2 components', 'of 1', 'Fit more components: one alone has no clusters to show.')
  }
  requireDimensions(dimensions, columns)
  const gaussians = gaussiansOf(model)
  gaussians.forEach(({ covariance }, k) => logDeterminant(covariance, columns, k))
  const total = gaussians.reduce(joinGaussians)
  // In whitened coordinates P(x - μ), P = L⁻¹ and Σ = L Lᵀ, the problem is an ordinary one.
  const whitening = whiten(total, columns)
  const between = betweenMeans(gaussians, total, { whitening, columns })
  const fromMeans = multiply(between, between, columns)
  const fromCovariances = amongCovariances(gaussians, { whitening, columns })
  const { values, vectors } = symmetricEigen(fromMeans.map((value, i) => value + fromCovariances[i]), columns)

  // v = Pᵀ u
  const unwhitened = multiply(transposed(whitening, columns), vectors, columns)
  const data = new Float64Array(columns * dimensions)
  const parts = { means: new Float64Array(dimensions), covariances: new Float64Array(dimensions) }
  for (let l = 0; l < dimensions; l++) {
    const whitened = Float64Array.from({ length: columns }, (_, i) => vectors[i * columns + l])
    const direction = Float64Array.from({ length: columns }, (_, i) => unwhitened[i * columns + l])
    const sign = signOf(direction, total)
    for (let i = 0; i < columns; i++) data[i * dimensions + l] = sign * direction[i]
    parts.means[l] = quadraticForm(fromMeans, whitened)
    parts.covariances[l] = quadraticForm(fromCovariances, whitened)
  }
  return {
    centre: total.mean,
    directions: { data, rows: columns, columns: dimensions },
    // M is positive semidefinite; values below zero are rounding errors.
    eigenvalues: values.slice(0, dimensions).map(value => Math.max(0, value)),
    fromMeans: parts.means,
    fromCovariances: parts.covariances,
  }
}

function requireDimensions(dimensions: number, columns: number): void {
  if (Number.isSafeInteger(dimensions) && dimensions >= 1 && dimensions <= columns) return
  throw new InvalidOptionError(
    'dimensions',
    `a whole number from 1 to ${columns}, the columns of the mixture`,
    dimensions,
    'Pass for example dimensions: 1.',
  )
}

function whiten({ covariance }: WeightedGaussian, columns: number): Float64Array {
  const factor = covariance.slice()
  choleskyInPlace(factor, columns) // cannot fail: a sum of positive definite matrices
  const whitening = new Float64Array(columns * columns)
  invertLowerTriangular(factor, whitening, columns)
  return whitening
}

interface Whitening {
  readonly whitening: Float64Array
  readonly columns: number
}

/** P M_I Pᵀ */
function betweenMeans(
  gaussians: readonly WeightedGaussian[],
  total: WeightedGaussian,
  { whitening, columns }: Whitening,
): Float64Array {
  const between = new Float64Array(columns * columns)
  const shift = new Float64Array(columns)
  for (const { weight, mean } of gaussians) {
    for (let i = 0; i < columns; i++) {
      shift[i] = 0
      for (let j = 0; j <= i; j++) shift[i] += whitening[i * columns + j] * (mean[j] - total.mean[j])
    }
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) between[i * columns + j] += weight * shift[i] * shift[j]
    }
  }
  return between
}

/** P M_II Pᵀ = Σ_k w_k C_k² with C_k = P (Σ_k - Σ̄) Pᵀ. */
function amongCovariances(gaussians: readonly WeightedGaussian[], { whitening, columns }: Whitening): Float64Array {
  const pooled = new Float64Array(columns * columns)
  for (const { weight, covariance } of gaussians) {
    for (let i = 0; i < pooled.length; i++) pooled[i] += weight * covariance[i]
  }
  const among = new Float64Array(columns * columns)
  for (const { weight, covariance } of gaussians) {
    const deviation = covariance.map((value, i) => value - pooled[i])
    const whitened = multiply(multiply(whitening, deviation, columns), transposed(whitening, columns), columns)
    const squared = multiply(whitened, whitened, columns)
    for (let i = 0; i < among.length; i++) among[i] += weight * squared[i]
  }
  return among
}

/** Fixes the sign of an eigenvector: the largest loading, in standard deviations of its column, is positive. */
function signOf(direction: Float64Array, { covariance }: WeightedGaussian): number {
  const columns = direction.length
  let largest = 0
  for (let i = 0; i < columns; i++) {
    const loading = direction[i] * Math.sqrt(covariance[i * columns + i])
    // Among loadings that are equal up to rounding errors, the first column decides.
    if (Math.abs(loading) > Math.abs(largest) * (1 + 1e-9)) largest = loading
  }
  return largest < 0 ? -1 : 1
}
