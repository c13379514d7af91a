import { ShapeError } from '../errors.js'
import { describeValue } from '../validation/describeValue.js'
import { flattenNumbers } from '../validation/flattenNumbers.js'
import { requireCount } from '../validation/options.js'
import { powerOfTwo } from './powerOfTwo.js'

/** Eigenvalues in descending order, and their eigenvectors. */
export interface SymmetricEigen {
  /** [D] descending. */
  readonly values: Float64Array
  /** [D, D] row-major, orthogonal: column i is the eigenvector of values[i], its largest entry positive. */
  readonly vectors: Float64Array
}

/** After this many sweeps, a symmetric matrix of any size used here is diagonal up to rounding. */
const maxSweeps = 60

/**
 * Factors A = V diag(values) Vᵀ by cyclic Jacobi rotations, which are as accurate as any method for the small matrices of a mixture.
 *
 * @param matrix [D, D] row-major, symmetric, not modified.
 * @throws {InvalidOptionError} unless `size` is a whole number of at least 1.
 * @throws {ShapeError} unless `matrix` has size² finite numbers.
 * @see Golub & Van Loan, Matrix Computations (2013), sec. 8.5.
 */
export function symmetricEigen(matrix: ArrayLike<number>, size: number): SymmetricEigen {
  requireCount('size', size, 1)
  const diagonalized = flattenNumbers('matrix', matrix)
  if (diagonalized.length !== size * size || !diagonalized.every(Number.isFinite)) {
    throw new ShapeError('matrix', `[${size}, ${size}] finite numbers`, `${describeValue(matrix)}, or one of them is not finite`, 'Pass the rows of a symmetric matrix one after the other.')
  }
  // The convergence test squares entries.
  const unit = powerOfTwo(diagonalized)
  for (let at = 0; at < diagonalized.length; at++) diagonalized[at] /= unit
  const vectors = identity(size)
  for (let sweep = 0; sweep < maxSweeps; sweep++) {
    let offDiagonal = 0
    let diagonal = 0
    for (let i = 0; i < size; i++) {
      diagonal += diagonalized[i * size + i] ** 2
      for (let j = 0; j < i; j++) offDiagonal += diagonalized[i * size + j] ** 2
    }
    if (offDiagonal <= Number.EPSILON ** 2 * diagonal) break
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        const angle = 0.5 * Math.atan2(2 * diagonalized[p * size + q], diagonalized[p * size + p] - diagonalized[q * size + q])
        rotateSymmetric(diagonalized, size, { p, q, angle })
        rotateColumns(vectors, size, { p, q, angle })
      }
    }
  }
  const { values, vectors: ordered } = inDescendingOrder(diagonalized, vectors, size)
  return { values: values.map(value => value * unit), vectors: ordered }
}

/** A rotation by `angle` in the plane of axes p and q. */
export interface PlaneRotation {
  readonly p: number
  readonly q: number
  readonly angle: number
}

/** Replaces a symmetric A by Gᵀ A G. In the plane of p and q, the first column of the rotation G is cos e_p + sin e_q. */
export function rotateSymmetric(matrix: Float64Array, size: number, rotation: PlaneRotation): void {
  rotateColumns(matrix, size, rotation)
  const { p, q, angle } = rotation
  const cosine = Math.cos(angle)
  const sine = Math.sin(angle)
  for (let i = 0; i < size; i++) {
    const a = matrix[p * size + i]
    const b = matrix[q * size + i]
    matrix[p * size + i] = cosine * a + sine * b
    matrix[q * size + i] = cosine * b - sine * a
  }
}

/** Replaces A by A G, with G as in `rotateSymmetric`. */
export function rotateColumns(matrix: Float64Array, size: number, { p, q, angle }: PlaneRotation): void {
  const cosine = Math.cos(angle)
  const sine = Math.sin(angle)
  for (let i = 0; i < size; i++) {
    const a = matrix[i * size + p]
    const b = matrix[i * size + q]
    matrix[i * size + p] = cosine * a + sine * b
    matrix[i * size + q] = cosine * b - sine * a
  }
}

/** [D, D] row-major identity matrix. */
export function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++) matrix[i * size + i] = 1
  return matrix
}

function inDescendingOrder(diagonalized: Float64Array, vectors: Float64Array, size: number): SymmetricEigen {
  const order = Array.from({ length: size }, (_, i) => i).sort(
    (a, b) => diagonalized[b * size + b] - diagonalized[a * size + a],
  )
  const values = new Float64Array(size)
  const ordered = new Float64Array(size * size)
  order.forEach((from, to) => {
    values[to] = diagonalized[from * size + from]
    let largest = 0
    for (let i = 0; i < size; i++) if (Math.abs(vectors[i * size + from]) > Math.abs(largest)) largest = vectors[i * size + from]
    const sign = largest < 0 ? -1 : 1
    for (let i = 0; i < size; i++) ordered[i * size + to] = sign * vectors[i * size + from]
  })
  return { values, vectors: ordered }
}
