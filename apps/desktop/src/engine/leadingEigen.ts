import { createRandom, symmetricEigen, type SymmetricEigen } from '@mixtura/core'

/** More directions than are wanted, so that the wanted ones converge at the gap behind all of them. */
const blockSize = 10
const iterations = 40
const seed = 1

/**
 * The leading eigenvalues and vectors of a large symmetric positive semidefinite matrix by block power
 * iteration: O(size²) per iteration where Jacobi takes O(size³) per sweep. The first few are accurate enough
 * to draw in; a direction whose eigenvalue nearly equals its neighbour's may mix with it, as it would in any picture.
 *
 * @param symmetric [size, size], not modified; size at least 10.
 * @returns ten pairs: values [10], vectors [size, 10] in columns.
 * @see Golub & Van Loan, Matrix Computations (4th ed.), section 8.2.4.
 */
export function leadingEigen(symmetric: Float64Array, size: number): SymmetricEigen {
  const random = createRandom(seed)
  let basis = orthonormal(Array.from({ length: blockSize }, () => Float64Array.from({ length: size }, () => random.normal())))
  for (let i = 0; i < iterations; i++) basis = orthonormal(basis.map(vector => multiply(symmetric, vector)))
  const images = basis.map(vector => multiply(symmetric, vector))
  // Rayleigh-Ritz: the best approximations within the block.
  const small = new Float64Array(blockSize * blockSize)
  basis.forEach((left, i) => images.forEach((right, j) => (small[i * blockSize + j] = dot(left, right))))
  const { values, vectors } = symmetricEigen(small, blockSize)
  const leading = new Float64Array(size * blockSize)
  for (let i = 0; i < blockSize; i++) {
    const vector = new Float64Array(size)
    basis.forEach((direction, k) => addScaled(vector, direction, vectors[k * blockSize + i]!))
    const largest = vector.reduce((most, entry) => (Math.abs(entry) > Math.abs(most) ? entry : most), 0)
    vector.forEach((entry, j) => (leading[j * blockSize + i] = largest < 0 ? -entry : entry))
  }
  return { values, vectors: leading }
}

/** Modified Gram-Schmidt; a vector that depends on those before it becomes zero, and stays out of the way. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = []
  for (const vector of vectors) {
    const before = Math.sqrt(dot(vector, vector))
    for (const earlier of basis) addScaled(vector, earlier, -dot(vector, earlier))
    const length = Math.sqrt(dot(vector, vector))
    basis.push(length > 1e-12 * before ? vector.map(entry => entry / length) : vector.fill(0))
  }
  return basis
}

function multiply(matrix: Float64Array, vector: Float64Array): Float64Array {
  const { length } = vector
  return Float64Array.from(vector, (_, i) => dot(matrix.subarray(i * length, (i + 1) * length), vector))
}

function addScaled(target: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * vector[i]!
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0
  for (let i = 0; i < left.length; i++) sum += left[i]! * right[i]!
  return sum
}
