import { columnMeans, columnVariances, type Matrix } from '@mixtura/numerics'
import type { ScatterKind } from '../kernels/workspace.js'
import { mStep } from './mStep.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'

/** Moments of all rows. */
export interface TotalMoments {
  /** N, or the sum of the row weights. */
  readonly totalWeight: number
  /** [D] data units. */
  readonly mean: Float64Array
  /** [D, D] with divisor totalWeight - 1 (`totalMoments`) or totalWeight (`totalGaussian`), or [D] its diagonal; data units squared. */
  readonly covariance: Float64Array
}

export interface TotalMomentsOptions {
  /** 'full' by default; 'diagonal' needs no D x D array. */
  readonly scatter?: ScatterKind
  readonly signal?: AbortSignal | undefined
}

/** Mean and covariance of all rows, in one pass. @param drawn at least one row of the source. */
export async function totalMoments(source: StatisticsSource, drawn: Matrix, options: TotalMomentsOptions = {}): Promise<TotalMoments> {
  const { totalWeight, mean, covariance } = await totalGaussian(source, drawn, options)
  const unbiased = totalWeight / Math.max(totalWeight - 1, 1)
  return { totalWeight, mean, covariance: covariance.map(value => value * unbiased) }
}

/**
 * The same with divisor totalWeight: the M-step of a mixture of one component. Moments are taken about the mean of the drawn rows, so
 * that no digits cancel.
 */
export async function totalGaussian(
  source: StatisticsSource,
  drawn: Matrix,
  { scatter = 'full', signal }: TotalMomentsOptions,
): Promise<TotalMoments> {
  const { columns } = source
  const centre = columnMeans(drawn)
  // The variances only keep densities finite; a column that is constant among the drawn rows gets 1.
  const scales = columnVariances(drawn, centre).map(variance => variance || 1)
  const statistics = await source.accumulate(
    {
      covarianceType: 'diag', // a single component has all rows, whatever its density
      components: 1,
      columns,
      weights: Float64Array.of(1),
      means: centre,
      covariances: scales,
    },
    { scatter, signal },
  )
  const covarianceType = scatter === 'full' ? 'full' : 'diag'
  const { means, covariances } = mStep(statistics, { covarianceType, regularization: new Float64Array(columns) })
  return { totalWeight: statistics.totalWeight, mean: means, covariance: covariances }
}
