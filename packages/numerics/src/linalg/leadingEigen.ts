import { createRandom } from '../random/random.js'
import { powerOfTwo } from './powerOfTwo.js'

/** The largest eigenvalues of a symmetric matrix and their eigenvectors. */
export interface LeadingEigen {
  /** [q] descending. */
  readonly values: Float64Array
  /** [D, q] row-major, orthonormal: column l is the eigenvector of values[l], its largest entry positive. */
  readonly vectors: Float64Array
}

/** Rounds per eigenvector: a random start, then solutions of (T - λ I) y = x, of which two usually suffice. */
const inverseIterations = 3
/** Smaller entries of a unit eigenvector are set to 0. They are far below rounding: residues of inverse iteration in unrelated parts of the matrix. */
const negligibleEntry = 1e-24

/**
 * Computes the q largest eigenvalues by Householder tridiagonalisation and bisection, and their eigenvectors by inverse iteration.
 * The (2/3) D³ multiply-adds cost hardly more than a product of two matrices. Large eigenvalues are as accurate as by Jacobi
 * rotations (symmetricEigen); eigenvalues that are tiny relative to the largest are less accurate.
 *
 * @param matrix [D, D] row-major, symmetric, not modified; only its lower triangle is read.
 * @see Golub & Van Loan, Matrix Computations (2013), algorithm 8.3.1, sec. 8.4.1 and 7.6.1; Parlett, The Symmetric Eigenvalue
 *   Problem (1998), ch. 3 and 4.
 */
export function leadingEigen(matrix: Float64Array, size: number, count: number): LeadingEigen {
  // Bisection squares entries.
  const unit = powerOfTwo(matrix)
  const tridiagonal = tridiagonalize(matrix.map(value => value / unit), size)
  const values = new Float64Array(count)
  const vectors = new Float64Array(size * count)
  const found: Float64Array[] = []
  for (let l = 0; l < count; l++) {
    const vector = eigenvector(tridiagonal, eigenvalue(tridiagonal, l), found)
    values[l] = unit * rayleighQuotient(tridiagonal, vector)
    found.push(vector)
  }
  for (let l = 0; l < count; l++) {
    const axis = turnedBack(tridiagonal, found[l])
    const largest = axis.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
    for (let i = 0; i < size; i++) vectors[i * count + l] = largest < 0 ? 0 - axis[i] : axis[i]
  }
  return { values, vectors }
}

/** A = H₀ … H_(D-3) T H_(D-3) … H₀ with reflections H_k = I - β_k v_k v_kᵀ. */
interface Tridiagonal {
  /** [D] */
  readonly diagonal: Float64Array
  /** [D] entries next to the diagonal; the last is 0. */
  readonly offDiagonal: Float64Array
  /** [D, D] v_k in row k; its entries up to k are 0. */
  readonly reflections: Float64Array
  /** [D] β_k */
  readonly betas: Float64Array
}

/**
 * Applies a reflection from both sides for each column, which zeros the column below its subdiagonal entry.
 *
 * @param a [D, D] overwritten.
 */
function tridiagonalize(a: Float64Array, size: number): Tridiagonal {
  const diagonal = new Float64Array(size)
  const offDiagonal = new Float64Array(size)
  const reflections = new Float64Array(size * size)
  const betas = new Float64Array(size)
  const w = new Float64Array(size)
  for (let k = 0; k < size; k++) {
    diagonal[k] = a[k * size + k]
    if (k === size - 1) break
    const v = reflections.subarray(k * size, (k + 1) * size)
    let largest = 0
    for (let i = k + 1; i < size; i++) {
      v[i] = a[i * size + k]
      largest = Math.max(largest, Math.abs(v[i]))
    }
    if (largest === 0) continue
    let squared = 0
    for (let i = k + 1; i < size; i++) {
      v[i] /= largest
      squared += v[i] ** 2
    }
    const length = v[k + 1] > 0 ? -Math.sqrt(squared) : Math.sqrt(squared)
    offDiagonal[k] = length * largest
    squared += length ** 2 - 2 * length * v[k + 1]
    v[k + 1] -= length
    const beta = (betas[k] = 2 / squared)
    // w = β A v. Each entry of the lower triangle is used twice, because A is symmetric.
    w.fill(0)
    for (let i = k + 1; i < size; i++) {
      const row = i * size
      const own = v[i]
      let sum = a[row + i] * own
      for (let j = k + 1; j < i; j++) {
        const value = a[row + j]
        sum += value * v[j]
        w[j] += value * own
      }
      w[i] += sum
    }
    let inner = 0
    for (let i = k + 1; i < size; i++) {
      w[i] *= beta
      inner += w[i] * v[i]
    }
    for (let i = k + 1; i < size; i++) w[i] -= 0.5 * beta * inner * v[i]
    for (let i = k + 1; i < size; i++) {
      const row = i * size
      const ofV = v[i]
      const ofW = w[i]
      for (let j = k + 1; j <= i; j++) a[row + j] -= ofV * w[j] + ofW * v[j]
    }
  }
  return { diagonal, offDiagonal, reflections, betas }
}

