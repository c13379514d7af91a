/** A B of two [D, D] matrices. */
export function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const value = a[i * size + k]
      for (let j = 0; j < size; j++) product[i * size + j] += value * b[k * size + j]
    }
  }
  return product
}

/** Aᵀ of a [D, D] matrix. */
export function transposed(matrix: Float64Array, size: number): Float64Array {
  return matrix.map((_, at) => matrix[(at % size) * size + Math.floor(at / size)])
}

/** vᵀ A v */
export function quadraticForm(matrix: Float64Array, vector: Float64Array): number {
  const size = vector.length
  let sum = 0
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) sum += vector[i] * matrix[i * size + j] * vector[j]
  }
  return sum
}
