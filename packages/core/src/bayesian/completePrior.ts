import { DegenerateCovarianceError, diagonalOf, InvalidOptionError, ShapeError } from '@mixtura/numerics'
import { flattenNumbers, type NestedNumbers, requireChoice } from '@mixtura/numerics/validation'
import { covarianceStructure } from '../covariance/structures.js'
import { asymmetryOf } from '../model/parameters.js'
import { weightPriors, type NormalWishartPrior, type WeightPrior } from './posterior.js'
import { precisionFamily, type BayesianCovarianceType } from './precisionFamily.js'
import type { TotalMoments } from '../em/totalMoments.js'

/** Options of the prior. Values that are left out are derived from the data, as in scikit-learn. */
export interface PriorOptions {
  /** 'dirichlet-process' by default. */
  readonly weights?: WeightPrior
  /** α₀ of each weight, or γ of the Dirichlet process: small values leave components empty. 1 / K by default. */
  readonly weightConcentration?: number
  /** β₀, the number of rows that the prior mean counts for; 1 by default. */
  readonly meanPrecision?: number
  /** [D] m₀, data units; the mean of the data by default. */
  readonly mean?: NestedNumbers
  /** ν₀, above D - 1 for full and tied, above 0 for diag and spherical; D by default. */
  readonly degreesOfFreedom?: number
  /** C₀ = W₀⁻¹, so that E Λ = ν₀ C₀⁻¹: [D, D] for full and tied, [D] for diag, [1] for spherical, data units squared. The (unbiased) covariance of the data by default. */
  readonly covariance?: NestedNumbers
}

/** Defaults that do not depend on the data. */
export const priorDefaults = Object.freeze({ weights: 'dirichlet-process', meanPrecision: 1 } as const satisfies PriorOptions)

/**
 * The prior with all its values.
 *
 * @throws {InvalidOptionError} {ShapeError} for a value that does not give a proper prior.
 */
export function completePrior(
  options: PriorOptions,
  { covarianceType, components, moments }: {
    readonly covarianceType: BayesianCovarianceType
    readonly components: number
    readonly moments: TotalMoments
  },
): NormalWishartPrior {
  const columns = moments.mean.length
  const { weights = priorDefaults.weights, meanPrecision = priorDefaults.meanPrecision } = options
  const { weightConcentration = 1 / components, degreesOfFreedom = columns } = options
  requireChoice('prior.weights', weights, weightPriors)
  requireAbove('prior.weightConcentration', weightConcentration, { bound: 0, example: '0.1' })
  requireAbove('prior.meanPrecision', meanPrecision, { bound: 0, example: '1' })
  const bound = precisionFamily(covarianceType).above(columns)
  requireAbove('prior.degreesOfFreedom', degreesOfFreedom, { bound, example: String(columns) })
  const mean = options.mean === undefined ? moments.mean : flattenNumbers('prior.mean', options.mean)
  requireNumbers('prior.mean', mean, { length: columns, shape: `[${columns}]` })
  const covariance =
    options.covariance === undefined ? dataCovariance(covarianceType, moments) : flattenNumbers('prior.covariance', options.covariance)
  const shape = { full: [columns, columns], tied: [columns, columns], diag: [columns], spherical: [1] }[covarianceType]
  requireNumbers('prior.covariance', covariance, {
    length: shape.reduce((product, length) => product * length, 1),
    shape: `[${shape.join(', ')}]`,
  })
  requirePositiveDefinite(covarianceType, covariance, columns)
  return { covarianceType, weights, weightConcentration, meanPrecision, mean, degreesOfFreedom, covariance }
}

/** Covariance of the data in the form of the structure: the full matrix, its diagonal, or the mean of its diagonal. */
function dataCovariance(covarianceType: BayesianCovarianceType, { mean, covariance }: TotalMoments): Float64Array {
  if (covarianceType === 'full' || covarianceType === 'tied') return covariance
  const variances = diagonalOf(covariance, mean.length)
  if (covarianceType === 'diag') return variances
  return Float64Array.of(variances.reduce((sum, variance) => sum + variance, 0) / variances.length)
}

function requireAbove(
  option: string,
  value: number,
  { bound, example }: { readonly bound: number; readonly example: string },
): void {
  if (value > bound && Number.isFinite(value)) return
  throw new InvalidOptionError(option, `a number above ${bound}`, value, `Pass for example ${example}.`)
}

function requireNumbers(
  option: string,
  values: Float64Array,
  { length, shape }: { readonly length: number; readonly shape: string },
): void {
  if (values.length !== length) {
    throw new ShapeError(option, `${shape}, ${length} numbers`, `${values.length} numbers`, 'Give it the columns of the data.')
  }
  if (values.every(Number.isFinite)) return
  throw new ShapeError(option, 'finite numbers', 'partly NaN or infinite', 'Correct it.')
}

function requirePositiveDefinite(covarianceType: BayesianCovarianceType, covariance: Float64Array, columns: number): void {
  if (covarianceStructure(covarianceType).layout.scatter === 'full') {
    const asymmetry = asymmetryOf(covariance, columns)
    if (asymmetry !== null) throw new ShapeError('prior.covariance', 'symmetric', asymmetry, 'Pass (C + Cᵀ) / 2.')
  }
  try {
    covarianceStructure(covarianceType).layout.factor(covariance, 1, columns)
  } catch (error) {
    if (!(error instanceof DegenerateCovarianceError)) throw error
    throw new ShapeError(
      'prior.covariance',
      'positive definite',
      `not (pivot ${error.pivot.toExponential(2)} at row ${error.row})`,
      'If it is that of the data, a column is constant or depends on those before it: leave that column out, or pass prior.covariance.',
    )
  }
}
