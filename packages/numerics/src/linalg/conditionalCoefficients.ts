import { choleskyInPlace } from './cholesky.js'

/** Regression of all columns on the observed columns of a Gaussian. */
export interface ConditionalCoefficients {
  /** [D, O] A = [I; Σ_mo Σ_oo⁻¹] in the order of the columns: E[x - μ | x_o] = A (x_o - μ_o). */
  readonly coefficients: Float64Array
  /** [D, D] conditional covariance given the observed columns; 0 in the observed rows and columns. */
  readonly residual: Float64Array
}

/**
 * @param covariance [D, D] symmetric positive definite.
 * @param observed 0-based observed columns, ascending.
 * @see Bishop, Pattern Recognition and Machine Learning (2006), eq. 2.81 and 2.82.
 */
export function conditionalCoefficients(
  covariance: Float64Array,
  columns: number,
  observed: readonly number[],
): ConditionalCoefficients {
  const size = observed.length
  const factor = new Float64Array(size * size)
  observed.forEach((row, i) => observed.forEach((column, j) => (factor[i * size + j] = covariance[row * columns + column])))
  choleskyInPlace(factor, size)
  const coefficients = new Float64Array(columns * size)
  const residual = new Float64Array(columns * columns)
  const missing = Array.from({ length: columns }, (_, i) => i).filter(i => !observed.includes(i))
  observed.forEach((column, i) => (coefficients[column * size + i] = 1))
  for (const row of missing) {
    const solution = coefficients.subarray(row * size, (row + 1) * size)
    observed.forEach((column, i) => (solution[i] = covariance[row * columns + column]))
    solveInPlace(factor, solution)
  }
  for (const row of missing) {
    for (const column of missing) {
      let explained = 0
      observed.forEach((given, i) => (explained += coefficients[row * size + i] * covariance[given * columns + column]))
      residual[row * columns + column] = covariance[row * columns + column] - explained
    }
  }
  return { coefficients, residual }
}

/** Replaces b by A⁻¹ b with A = L Lᵀ, by two triangular substitutions. */
function solveInPlace(factor: Float64Array, b: Float64Array): void {
  const size = b.length
  for (let i = 0; i < size; i++) {
    let value = b[i]
    for (let j = 0; j < i; j++) value -= factor[i * size + j] * b[j]
    b[i] = value / factor[i * size + i]
  }
  for (let i = size - 1; i >= 0; i--) {
    let value = b[i]
    for (let j = i + 1; j < size; j++) value -= factor[j * size + i] * b[j]
    b[i] = value / factor[i * size + i]
  }
}
