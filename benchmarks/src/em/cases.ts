/** The structures that both sides have. */
export type CovarianceType = 'full' | 'tied' | 'diag' | 'spherical'

/** How far the means of the true components lie from one another, on average, in standard deviations of a component. */
export const meanDistances = { overlapped: 3, separated: 15 } as const
export type Spacing = keyof typeof meanDistances

/** Synthetic data drawn from a mixture of unit covariances, and the mixture fitted to it. */
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

/** Time of one iteration from the same start. */
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

/** Time of a whole fit by default options, until it has converged. */
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

/** Time of one iteration and peak memory as rows grow. */
export const scalingCases: readonly EmCase[] = [10_000, 100_000, 1_000_000, 10_000_000].map(rows => ({
  rows, columns: 8, components: 8, covarianceType: 'full', spacing: 'overlapped',
}))

export function describeCase({ rows, columns, components, covarianceType, spacing }: EmCase): string {
  return `${rows.toLocaleString('en')} x ${columns}, K=${components}, ${covarianceType}, ${spacing}`
}

/**
 * Useful floating-point operations of one EM iteration, multiply-adds counted as two: the triangular
 * product of the E-step and the symmetric update of the M-step for structures with correlations,
 * 2 N K D (D + 1) together; 5 per value and component for the others (subtract, scale, square; weigh, square).
 * Pruning does fewer of them, so the figure may pass the machine's peak.
 */
export function usefulOperations({ rows, columns, components, covarianceType }: EmCase): number {
  const perValue = covarianceType === 'full' || covarianceType === 'tied' ? 2 * (columns + 1) : 5
  return rows * components * columns * perValue
}
