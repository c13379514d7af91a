import type { CovarianceType } from '@mixtura/core'

/** Structures whose scatters are diagonals. */
const isDiagonal = (type: CovarianceType): boolean => typeof type === 'string' && (type === 'diag' || type === 'spherical' || type.endsWith('I'))

/**
 * Multiply-adds of one E-step with its statistics: those of loading a row, and those of a row under each component. The
 * coefficients are measured. They are proportional to those by which core chooses the number of threads.
 */
export function passWork(rows: number, { components, covarianceType }: { readonly components: number; readonly covarianceType: CovarianceType }, columns: number): number {
  const each = isDiagonal(covarianceType) ? 0.15 * columns : (columns * columns) / 20
  return 10 * rows * (10 + 0.7 * columns + components * (2 + each))
}
