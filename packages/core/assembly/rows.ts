import { multiplyAdd, sumOfLanes } from './lanes'

// Loops over rows of numbers at addresses, as in rowVectors.ts; `bytes` is the length of a row.

/** Σ_i a[i] b[i] */
export function rowProduct(a: usize, b: usize, bytes: usize): f64 {
  let sums = f64x2.splat(0), others = sums
  let i: usize = 0
  for (; i + 32 <= bytes; i += 32) {
    sums = multiplyAdd(v128.load(a + i), v128.load(b + i), sums)
    others = multiplyAdd(v128.load(a + i, 16), v128.load(b + i, 16), others)
  }
  let sum = sumOfLanes(f64x2.add(sums, others))
  for (; i < bytes; i += 8) sum += load<f64>(a + i) * load<f64>(b + i)
  return sum
}

/** to[i] += factor values[i] */
export function addRow(to: usize, factor: f64, values: usize, bytes: usize): void {
  const factors = f64x2.splat(factor)
  let i: usize = 0
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, multiplyAdd(factors, v128.load(values + i), v128.load(to + i)))
  if (i < bytes) store<f64>(to + i, load<f64>(to + i) + factor * load<f64>(values + i))
}

/** to[i] += factor a[i] b[i] */
export function addProducts(to: usize, factor: f64, a: usize, b: usize, bytes: usize): void {
  const factors = f64x2.splat(factor)
  let i: usize = 0
  for (; i + 16 <= bytes; i += 16) {
    v128.store(to + i, multiplyAdd(f64x2.mul(factors, v128.load(a + i)), v128.load(b + i), v128.load(to + i)))
  }
  if (i < bytes) store<f64>(to + i, load<f64>(to + i) + factor * load<f64>(a + i) * load<f64>(b + i))
}

/** Multiplies each of `count` rows by the same numbers. */
export function scaleColumns(rows: usize, count: i32, factors: usize, bytes: usize): void {
  for (let row = 0; row < count; row++, rows += bytes) {
    let i: usize = 0
    for (; i + 16 <= bytes; i += 16) v128.store(rows + i, f64x2.mul(v128.load(rows + i), v128.load(factors + i)))
    if (i < bytes) store<f64>(rows + i, load<f64>(rows + i) * load<f64>(factors + i))
  }
}

/** values[i] *= factor */
export function scaleRow(values: usize, factor: f64, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 8) store<f64>(values + i, load<f64>(values + i) * factor)
}

/** Adds to p rows their combinations of r rows: to_l += Σ_m C_lm values_m, for C [p, r]. */
export function addCombinations(to: usize, p: i32, coefficients: usize, values: usize, r: i32, bytes: usize): void {
  for (let l = 0; l < p; l++, to += bytes) {
    for (let m = 0; m < r; m++, coefficients += 8) addRow(to, load<f64>(coefficients), values + <usize>m * bytes, bytes)
  }
}

/** [p, r] products of p rows with r rows. */
export function productsOfRows(out: usize, a: usize, p: i32, b: usize, r: i32, bytes: usize): void {
  for (let l = 0; l < p; l++, a += bytes) {
    for (let m = 0; m < r; m++, out += 8) store<f64>(out, rowProduct(a, b + <usize>m * bytes, bytes))
  }
}

/** Inverts a positive definite [n, n] matrix in place, by sweeps. See Goodnight, A tutorial on the sweep operator (1979). */
export function invertPositive(matrix: usize, n: i32): void {
  const bytes = (<usize>n) << 3
  for (let p = 0; p < n; p++) {
    const pivotRow = matrix + <usize>p * bytes, at = (<usize>p) << 3
    const inverse = 1 / load<f64>(pivotRow + at)
    for (let i = 0; i < n; i++) {
      if (i == p) continue
      const row = matrix + <usize>i * bytes
      const factor = load<f64>(row + at) * inverse
      store<f64>(row + at, 0)
      addRow(row, -factor, pivotRow, bytes)
      store<f64>(row + at, -factor)
    }
    scaleRow(pivotRow, inverse, bytes)
    store<f64>(pivotRow + at, inverse)
  }
}

/**
 * Makes a symmetric [n, n] matrix diagonal by Jacobi rotations; row i of `vectors` becomes the eigenvector of entry i of the diagonal. See
 * Golub & Van Loan, Matrix Computations (2013), sec. 8.5.
 */
export function diagonalize(matrix: usize, vectors: usize, n: i32): void {
  const bytes = (<usize>n) << 3, size = <usize>n * bytes
  memory.fill(vectors, 0, size)
  for (let i: usize = 0; i < size; i += bytes + 8) store<f64>(vectors + i, 1)
  for (let sweep = 0; sweep < 60; sweep++) {
    let off: f64 = 0, diagonal: f64 = 0
    for (let i = 0; i < n; i++) {
      const row = matrix + <usize>i * bytes
      diagonal += load<f64>(row + ((<usize>i) << 3)) * load<f64>(row + ((<usize>i) << 3))
      off += rowProduct(row, row, (<usize>i) << 3)
    }
    if (off <= f64.EPSILON * f64.EPSILON * diagonal) break
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) rotate(matrix, vectors, n, p, q)
    }
  }
}

function rotate(matrix: usize, vectors: usize, n: i32, p: i32, q: i32): void {
  const bytes = (<usize>n) << 3, pAt = (<usize>p) << 3, qAt = (<usize>q) << 3
  const pRow = matrix + <usize>p * bytes, qRow = matrix + <usize>q * bytes
  const off = load<f64>(pRow + qAt)
  if (off == 0) return
  const ratio = (load<f64>(qRow + qAt) - load<f64>(pRow + pAt)) / (2 * off)
  const tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + sqrt(1 + ratio * ratio))
  const cosine = 1 / sqrt(1 + tangent * tangent), sine = tangent * cosine
  rotatePair(pRow, qRow, 8, n, cosine, sine)
  rotatePair(matrix + pAt, matrix + qAt, bytes, n, cosine, sine)
  rotatePair(vectors + <usize>p * bytes, vectors + <usize>q * bytes, 8, n, cosine, sine)
}

function rotatePair(a: usize, b: usize, step: usize, n: i32, cosine: f64, sine: f64): void {
  for (let i = 0; i < n; i++, a += step, b += step) {
    const x = load<f64>(a), y = load<f64>(b)
    store<f64>(a, cosine * x - sine * y)
    store<f64>(b, sine * x + cosine * y)
  }
}
