/** [D] diagonal of a [D, D] matrix; a [D] array is the diagonal of a diagonal matrix already. */
export function diagonalOf(matrix: Float64Array, columns: number): Float64Array {
  const step = diagonalStep(matrix, columns)
  return Float64Array.from({ length: columns }, (_, i) => matrix[i * step])
}

/** How far apart the entries of the diagonal stand in a [D, D] matrix, or in the [D] diagonal of a diagonal one. */
export function diagonalStep(matrix: Float64Array, columns: number): number {
  return matrix.length === columns ? 1 : columns + 1
}

/** [D, D] row-major matrix with the given diagonal and zeros elsewhere. */
export function diagonalMatrix(diagonal: Float64Array): Float64Array {
  const size = diagonal.length
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++) matrix[i * size + i] = diagonal[i]
  return matrix
}

/** Entry [i, j] of a [D, D] matrix, or of a diagonal one of which only the [D] diagonal is held. */
export function entryOf(
  matrix: Float64Array,
  { columns, i, j }: { readonly columns: number; readonly i: number; readonly j: number },
): number {
  if (i === j) return matrix[i * diagonalStep(matrix, columns)]
  return matrix.length === columns ? 0 : matrix[i * columns + j]
}
