import type { Matrix } from '@mixtura/numerics'
import type { NestedNumbers } from '@mixtura/numerics/validation'
import type { InitialMixture } from '../mixture/initialMixture.js'

/** The structures of scikit-learn, with its names. */
export const classicTypes = ['full', 'tied', 'diag', 'spherical'] as const
export type ClassicType = (typeof classicTypes)[number]

/** A run of scikit-learn from a given start, with absolute regularisation 1e-6 and a fixed number of iterations. */
export interface GoldenRun {
  readonly covarianceType: ClassicType
  readonly iterations: number
  /** Numbers of the rows that are the means of the start. */
  readonly startRows: readonly number[]
  /** Mean log-likelihood before each M-step, nats per sample. */
  readonly lowerBounds: readonly number[]
  readonly weights: NestedNumbers
  readonly means: NestedNumbers
  readonly covariances: NestedNumbers
  /** Mean log-likelihood of the final parameters, nats per sample. */
  readonly score: number
  readonly bic: number
  readonly aic: number
  readonly logDensityFirst5: readonly number[]
  readonly responsibilitiesFirst5: NestedNumbers
}

/** Start of a golden run: equal weights, rows as means, and the inverse variances of the columns as precisions. */
export function startOf({ covarianceType, startRows }: GoldenRun, samples: Matrix): InitialMixture {
  const { data, columns } = samples
  const variances = columnVariances(samples).map(variance => variance + 1e-6)
  const perColumn = Array.from(variances, variance => 1 / variance)
  const precisionMatrix = perColumn.map((precision, i) => perColumn.map((_, j) => (i === j ? precision : 0)))
  const precisions: Record<ClassicType, NestedNumbers> = {
    full: startRows.map(() => precisionMatrix),
    tied: precisionMatrix,
    diag: startRows.map(() => perColumn),
    spherical: startRows.map(() => columns / variances.reduce((total, variance) => total + variance, 0)),
  }
  return {
    weights: startRows.map(() => 1 / startRows.length),
    means: startRows.map(row => data.slice(row * columns, (row + 1) * columns)),
    precisions: precisions[covarianceType],
  }
}

/** [D] biased variance of each column, data units squared. */
function columnVariances({ data, rows, columns }: Matrix): number[] {
  return Array.from({ length: columns }, (_, i) => {
    let mean = 0
    for (let row = 0; row < rows; row++) mean += data[row * columns + i] / rows
    let variance = 0
    for (let row = 0; row < rows; row++) variance += (data[row * columns + i] - mean) ** 2 / rows
    return variance
  })
}
