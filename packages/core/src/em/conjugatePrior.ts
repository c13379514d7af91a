import { diagonalOf, InvalidOptionError, ShapeError } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure } from '../covariance/structures.js'
import type { TotalMoments } from './totalMoments.js'

/**
 * Conjugate prior of the means and covariances of every component:
 *
 *   μ_k | Σ_k ~ N(μ_P, Σ_k / κ_P);  Σ_k ~ inverse Wishart(ν_P, Λ_P), or inverse gamma(ν_P / 2, ς² / 2) of each variance
 *
 * @see Fraley & Raftery, Bayesian regularization for normal mixture estimation and model-based clustering (2007).
 */
export interface ConjugatePrior {
  /** κ_P, the number of rows that the prior mean counts as; 0 leaves the means without a prior. */
  readonly shrinkage: number
  /** [D] μ_P, data units. */
  readonly mean: Float64Array
  /** ν_P */
  readonly degreesOfFreedom: number
  /** [D, D] Λ_P; or [D] its diagonal ς² for structures without correlations, which read nothing else. Data units squared. */
  readonly scale: Float64Array
}

/** The prior of a penalised fit: its size, and the parameters that replace the defaults. */
export interface ConjugatePriorOptions {
  readonly components: number
  readonly covarianceType: CovarianceType
  /** κ_P; 0.01 by default. */
  readonly shrinkage?: number
  /** [D] μ_P; the mean of the data by default. */
  readonly mean?: Float64Array
  /** ν_P; D + 2 by default. */
  readonly degreesOfFreedom?: number
  /**
   * [D, D] Λ_P, or [D] its diagonal for structures without correlations. By default S / K^(2/D), about the covariance of
   * one of K equal clusters; S is the covariance of the data, or without correlations their mean variance times I.
   */
  readonly scale?: Float64Array
}

/**
 * The prior, with mclust's defaults for options left out.
 *
 * @throws {InvalidOptionError} {ShapeError} if an option does not describe a proper prior.
 * @see Fraley & Raftery (2007).
 */
export function conjugatePrior(moments: TotalMoments, options: ConjugatePriorOptions): ConjugatePrior {
  const columns = moments.mean.length
  const { shrinkage = 0.01, mean = moments.mean, degreesOfFreedom = columns + 2 } = options
  if (!(shrinkage >= 0 && Number.isFinite(shrinkage))) {
    throw new InvalidOptionError('shrinkage', 'a number of at least 0', shrinkage, 'Pass for example 0.01.')
  }
  if (!(degreesOfFreedom > columns - 1 && Number.isFinite(degreesOfFreedom))) {
    throw new InvalidOptionError('degreesOfFreedom', `a number above ${columns - 1}`, degreesOfFreedom, `Pass for example ${columns + 2}.`)
  }
  const scale = options.scale ?? defaultScale(moments, options)
  requireLength('mean', mean, [columns])
  const isDiagonal = covarianceStructure(options.covarianceType).layout.scatter === 'diagonal'
  requireLength('scale', scale, isDiagonal && scale.length === columns ? [columns] : [columns, columns])
  return { shrinkage, mean, degreesOfFreedom, scale }
}

function defaultScale({ mean, covariance }: TotalMoments, { components, covarianceType }: ConjugatePriorOptions): Float64Array {
  const columns = mean.length
  const share = components ** (-2 / columns)
  if (covarianceStructure(covarianceType).layout.scatter === 'full') return covariance.map(value => value * share)
  const total = diagonalOf(covariance, columns).reduce((sum, variance) => sum + variance, 0)
  return new Float64Array(columns).fill((share * total) / columns)
}

function requireLength(thing: string, values: Float64Array, shape: readonly number[]): void {
  const length = shape.reduce((product, size) => product * size, 1)
  if (values.length === length) return
  throw new ShapeError(thing, `[${shape.join(', ')}], ${length} numbers`, `${values.length} numbers`, 'Give it the columns of the data.')
}
