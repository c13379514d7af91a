/** The structure that keeps columns which follow from others: with axes along the columns, they make no covariance singular. */
export const axesAlongColumns = { 'dependent-columns': 'diag' } as const
