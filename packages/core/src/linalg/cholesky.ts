/** Where a Cholesky factorisation met a pivot that is not positive. */
export interface FailedPivot {
  readonly row: number
  readonly pivot: number
}

/**
 * Lower Cholesky factor L with A = L Lᵀ, in place: the lower triangle of `matrix` is replaced by L,
 * the upper triangle by zeros.
 *
 * @param matrix [D, D] row-major, symmetric; only the lower triangle is read.
 * @returns undefined, or the pivot at which A proved not to be positive definite (`matrix` is then spoiled).
 * @see Golub & Van Loan, Matrix Computations (2013), algorithm 4.2.1.
 */
export function choleskyInPlace(matrix: Float64Array, size: number): FailedPivot | undefined {
  for (let j = 0; j < size; j++) {
    let pivot = matrix[j * size + j]
    for (let k = 0; k < j; k++) pivot -= matrix[j * size + k] ** 2
    if (!(pivot > 0) || pivot === Infinity) return { row: j, pivot }
    const diagonal = Math.sqrt(pivot)
    matrix[j * size + j] = diagonal
    for (let i = j + 1; i < size; i++) {
      let sum = matrix[i * size + j]
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k] * matrix[j * size + k]
      matrix[i * size + j] = sum / diagonal
    }
    matrix.fill(0, j * size + j + 1, (j + 1) * size)
  }
  return undefined
}

/**
 * P = L⁻¹ of a lower triangular L, by forward substitution; P is lower triangular too.
 *
 * @param factor [D, D] row-major, positive diagonal, not modified.
 * @param inverse [D, D] row-major, overwritten.
 */
export function invertLowerTriangular(factor: Float64Array, inverse: Float64Array, size: number): void {
  inverse.fill(0)
  for (let column = 0; column < size; column++) {
    inverse[column * size + column] = 1 / factor[column * size + column]
    for (let row = column + 1; row < size; row++) {
      let sum = 0
      for (let k = column; k < row; k++) sum -= factor[row * size + k] * inverse[k * size + column]
      inverse[row * size + column] = sum / factor[row * size + row]
    }
  }
}
