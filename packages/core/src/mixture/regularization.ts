import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { covarianceStructure } from '../covariance/structures.js'
import { ConstantColumnError, DependentColumnsError, InvalidOptionError } from '../errors.js'
import { choleskyInPlace } from '../linalg/cholesky.js'
import { columnMeans, columnVariances } from '../matrix/columnMoments.js'
import type { ScatterKind } from '../kernels/workspace.js'
import type { Matrix } from '../matrix/matrix.js'
import { recentreStatistics } from '../statistics/recentreStatistics.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { diagonalMatrix } from '../matrix/diagonalMatrix.js'
import { mStep } from './mStep.js'

/**
 * What is added to every covariance in each M-step, so that a component on few samples keeps a volume:
 * `relative` times the covariance of all the data (the result then does not depend on the units of the
 * columns), or `absolute` on every diagonal, in data units squared (scikit-learn's reg_covar). Under factors, `relative`
 * times the variances of the data: it is noise there, and noise of one column says nothing of another.
 */
export type Regularization = { readonly relative: number } | { readonly absolute: number }

export const defaultRegularization: Regularization = { relative: 1e-6 }

/** A standard deviation below this share of the column's magnitude is rounding, not variation. */
const constantTolerance = 1e-13
/** A squared multiple correlation above 1 minus this is linear dependence up to rounding. */
const dependenceTolerance = 1e-12

/**
 * The [D, D] matrix that the M-step adds to covariances.
 *
 * @param drawn some rows of the source: their mean is the pilot about which the moments are taken.
 * @throws {ConstantColumnError} if a column does not vary, under relative regularisation.
 * @throws {DependentColumnsError} if columns are linearly dependent, under relative regularisation of
 *   a structure with correlations, but for factors: these describe columns of any covariance, also more columns than rows.
 */
export async function regularizationMatrix(
  source: StatisticsSource,
  { regularization, covarianceType, drawn, signal }: {
    readonly regularization: Regularization
    readonly covarianceType: CovarianceType
    readonly drawn: Matrix
    readonly signal?: AbortSignal | undefined
  },
): Promise<Float64Array> {
  const { columns } = source
  if ('absolute' in regularization) {
    requireNonNegative('regularization.absolute', regularization.absolute)
    return diagonalMatrix(new Float64Array(columns).fill(regularization.absolute))
  }
  requireNonNegative('regularization.relative', regularization.relative)
  const covariance = await totalCovariance(source, drawn, { scatter: scatterOf(covarianceType), signal })
  requireVariation(covariance, drawn)
  return shareOf(covariance, regularization.relative, { covarianceType, source })
}

/** What a structure is regularised by: noise of factors, too, is that of each column alone. */
const scatterOf = (covarianceType: CovarianceType): ScatterKind =>
  typeof covarianceType === 'object' ? 'diagonal' : covarianceStructure(covarianceType).layout.scatter

function shareOf(
  covariance: Float64Array,
  relative: number,
  { covarianceType, source }: { readonly covarianceType: CovarianceType; readonly source: StatisticsSource },
): Float64Array {
  if (scatterOf(covarianceType) === 'full' && relative > 0) requireIndependence(covariance, source)
  return covariance.map(value => value * relative)
}

/**
 * What the M-steps of a fit add: of statistics of all rows, as {@link regularizationMatrix} would be, and of others, or
 * none yet, as it is of the drawn rows. Data whose statistics add up thus need no pass for it.
 *
 * @param drawnSource of the drawn rows.
 * @throws as {@link regularizationMatrix}; so does the result, if columns depend on one another in all rows alone.
 */
