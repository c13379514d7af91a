import type { ScatterKind } from '../kernels/workspace.js'

/**
 * The fourteen structures of Σ_k = λ_k D_k A_k D_kᵀ: volume λ, shape A (diagonal, determinant 1) and orientation D,
 * each Equal over components, Varying, or the Identity (Celeux & Govaert, Gaussian parsimonious clustering
 * models, 1995).
 */
export type ParsimoniousType =
  | 'EII' | 'VII'
  | 'EEI' | 'VEI' | 'EVI' | 'VVI'
  | 'EEE' | 'VEE' | 'EVE' | 'VVE' | 'EEV' | 'VEV' | 'EVV' | 'VVV'

/** The letters of a structure, or scikit-learn's name of VVV, EEE, VVI or VII. */
export type NamedCovarianceType = 'full' | 'tied' | 'diag' | 'spherical' | ParsimoniousType

/** Mixture of factor analysers, Σ_k = Λ_k Λ_kᵀ + Ψ_k: see factorStructure. */
export interface FactorCovariance {
  /** q, columns of each Λ_k: at least 1, and fewer than the columns of the data. */
  readonly factors: number
}

/** A covariance structure: one of the fourteen by its name or alias, or a number of factors. */
export type CovarianceType = NamedCovarianceType | FactorCovariance

/** Weighted moments of one M-step; scatters are about the new means. */
export interface CentredMoments {
  readonly components: number
  readonly columns: number
  /** [K] soft counts n_k. */
  readonly counts: Float64Array
  /** Lower triangles of W_k, [K, D, D], or their diagonals, [K, D], each about its component's new mean. */
  readonly scatters: Float64Array
  /** n, the sum of the counts. */
  readonly total: number
  /** [D, D] R, or [D] its diagonal: every W_k already contains n_k R. It is the lower bound of noise variances; no bound if left out. */
  readonly regularization?: Float64Array
}

/** The factors that the density kernels read. */
export interface PrecisionFactors {
  /** [K, D, D] lower P with Λ = Pᵀ P, or [K, D] of 1 / sd. */
  readonly factors: Float64Array
  /** [K] ln det P = -½ ln det Σ. */
  readonly logDeterminants: Float64Array
}

/** Part of one component's covariance. */
export interface BlockSelection {
  readonly component: number
  /** D */
  readonly columns: number
  /** Columns of the block. */
  readonly selected: readonly number[]
}

/** A matrix that one component's covariance is compared with. */
export interface CovarianceBound {
  readonly component: number
  /** D */
  readonly columns: number
  /** [D, D] B, or [D] the diagonal of a diagonal B. */
  readonly bound: Float64Array
}

/** How the covariances of a structure are stored, factored and read. Diagonal covariances are never expanded to D x D. */
export interface CovarianceLayout {
  /** The scatters that it needs; this also decides the density kernel. */
  readonly scatter: ScatterKind
  /** Whether one covariance serves all components. */
  readonly shared: boolean
  /** Lengths of the dimensions of the stored array. */
  shape(components: number, columns: number): readonly number[]
  /** @throws {DegenerateCovarianceError} if a covariance is not positive definite. */
  factor(covariances: Float64Array, components: number, columns: number): PrecisionFactors
  /** [D] diagonal of one component's covariance. */
  variances(covariances: Float64Array, component: number, columns: number): Float64Array
  /** [S, S] row-major covariance of one component in the selected S columns, in their order. */
  block(covariances: Float64Array, selection: BlockSelection): Float64Array
  /** Whether Σ_k - B is positive definite. */
  exceeds(covariances: Float64Array, bound: CovarianceBound): boolean
}

/** Moments of an M-step whose scatters are known only along some directions. */
export interface ProjectedMoments {
  readonly components: number
  readonly columns: number
  /** [K] soft counts n_k. */
  readonly counts: Float64Array
  /** [K, D] diagonals of W_k about its component's new mean. */
  readonly scatters: Float64Array
  /** [K, m, D] V_kᵀ. */
  readonly directions: Float64Array
  /** [K, m, D] (W_k V_k)ᵀ about its component's new mean. */
  readonly projections: Float64Array
  /** [D] lower bounds of the noise variances. */
  readonly floor?: Float64Array | undefined
}

/** An iterate, and the projected scatters of the pass under it. */
export interface ProjectedIterate {
  readonly covariances: Float64Array
  /** [K, m, D] */
  readonly directions: Float64Array
  /** [K, m, D] */
  readonly projections: Float64Array
}

/** A plain step of EM in the coordinates of a structure. */
export interface CoordinateStep {
  readonly from: Float64Array
  readonly to: Float64Array
}

/** An M-step from projected scatters. It improves the covariances of the last iterate and forms no D x D array. */
export interface ProjectedEstimate {
  /** Whether projected scatters are used for this number of columns. */
  applies(columns: number): boolean
  /** Initial covariances of a search, with the given [K, D] variances. */
  begin(variances: Float64Array, shape: { readonly components: number; readonly columns: number }): Float64Array
  /** [K, m, D] directions along which a pass under `covariances` should compute the scatters. */
  directions(
    covariances: Float64Array,
    shape: { readonly components: number; readonly columns: number; readonly before?: ProjectedIterate | undefined },
  ): Float64Array
  /** @param previous covariances of the model that the pass was made under. */
  estimate(moments: ProjectedMoments, previous: Float64Array): Float64Array
  /**
   * Coordinates in which steps are extrapolated, as many as stored numbers. Several coordinates mean the same covariances; these are the ones
   * closest to `like`.
   */
  coordinates(covariances: Float64Array, shape: { readonly components: number; readonly columns: number }, like?: Float64Array): Float64Array
  /**
   * Covariances beyond the last step, to which at least two steps seem to lead.
   *
   * @param options.floor [D] lower bounds of the noise variances.
   */
  extrapolate(
    steps: readonly CoordinateStep[],
    options: { readonly components: number; readonly columns: number; readonly floor?: Float64Array | undefined },
  ): Float64Array
}

/**
 * One covariance structure. The EM loop, the sources and the model use structures only through this interface.
 */
export interface CovarianceStructure {
  readonly layout: CovarianceLayout
  /** True if clipping eigenvalues preserves the structure: they are either independent or shared by all components. */
  readonly isBoundable?: true
  /** The M-step from projected scatters, if the structure has one. */
  readonly projected?: ProjectedEstimate
  /** Number of free parameters of the covariances. */
  parameterCount(components: number, columns: number): number
  /**
   * The maximum-likelihood covariances for the given moments.
   *
   * @param previous covariances of the last iterate; a structure without a closed form continues its search from them.
   */
  estimate(moments: CentredMoments, previous?: Float64Array): Float64Array
}
