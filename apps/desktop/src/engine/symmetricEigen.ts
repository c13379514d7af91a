/** Eigenvalues, largest first, and unit eigenvectors: vector i is `vectors[i * size … (i + 1) * size)`. */
export interface Eigen {
  readonly values: Float64Array
  readonly vectors: Float64Array
}

const maximumSweeps = 60

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations, which keep the vectors
 * orthogonal to rounding whatever the spectrum. Each vector's entry of largest magnitude is positive.
 *
 * @param symmetric [size, size], not modified.
 * @see Golub & Van Loan, Matrix Computations (4th ed.), section 8.5.
 */
export function symmetricEigen(symmetric: Float64Array, size: number): Eigen {
  const a = symmetric.slice()
  const v = new Float64Array(size * size)
  for (let i = 0; i < size; i++) v[i * size + i] = 1
  for (let sweep = 0; sweep < maximumSweeps && !isDiagonal(a, size); sweep++) {
    for (let p = 0; p < size - 1; p++) for (let q = p + 1; q < size; q++) rotate(a, v, { size, p, q })
  }
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => a[j * size + j]! - a[i * size + i]!)
  const values = Float64Array.from(order, i => a[i * size + i]!)
  const vectors = new Float64Array(size * size)
  order.forEach((column, row) => {
    const sign = signOfLargest(v, size, column)
    for (let i = 0; i < size; i++) vectors[row * size + i] = sign * v[i * size + column]!
  })
  return { values, vectors }
}

/** One rotation in the plane (p, q) that zeroes a[p, q]; `v` gathers the rotations in its columns. */
function rotate(a: Float64Array, v: Float64Array, { size, p, q }: { size: number; p: number; q: number }): void {
  const offDiagonal = a[p * size + q]!
  if (offDiagonal === 0) return
  const tau = (a[q * size + q]! - a[p * size + p]!) / (2 * offDiagonal)
  const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.hypot(1, tau))
  const c = 1 / Math.hypot(1, t)
  const s = t * c
  for (let i = 0; i < size; i++) {
    const left = a[i * size + p]!
    const right = a[i * size + q]!
    a[i * size + p] = c * left - s * right
    a[i * size + q] = s * left + c * right
  }
  for (let i = 0; i < size; i++) {
    const left = a[p * size + i]!
    const right = a[q * size + i]!
    a[p * size + i] = c * left - s * right
    a[q * size + i] = s * left + c * right
    const vLeft = v[i * size + p]!
    const vRight = v[i * size + q]!
    v[i * size + p] = c * vLeft - s * vRight
    v[i * size + q] = s * vLeft + c * vRight
  }
}

/** Off the diagonal nothing is left that rounding would not swallow. */
function isDiagonal(a: Float64Array, size: number): boolean {
  let off = 0
  let on = 0
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      if (i === j) on += a[i * size + j]! ** 2
      else off += a[i * size + j]! ** 2
    }
  }
  return off <= 1e-30 * on
}

function signOfLargest(v: Float64Array, size: number, column: number): number {
  let largest = 0
  for (let i = 0; i < size; i++) {
    const entry = v[i * size + column]!
    // Ties of rounding fall to the earlier entry, so that the sign is the same on every machine.
    if (Math.abs(entry) > Math.abs(largest) * (1 + 1e-9)) largest = entry
  }
  return largest < 0 ? -1 : 1
}
