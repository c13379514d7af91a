import { columnMeans, columnVariances, correlationFactor, diagonalStep, type Matrix } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure } from '../covariance/structures.js'
import { ConstantColumnError, DependentColumnsError } from '../errors.js'
import type { ScatterKind } from '../kernels/workspace.js'
import type { DrawnRows, StatisticsSource } from '../statistics/statisticsSource.js'
import { mStep } from './mStep.js'
import { dependenceTolerance, structureScales, type StructureScales } from './structureScale.js'

/**
 * What is added to every covariance in each M-step, so that a component on few samples keeps a volume: `relative` times the scale of
 * the structure in the data (`structureScale`: the result then depends neither on the units of the columns nor on how far apart
 * clusters lie), or `absolute` on every diagonal, in data units squared (scikit-learn's reg_covar). Under factors, `relative`
 * times the diagonal of that scale: it is noise there, and noise of one column says nothing of another.
 */
export type Regularization = { readonly relative: number } | { readonly absolute: number }

export const defaultRegularization: Regularization = { relative: 1e-6 }

/** A standard deviation below this share of the column's magnitude is rounding, not variation. */
const constantTolerance = 1e-13

/**
 * What the M-step adds to covariances: a [D, D] matrix, or [D] its diagonal where the structure has no use for more. It is settled once,
 * from drawn rows: a pass over all rows is made only where the drawn ones do not vary, or depend on one another.
 *
 * @throws {ConstantColumnError} if a column does not vary, under relative regularisation.
 * @throws {DependentColumnsError} if columns are linearly dependent, under relative regularisation of
 *   a structure with correlations, but for factors: these describe columns of any covariance, also more columns than rows.
 */
export async function regularizationMatrix(
  source: StatisticsSource,
  { regularization, covarianceType, drawn, scales = structureScales(drawn), signal }: {
    readonly regularization: Regularization
    readonly covarianceType: CovarianceType
    readonly drawn: DrawnRows
    /** Of `drawn`. */
    readonly scales?: StructureScales
    readonly signal?: AbortSignal | undefined
  },
): Promise<Float64Array> {
  const { columns } = source
  if ('absolute' in regularization) return new Float64Array(columns).fill(regularization.absolute)
  const { relative } = regularization
  const scatter = scatterOf(covarianceType)
  const shareOf = (scale: Float64Array): Float64Array => {
    requireVariation(scale, drawn.samples)
    if (scatter === 'full' && relative > 0) requireIndependence(scale, source)
    return scale.map(value => value * relative)
  }
  try {
    return shareOf(scales.scale(scatter))
  } catch (error) {
    // All rows may vary where some do not.
    if (!(error instanceof ConstantColumnError || error instanceof DependentColumnsError)) throw error
    return shareOf(await totalCovariance(source, drawn.samples, { scatter, signal }))
  }
}

/** What a structure is regularised by: noise of factors, too, is that of each column alone. */
const scatterOf = (covarianceType: CovarianceType): ScatterKind =>
  typeof covarianceType === 'object' ? 'diagonal' : covarianceStructure(covarianceType).layout.scatter

/** [D, D] biased covariance of all rows, or [D] its diagonal: the M-step of a mixture of one component. */
async function totalCovariance(
  source: StatisticsSource,
  drawn: Matrix,
  { scatter, signal }: { readonly scatter: ScatterKind; readonly signal: AbortSignal | undefined },
): Promise<Float64Array> {
  const { columns } = source
  const pilot = columnMeans(drawn)
  const statistics = await source.accumulate(
    {
      covarianceType: 'diag', // all rows are the one component's, whatever its density
      components: 1,
      columns,
      weights: Float64Array.of(1),
      means: pilot,
      covariances: positive(columnVariances(drawn, pilot)),
    },
    { scatter, signal },
  )
  const covarianceType = scatter === 'full' ? 'full' : 'diag'
  return mStep(statistics, { covarianceType, regularization: new Float64Array(columns) }).covariances
}

function requireVariation(covariance: Float64Array, drawn: Matrix): void {
  const { data, columns } = drawn
  const step = diagonalStep(covariance, columns)
  for (let i = 0; i < columns; i++) {
    const value = data[i]
    if (Math.sqrt(covariance[i * step]) <= constantTolerance * Math.abs(value)) {
      throw new ConstantColumnError(i, value)
    }
  }
}

function requireIndependence(covariance: Float64Array, { rows, columns }: StatisticsSource): void {
  const { dependent } = correlationFactor(covariance, columns, dependenceTolerance)
  if (dependent !== undefined) throw new DependentColumnsError(dependent, rows, columns)
}

/** A column that does not vary among the drawn rows gets a unit variance: here it is only a scale. */
function positive(variances: Float64Array): Float64Array {
  return variances.map(variance => variance || 1)
}
