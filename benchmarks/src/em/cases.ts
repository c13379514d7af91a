/** The structures that both sides have. */
export type CovarianceType = 'full' | 'tied' | 'diag' | 'spherical'

/** One cell of the grid: synthetic data drawn from a mixture, and the mixture fitted to it. */
export interface EmCase {
  readonly rows: number
  readonly columns: number
  readonly components: number
  readonly covarianceType: CovarianceType
  /** Spread of the true means, in units of the components' standard deviation. */
  readonly separation: number
}

/** The 1,000,000 x 8 cell carries the bar of the project; the others show how it scales. */
export const cases: readonly EmCase[] = [
  { rows: 1_000_000, columns: 8, components: 8, covarianceType: 'full', separation: 2 },
  { rows: 100_000, columns: 2, components: 8, covarianceType: 'full', separation: 2 },
  { rows: 100_000, columns: 10, components: 10, covarianceType: 'full', separation: 2 },
  { rows: 100_000, columns: 32, components: 16, covarianceType: 'full', separation: 2 },
  { rows: 20_000, columns: 128, components: 10, covarianceType: 'full', separation: 2 },
  { rows: 100_000, columns: 10, components: 10, covarianceType: 'tied', separation: 2 },
  { rows: 100_000, columns: 10, components: 10, covarianceType: 'diag', separation: 2 },
  { rows: 100_000, columns: 10, components: 10, covarianceType: 'spherical', separation: 2 },
]

/** --quick: only the first and smallest cells. */
export const quickCases: readonly EmCase[] = cases.slice(0, 2)

export function describeCase({ rows, columns, components, covarianceType }: EmCase): string {
  return `${rows.toLocaleString('en')} x ${columns}, K=${components}, ${covarianceType}`
}

/**
 * Useful floating-point operations of one EM iteration, multiply-adds counted as two: the triangular
 * product of the E-step and the symmetric update of the M-step for structures with correlations,
 * 2 N K D (D + 1) together; 5 per value and component for the others (subtract, scale, square; weigh, square).
 */
export function usefulOperations({ rows, columns, components, covarianceType }: EmCase): number {
  const perValue = covarianceType === 'full' || covarianceType === 'tied' ? 2 * (columns + 1) : 5
  return rows * components * columns * perValue
}
