import type { ScatterKind } from '../kernels/workspace.js'
import { statisticsOfLabels } from '../statistics/statisticsOfLabels.js'
import type { DrawnRows } from '../statistics/statisticsSource.js'

/** Weight and covariance of one or more groups. */
export interface GroupMoments {
  readonly weight: number
  /** [D, D] with divisor `weight`, or [D] its diagonal. */
  readonly covariance: Float64Array
}

export interface RowMoments extends GroupMoments {
  /** [D] */
  readonly mean: Float64Array
}

/** Weight, mean and covariance of all rows together. */
export function rowMoments(rows: DrawnRows, scatter: ScatterKind): RowMoments {
  const { columns } = rows.samples
  const labels = new Int32Array(rows.samples.rows)
  const { totalWeight: weight, centres: mean, scatters } = statisticsOfLabels(rows, labels, { components: 1, scatter })
  const covariance = scatters.map(value => value / weight)
  if (scatter === 'full') for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) covariance[j * columns + i] = covariance[i * columns + j]
  return { weight, mean, covariance }
}
