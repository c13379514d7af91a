/** The pivot at which a Cholesky factorisation failed, because it is not positive and finite. */
export interface FailedPivot {
  readonly row: number
  readonly pivot: number
}

/**
 * Computes the lower Cholesky factor L with A = L Lᵀ in place: the lower triangle of `matrix` is replaced
 * by L, the upper triangle by zeros.
 *
 * @param matrix [D, D] row-major, symmetric; only the lower triangle is read.
 * @returns undefined, or the pivot that shows that A is not positive definite. `matrix` is then partly overwritten.
 * @see Golub & Van Loan, Matrix Computations (2013), algorithm 4.2.1.
 */
export function choleskyInPlace(matrix: Float64Array, size: number): FailedPivot | undefined {
  for (let j = 0; j < size; j++) {
    let pivot = matrix[j * size + j]
    for (let k = 0; k < j; k++) pivot -= matrix[j * size + k] ** 2
    if (!(pivot > 0) || pivot === Infinity) return { row: j, pivot }
    const diagonal = Math.sqrt(pivot)
    matrix[j * size + j] = diagonal
    let i = j + 1
    // Four rows at a time, so that no subtraction waits for the one before in its row. Each row is summed in the same order as alone.
    for (; i + 3 < size; i += 4) {
      const first = i * size
      const second = first + size
      const third = second + size
      const fourth = third + size
      let a = matrix[first + j]
      let b = matrix[second + j]
      let c = matrix[third + j]
      let d = matrix[fourth + j]
      for (let k = 0, at = j * size; k < j; k++, at++) {
        const value = matrix[at]
        a -= matrix[first + k] * value
        b -= matrix[second + k] * value
        c -= matrix[third + k] * value
        d -= matrix[fourth + k] * value
      }
      matrix[first + j] = a / diagonal
      matrix[second + j] = b / diagonal
      matrix[third + j] = c / diagonal
      matrix[fourth + j] = d / diagonal
    }
    for (; i < size; i++) {
      let sum = matrix[i * size + j]
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k] * matrix[j * size + k]
      matrix[i * size + j] = sum / diagonal
    }
    matrix.fill(0, j * size + j + 1, (j + 1) * size)
  }
  return undefined
}

/**
 * Computes P = L⁻¹ of a lower triangular L by forward substitution. P is also lower triangular.
 *
 * @param factor [D, D] row-major, positive diagonal, not modified.
 * @param inverse [D, D] row-major, overwritten.
 */
export function invertLowerTriangular(factor: Float64Array, inverse: Float64Array, size: number): void {
  inverse.fill(0)
  for (let row = 0; row < size; row++) {
    const origin = row * size
    // Subtracts L[row, k] times row k of P, for four k at a time and in the order of k, so that memory is read along rows.
    let k = 0
    for (; k + 3 < row; k += 4) {
      const a = factor[origin + k]
      const b = factor[origin + k + 1]
      const c = factor[origin + k + 2]
      const d = factor[origin + k + 3]
      const first = k * size
      const second = first + size
      const third = second + size
      const fourth = third + size
      for (let column = 0; column <= k + 3; column++) {
        inverse[origin + column] =
          inverse[origin + column] - a * inverse[first + column] - b * inverse[second + column] - c * inverse[third + column] - d * inverse[fourth + column]
      }
    }
    for (; k < row; k++) {
      const value = factor[origin + k]
      for (let column = 0; column <= k; column++) inverse[origin + column] -= value * inverse[k * size + column]
    }
    const diagonal = factor[origin + row]
    for (let column = 0; column < row; column++) inverse[origin + column] /= diagonal
    inverse[origin + row] = 1 / diagonal
  }
}
