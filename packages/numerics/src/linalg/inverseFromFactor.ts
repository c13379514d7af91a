import { invertLowerTriangular } from './cholesky.js'

/** [D, D] L⁻¹ of a lower triangular L; it is also lower triangular. */
export function inverseOfLower(factor: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size)
  invertLowerTriangular(factor, inverse, size)
  return inverse
}

/** [D, D] A⁻¹ = PᵀP with P = L⁻¹, from the lower Cholesky factor L of A. */
export function inverseFromFactor(factor: Float64Array, size: number): Float64Array {
  const lower = inverseOfLower(factor, size)
  const inverse = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = i; k < size; k++) sum += lower[k * size + i] * lower[k * size + j]
      inverse[i * size + j] = sum
      inverse[j * size + i] = sum
    }
  }
  return inverse
}