/** The eigenvalue with `above` larger ones, by bisection of Gershgorin's interval to the precision of float64. */
function eigenvalue({ diagonal, offDiagonal }: Tridiagonal, above: number): number {
  const size = diagonal.length
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < size; i++) {
    const radius = Math.abs(offDiagonal[i]) + (i > 0 ? Math.abs(offDiagonal[i - 1]) : 0)
    low = Math.min(low, diagonal[i] - radius)
    high = Math.max(high, diagonal[i] + radius)
  }
  const tiny = Number.EPSILON * Math.max(Math.abs(low), Math.abs(high)) || Number.MIN_VALUE
  while (high - low > tiny) {
    const middle = low + (high - low) / 2
    if (middle <= low || middle >= high) break
    // The number of positive pivots of T - x I is the number of eigenvalues above x (Sylvester).
    let positive = 0
    let pivot = 1
    for (let i = 0; i < size; i++) {
      pivot = diagonal[i] - middle - (i > 0 ? (offDiagonal[i - 1] / pivot) * offDiagonal[i - 1] : 0)
      if (Math.abs(pivot) < tiny * Number.EPSILON) pivot = -tiny * Number.EPSILON
      if (pivot > 0) positive++
    }
    if (positive > above) low = middle
    else high = middle
  }
  return low + (high - low) / 2
}

/** A unit vector y with T y = λ y that is orthogonal to the vectors `found` before. This matters if eigenvalues are equal or close. */
function eigenvector(tridiagonal: Tridiagonal, value: number, found: readonly Float64Array[]): Float64Array {
  const size = tridiagonal.diagonal.length
  const random = createRandom(found.length)
  const vector = Float64Array.from({ length: size }, () => random.uniform() - 0.5)
  for (let round = 0; round < inverseIterations; round++) {
    if (round > 0) solveShifted(tridiagonal, value, vector)
    for (const other of found) {
      let share = 0
      for (let i = 0; i < size; i++) share += vector[i] * other[i]
      for (let i = 0; i < size; i++) vector[i] -= share * other[i]
    }
    let largest = 0
    for (let i = 0; i < size; i++) largest = Math.max(largest, Math.abs(vector[i]))
    let squared = 0
    for (let i = 0; i < size; i++) squared += (vector[i] / largest) ** 2
    const length = largest * Math.sqrt(squared)
    for (let i = 0; i < size; i++) vector[i] /= length
  }
  for (let i = 0; i < size; i++) if (Math.abs(vector[i]) < negligibleEntry) vector[i] = 0
  return vector
}

/** Overwrites x with (T - λ I)⁻¹ x by Gaussian elimination with exchanges of adjacent rows. A pivot near 0 is replaced by a rounding error. */
function solveShifted({ diagonal, offDiagonal }: Tridiagonal, value: number, x: Float64Array): void {
  const size = diagonal.length
  let norm = 0
  for (let i = 0; i < size; i++) norm = Math.max(norm, Math.abs(diagonal[i]), Math.abs(offDiagonal[i]))
  const minPivot = Number.EPSILON * norm || 1
  /** Pivots of the triangular matrix. `right` and `further` are the two entries to the right of each. */
  const pivots = new Float64Array(size)
  const right = new Float64Array(size)
  const further = new Float64Array(size)
  let pivot = diagonal[0] - value
  let beside = offDiagonal[0]
  for (let i = 0; i < size - 1; i++) {
    const below = offDiagonal[i]
    const next = diagonal[i + 1] - value
    const nextBeside = offDiagonal[i + 1]
    if (Math.abs(pivot) >= Math.abs(below)) {
      if (Math.abs(pivot) < minPivot) pivot = minPivot
      const factor = below / pivot
      pivots[i] = pivot
      right[i] = beside
      x[i + 1] -= factor * x[i]
      pivot = next - factor * beside
      beside = nextBeside
    } else {
      const factor = pivot / below
      pivots[i] = below
      right[i] = next
      further[i] = nextBeside
      const own = x[i]
      x[i] = x[i + 1]
      x[i + 1] = own - factor * x[i]
      pivot = beside - factor * next
      beside = -factor * nextBeside
    }
  }
  pivots[size - 1] = Math.abs(pivot) < minPivot ? minPivot : pivot
  for (let i = size - 1; i >= 0; i--) {
    let rest = x[i]
    if (i + 1 < size) rest -= right[i] * x[i + 1]
    if (i + 2 < size) rest -= further[i] * x[i + 2]
    x[i] = rest / pivots[i]
  }
}

/** yᵀ T y. Its error is the square of the vector's error, while bisection has the rounding errors of its sums. */
function rayleighQuotient({ diagonal, offDiagonal }: Tridiagonal, vector: Float64Array): number {
  let sum = 0
  for (let i = 0; i < vector.length; i++) {
    sum += diagonal[i] * vector[i] ** 2
    if (i + 1 < vector.length) sum += 2 * offDiagonal[i] * vector[i] * vector[i + 1]
  }
  return sum
}

/** The eigenvector H₀ … H_(D-3) y of A for an eigenvector y of T. */
function turnedBack({ reflections, betas }: Tridiagonal, vector: Float64Array): Float64Array {
  const size = vector.length
  const axis = vector.slice()
  for (let k = size - 2; k >= 0; k--) {
    let inner = 0
    for (let i = k + 1; i < size; i++) inner += reflections[k * size + i] * axis[i]
    inner *= betas[k]
    for (let i = k + 1; i < size; i++) axis[i] -= inner * reflections[k * size + i]
  }
  return axis
}
