/** [D, D] row-major matrix with the given diagonal and zeros elsewhere. */
export function diagonalMatrix(diagonal: Float64Array): Float64Array {
  const size = diagonal.length
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++) matrix[i * size + i] = diagonal[i]
  return matrix
}
