/** [D] copy of the diagonal of a [D, D] matrix. A [D] array is taken as the diagonal of a diagonal matrix. */
export function diagonalOf(matrix: Float64Array, columns: number): Float64Array {
  if (matrix.length === columns) return matrix.slice()
  const diagonal = new Float64Array(columns)
  for (let i = 0; i < columns; i++) diagonal[i] = matrix[i * (columns + 1)]
  return diagonal
}

/** Distance between consecutive diagonal entries in the array of a [D, D] matrix, or of a [D] diagonal. */
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

/** Entry [i, j] of a [D, D] matrix, or of a diagonal matrix that is stored as its [D] diagonal. */
export function entryOf(
  matrix: Float64Array,
  { columns, i, j }: { readonly columns: number; readonly i: number; readonly j: number },
): number {
  if (i === j) return matrix[i * diagonalStep(matrix, columns)]
  return matrix.length === columns ? 0 : matrix[i * columns + j]
}