export async function prepareRegularization(
  source: StatisticsSource,
  { drawnSource, ...options }: Parameters<typeof regularizationMatrix>[1] & { readonly drawnSource: StatisticsSource },
): Promise<(statistics?: SufficientStatistics) => Float64Array> {
  const { regularization, drawn } = options
  let isOfAll = 'absolute' in regularization || !source.isComplete || drawn.rows === source.rows
  let matrix: Float64Array
  try {
    matrix = await regularizationMatrix(isOfAll ? source : drawnSource, options)
  } catch (error) {
    // All rows may vary where some do not.
    if (isOfAll || !(error instanceof ConstantColumnError || error instanceof DependentColumnsError)) throw error
    matrix = await regularizationMatrix(source, options)
    isOfAll = true
  }
  return statistics => {
    if (!isOfAll && 'relative' in regularization && statistics?.rows === source.rows) {
      const { covarianceType } = options
      matrix = shareOf(addedCovariance(statistics, scatterOf(covarianceType)), regularization.relative, { covarianceType, source })
      isOfAll = true
    }
    return matrix
  }
}

/** [D, D] biased covariance of the rows that the components share, or its diagonal. */
function addedCovariance(statistics: SufficientStatistics, scatter: ScatterKind): Float64Array {
  const { components, columns, centres, counts, sums } = statistics
  const total = counts.reduce((sum, count) => sum + count, 0)
  const mean = new Float64Array(columns)
  for (let at = 0; at < components * columns; at++) {
    const k = Math.floor(at / columns)
    mean[at % columns] += (counts[k] * centres[at] + sums[at]) / total
  }
  const { scatters } = recentreStatistics(statistics, Float64Array.from(centres, (_, at) => mean[at % columns]))
  const size = scatters.length / components
  const covariance = new Float64Array(size)
  for (let at = 0; at < scatters.length; at++) covariance[at % size] += scatters[at] / total
  if (scatter === 'diagonal') return diagonalMatrix(size === columns ? covariance : covariance.filter((_, at) => at % (columns + 1) === 0))
  for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) covariance[j * columns + i] = covariance[i * columns + j]
  return covariance
}

/** [D, D] biased covariance of all rows, or its diagonal: the M-step of a mixture of one component. */
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
  const none = new Float64Array(columns * columns)
  if (scatter === 'full') return mStep(statistics, { covarianceType: 'full', regularization: none }).covariances
  return diagonalMatrix(mStep(statistics, { covarianceType: 'diag', regularization: none }).covariances)
}

function requireVariation(covariance: Float64Array, drawn: Matrix): void {
  const { data, columns } = drawn
  for (let i = 0; i < columns; i++) {
    const value = data[i]
    if (Math.sqrt(covariance[i * columns + i]) <= constantTolerance * Math.abs(value)) {
      throw new ConstantColumnError(i, value)
    }
  }
}

function requireIndependence(covariance: Float64Array, { rows, columns }: StatisticsSource): void {
  const deviations = new Float64Array(columns)
  for (let i = 0; i < columns; i++) deviations[i] = Math.sqrt(covariance[i * columns + i])
  const correlation = new Float64Array(columns * columns)
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < columns; j++) {
      correlation[i * columns + j] = covariance[i * columns + j] / (deviations[i] * deviations[j])
    }
  }
  const failed = choleskyInPlace(correlation, columns)
  // A pivot of rounding alone may be positive, and then the next columns fail instead of this one.
  const factored = failed ? failed.row : columns
  for (let i = 0; i < factored; i++) {
    if (correlation[i * columns + i] ** 2 < dependenceTolerance) throw new DependentColumnsError(i, rows, columns)
  }
  if (failed) throw new DependentColumnsError(failed.row, rows, columns)
}

/** A column that does not vary among the drawn rows gets a unit variance: here it is only a scale. */
function positive(variances: Float64Array): Float64Array {
  return variances.map(variance => variance || 1)
}

function requireNonNegative(option: string, value: number): void {
  if (value >= 0 && Number.isFinite(value)) return
  throw new InvalidOptionError(option, 'a number of at least 0', value, 'Pass for example { relative: 1e-6 }.')
}
