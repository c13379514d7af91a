/** Structures that Mixtura and scikit-learn have in common. */
export type CovarianceType = 'full' | 'tied' | 'diag' | 'spherical'

/** Mean distance between the means of the true components, in standard deviations of a component. */
export const meanDistances = { overlapped: 3, separated: 15 } as const
export type Spacing = keyof typeof meanDistances

/** Synthetic data from a mixture with unit covariances, and the shape of the mixture fitted to it. */
export interface EmCase {
  readonly rows: number
  readonly columns: number
  readonly components: number
  readonly covarianceType: CovarianceType
  readonly spacing: Spacing
}

type Shape = readonly [rows: number, columns: number, components: number, covarianceType: CovarianceType]

const inBothSpacings = (shapes: readonly Shape[]): EmCase[] =>
  shapes.flatMap(([rows, columns, components, covarianceType]) =>
    (['overlapped', 'separated'] as const).map(spacing => ({ rows, columns, components, covarianceType, spacing })),
  )

/** Cells of the table of one iteration from the same start. */
export const iterationCases: readonly EmCase[] = inBothSpacings([
  [1_000_000, 8, 8, 'full'],
  [100_000, 2, 8, 'full'],
  [1_000_000, 3, 3, 'full'],
  [100_000, 10, 10, 'full'],
  [100_000, 8, 100, 'full'],
  [100_000, 32, 16, 'full'],
  [50_000, 64, 10, 'full'],
  [20_000, 128, 10, 'full'],
  [100_000, 10, 10, 'tied'],
  [100_000, 32, 16, 'tied'],
  [100_000, 10, 10, 'diag'],
  [100_000, 32, 16, 'diag'],
  [100_000, 10, 10, 'spherical'],
  [100_000, 32, 16, 'spherical'],
])

/** Cells of the table of a whole fit with default options. */
export const convergenceCases: readonly EmCase[] = inBothSpacings([
  [2_000, 2, 3, 'full'],
  [20_000, 5, 5, 'full'],
  [100_000, 10, 10, 'full'],
  [100_000, 2, 8, 'full'],
  [50_000, 32, 8, 'full'],
  [100_000, 10, 10, 'tied'],
  [100_000, 10, 10, 'diag'],
  [100_000, 10, 10, 'spherical'],
])

/** Cells of the table of time and peak memory by the number of rows. */
export const scalingCases: readonly EmCase[] = [10_000, 100_000, 1_000_000, 10_000_000].map(rows => ({
  rows, columns: 8, components: 8, covarianceType: 'full', spacing: 'overlapped',
}))

export function describeCase({ rows, columns, components, covarianceType, spacing }: EmCase): string {
  return `${rows.toLocaleString('en')} x ${columns}, K=${components}, ${covarianceType}, ${spacing}`
}

/**
 * Useful floating-point operations of one EM iteration; a multiply-add counts as two. For structures with correlations, the
 * triangular product of the E-step and the symmetric update of the M-step have 2 N K D (D + 1) together. Other structures have
 * 5 per value and component (subtract, scale, square; weight, square). Pruning skips some of them, so the rate may exceed the
 * machine's peak.
 */
export function usefulOperations({ rows, columns, components, covarianceType }: EmCase): number {
  const perValue = covarianceType === 'full' || covarianceType === 'tied' ? 2 * (columns + 1) : 5
  return rows * components * columns * perValue
}
