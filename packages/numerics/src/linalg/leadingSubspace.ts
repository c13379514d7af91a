import { createRandom } from '../random/random.js'
import { dot } from './dot.js'
import type { LeadingEigen } from './leadingEigen.js'
import { symmetricEigen } from './symmetricEigen.js'

/** Number of extra directions in the block. The convergence rate depends on the eigenvalue gap after the whole block. */
const spareDirections = 8
const iterations = 40
const seed = 1

/**
 * Computes the q largest eigenvalues of a positive semidefinite matrix and their eigenvectors by block power iteration. An iteration
 * takes O(D²), while leadingEigen takes O(D³). The result is accurate enough for a picture but not for a model: directions with
 * nearly equal eigenvalues may be mixed.
 *
 * @param matrix [D, D] row-major, symmetric, not modified; D at least q + 8.
 * @see Golub & Van Loan, Matrix Computations (2013), section 8.2.4.
 */
export function leadingSubspace(matrix: Float64Array, size: number, count: number): LeadingEigen {
  const block = count + spareDirections
  const random = createRandom(seed)
  let basis = orthonormal(Array.from({ length: block }, () => Float64Array.from({ length: size }, () => random.normal())))
  for (let i = 0; i < iterations; i++) basis = orthonormal(basis.map(vector => multiply(matrix, vector)))
  const images = basis.map(vector => multiply(matrix, vector))
  // Rayleigh-Ritz: the best approximations in the subspace of the block.
  const small = new Float64Array(block * block)
  basis.forEach((left, i) => images.forEach((right, j) => (small[i * block + j] = dot(left, right))))
  const { values, vectors } = symmetricEigen(small, block)
  const leading = new Float64Array(size * count)
  for (let i = 0; i < count; i++) {
    const vector = new Float64Array(size)
    basis.forEach((direction, k) => addScaled(vector, direction, vectors[k * block + i]))
    const largest = vector.reduce((most, entry) => (Math.abs(entry) > Math.abs(most) ? entry : most), 0)
    vector.forEach((entry, j) => (leading[j * count + i] = largest < 0 ? -entry : entry))
  }
  return { values: values.slice(0, count), vectors: leading }
}

/** Modified Gram-Schmidt. A vector that depends on the vectors before it becomes zero and has no further effect. */
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
  for (let i = 0; i < target.length; i++) target[i] += factor * vector[i]
}
