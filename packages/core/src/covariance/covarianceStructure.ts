import type { ScatterKind } from '../kernels/workspace.js'

/** Which covariances a mixture may have; the names are scikit-learn's. */
export type CovarianceType = 'full' | 'tied' | 'diag' | 'spherical'

/** Weighted moments of one M-step: means are known, scatters are about them. */
export interface CentredMoments {
  readonly components: number
  readonly columns: number
  /** [K] soft counts. */
  readonly counts: Float64Array
  /** [K, D, D] lower triangles, or [K, D], each about its component's new mean. */
  readonly scatters: Float64Array
  /** Sum of the counts. */
  readonly total: number
}

/** The factors that the density kernels read. */
export interface PrecisionFactors {
  /** [K, D, D] lower P with Λ = Pᵀ P, or [K, D] of 1 / sd. */
  readonly factors: Float64Array
  /** [K] ln det P = -½ ln det Σ. */
  readonly logDeterminants: Float64Array
}

/**
 * One covariance structure: how it is estimated, factored, counted and read. The EM loop, the sources
 * and the model know structures only through this.
 */
export interface CovarianceStructure {
  /** Which scatters its M-step needs; it also names the density kernel. */
  readonly scatter: ScatterKind
  /** Numbers that hold the covariances of K components in D columns. */
  storedLength(components: number, columns: number): number
  /** Free parameters of the covariances alone. */
  parameterCount(components: number, columns: number): number
  /** The maximum-likelihood covariances for the given moments. */
  estimate(moments: CentredMoments): Float64Array
  /** Adds a [D, D] positive semi-definite matrix to every covariance, in the structure's own shape. */
  regularize(covariances: Float64Array, addition: Float64Array, components: number, columns: number): void
  /** @throws {DegenerateCovarianceError} if a covariance is not positive definite. */
  factor(covariances: Float64Array, components: number, columns: number): PrecisionFactors
  /** [D, D] row-major covariance of one component. */
  expand(covariances: Float64Array, component: number, columns: number): Float64Array
}
