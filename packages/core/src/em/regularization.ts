import { correlationFactor, diagonalStep, type Matrix } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure } from '../covariance/structures.js'
import { ConstantColumnError, DependentColumnsError } from '../errors.js'
import type { ScatterKind } from '../kernels/workspace.js'
import type { DrawnRows, StatisticsSource } from '../statistics/statisticsSource.js'
import { dependenceTolerance, structureScales, type StructureScales } from './structureScale.js'
import { totalGaussian } from './totalMoments.js'

/**
 * What each M-step adds to every covariance, so that a component on few samples keeps a volume.
 * `relative` is a multiple of the scale of the structure in the data (`structureScale`). The result then depends neither on
 * the units of the columns nor on the distances between clusters. With factors it is a multiple of the diagonal of that
 * scale, because noise is independent between columns.
 * `absolute` is added to every diagonal entry, in data units squared (scikit-learn's reg_covar).
 */
export type Regularization = { readonly relative: number } | { readonly absolute: number }

export const defaultRegularization = Object.freeze({ relative: 1e-6 } as const satisfies Regularization)

/** A standard deviation below this share of the column's magnitude is rounding error. */
const constantTolerance = 1e-13

/**
 * The matrix that the M-step adds to covariances: [D, D], or [D] its diagonal for structures that read no more. It is
 * computed once, from drawn rows. Only if these have a constant column or dependent columns does it need a pass over all.
 *
 * @throws {ConstantColumnError} if a column does not vary, with relative regularisation.
 * @throws {DependentColumnsError} if columns are linearly dependent, with relative regularisation of a structure with
 *   correlations. Factors are exempt: they describe any covariance, even of more columns than rows.
 */
export async function regularizationMatrix(
  source: StatisticsSource,
  { regularization, covarianceType, drawn, scales = structureScales(drawn), signal }: {
    readonly regularization: Regularization
    readonly covarianceType: CovarianceType
    readonly drawn: DrawnRows
    /** Scales of `drawn`, if the caller has them already. */
    readonly scales?: StructureScales
    readonly signal?: AbortSignal | undefined
  },
): Promise<Float64Array> {
  const { columns } = source
  if ('absolute' in regularization) return new Float64Array(columns).fill(regularization.absolute)
  const { relative } = regularization
  const scatter = scatterOf(covarianceType)
  const shareOf = (scale: Float64Array): Float64Array => {
    requireVariation(scale, drawn.samples, source)
    if (scatter === 'full' && relative > 0) requireIndependence(scale, source)
    return scale.map(value => value * relative)
  }
  try {
    return shareOf(scales.scale(scatter))
  } catch (error) {
    // A column that is constant among the drawn rows may vary among all.
    if (!(error instanceof ConstantColumnError || error instanceof DependentColumnsError)) throw error
    return shareOf((await totalGaussian(source, drawn.samples, { scatter, signal })).covariance)
  }
}

/** Factors take a diagonal as well: their regularisation is noise. */
const scatterOf = (covarianceType: CovarianceType): ScatterKind =>
  typeof covarianceType === 'object' ? 'diagonal' : covarianceStructure(covarianceType).layout.scatter

function requireVariation(covariance: Float64Array, drawn: Matrix, { columnNames }: StatisticsSource): void {
  const { data, columns } = drawn
  const step = diagonalStep(covariance, columns)
  for (let i = 0; i < columns; i++) {
    const value = data[i]
    if (Math.sqrt(covariance[i * step]) <= constantTolerance * Math.abs(value)) {
      throw new ConstantColumnError(i, value, columnNames?.[i])
    }
  }
}

function requireIndependence(covariance: Float64Array, { rows, columns, columnNames }: StatisticsSource): void {
  const { dependent } = correlationFactor(covariance, columns, dependenceTolerance)
  if (dependent !== undefined) throw new DependentColumnsError(dependent, rows, columns, columnNames?.[dependent])
}
