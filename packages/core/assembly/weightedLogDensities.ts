import { centreBlock } from './centreBlock'

/**
 * logDensities[k, b] = logNormalizers[k] - 0.5 |P_k (x_b - mean_k)|^2 with P_k lower triangular.
 * Twin of the reference kernel of the same name; sums run in another order, so parity is relative 1e-12.
 *
 * Eight samples stand in four f64x2 lanes while four rows of P_k pass over them.
 */
export function weightedLogDensitiesFull(
  block: usize, means: usize, factors: usize, logNormalizers: usize,
  centred: usize, logDensities: usize,
  blockRows: i32, columns: i32, components: i32,
): void {
  const columnBytes = (<usize>columns) << 3
  for (let k = 0; k < components; k++) {
    const factor = factors + <usize>k * <usize>columns * columnBytes
    centreBlock(block, means + <usize>k * columnBytes, centred, blockRows, columns)
    const normalizer = v128.load64_splat(logNormalizers + ((<usize>k) << 3))
    const out = logDensities + ((<usize>(k * blockRows)) << 3)
    for (let b = 0; b < blockRows; b += 8) {
      const offset = (<usize>b) << 3
      triangularDistances(centred + offset, factor, normalizer, out + offset, blockRows, columns)
    }
  }
}

/** The eight samples at `centred`: normalizer - 0.5 |P x|^2. */
// @ts-ignore: decorator
@inline
function triangularDistances(
  centred: usize, factor: usize, normalizer: v128, out: usize, blockRows: i32, columns: i32,
): void {
  const rowBytes = (<usize>blockRows) << 3
  const factorBytes = (<usize>columns) << 3
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0
  let j = 0
  for (; j + 4 <= columns; j += 4) {
    let a00 = f64x2.splat(0), a01 = a00, a02 = a00, a03 = a00
    let a10 = a00, a11 = a00, a12 = a00, a13 = a00
    let a20 = a00, a21 = a00, a22 = a00, a23 = a00
    let a30 = a00, a31 = a00, a32 = a00, a33 = a00
    let x = centred
    let p = factor + <usize>j * factorBytes
    // Four rows end at the diagonal of the last one; the zeros above the diagonal are stored.
    for (let i = 0; i < j + 4; i++) {
      const x0 = v128.load(x), x1 = v128.load(x, 16), x2 = v128.load(x, 32), x3 = v128.load(x, 48)
      let c = v128.load64_splat(p)
      a00 = f64x2.add(a00, f64x2.mul(c, x0)); a01 = f64x2.add(a01, f64x2.mul(c, x1))
      a02 = f64x2.add(a02, f64x2.mul(c, x2)); a03 = f64x2.add(a03, f64x2.mul(c, x3))
      c = v128.load64_splat(p + factorBytes)
      a10 = f64x2.add(a10, f64x2.mul(c, x0)); a11 = f64x2.add(a11, f64x2.mul(c, x1))
      a12 = f64x2.add(a12, f64x2.mul(c, x2)); a13 = f64x2.add(a13, f64x2.mul(c, x3))
      c = v128.load64_splat(p + factorBytes * 2)
      a20 = f64x2.add(a20, f64x2.mul(c, x0)); a21 = f64x2.add(a21, f64x2.mul(c, x1))
      a22 = f64x2.add(a22, f64x2.mul(c, x2)); a23 = f64x2.add(a23, f64x2.mul(c, x3))
      c = v128.load64_splat(p + factorBytes * 3)
      a30 = f64x2.add(a30, f64x2.mul(c, x0)); a31 = f64x2.add(a31, f64x2.mul(c, x1))
      a32 = f64x2.add(a32, f64x2.mul(c, x2)); a33 = f64x2.add(a33, f64x2.mul(c, x3))
      x += rowBytes
      p += 8
    }
    s0 = f64x2.add(s0, sumOfSquares(a00, a10, a20, a30))
    s1 = f64x2.add(s1, sumOfSquares(a01, a11, a21, a31))
    s2 = f64x2.add(s2, sumOfSquares(a02, a12, a22, a32))
    s3 = f64x2.add(s3, sumOfSquares(a03, a13, a23, a33))
  }
  for (; j < columns; j++) {
    let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0
    let x = centred
    let p = factor + <usize>j * factorBytes
    for (let i = 0; i <= j; i++) {
      const c = v128.load64_splat(p)
      a0 = f64x2.add(a0, f64x2.mul(c, v128.load(x)))
      a1 = f64x2.add(a1, f64x2.mul(c, v128.load(x, 16)))
      a2 = f64x2.add(a2, f64x2.mul(c, v128.load(x, 32)))
      a3 = f64x2.add(a3, f64x2.mul(c, v128.load(x, 48)))
      x += rowBytes
      p += 8
    }
    s0 = f64x2.add(s0, f64x2.mul(a0, a0))
    s1 = f64x2.add(s1, f64x2.mul(a1, a1))
    s2 = f64x2.add(s2, f64x2.mul(a2, a2))
    s3 = f64x2.add(s3, f64x2.mul(a3, a3))
  }
  storeLogDensities(out, normalizer, s0, s1, s2, s3)
}

/**
 * logDensities[k, b] = logNormalizers[k] - 0.5 sum_i (p_k[i] (x_b[i] - mean_k[i]))^2.
 * Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function weightedLogDensitiesDiagonal(
  block: usize, means: usize, factors: usize, logNormalizers: usize,
  logDensities: usize,
  blockRows: i32, columns: i32, components: i32,
): void {
  const columnBytes = (<usize>columns) << 3
  const rowBytes = (<usize>blockRows) << 3
  for (let k = 0; k < components; k++) {
    const mean = means + <usize>k * columnBytes
    const factor = factors + <usize>k * columnBytes
    const normalizer = v128.load64_splat(logNormalizers + ((<usize>k) << 3))
    const out = logDensities + <usize>k * rowBytes
    for (let b = 0; b < blockRows; b += 8) {
      let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0
      let x = block + ((<usize>b) << 3)
      for (let i = 0; i < columns; i++) {
        const shift = v128.load64_splat(mean + ((<usize>i) << 3))
        const p = v128.load64_splat(factor + ((<usize>i) << 3))
        const y0 = f64x2.mul(p, f64x2.sub(v128.load(x), shift))
        const y1 = f64x2.mul(p, f64x2.sub(v128.load(x, 16), shift))
        const y2 = f64x2.mul(p, f64x2.sub(v128.load(x, 32), shift))
        const y3 = f64x2.mul(p, f64x2.sub(v128.load(x, 48), shift))
        s0 = f64x2.add(s0, f64x2.mul(y0, y0))
        s1 = f64x2.add(s1, f64x2.mul(y1, y1))
        s2 = f64x2.add(s2, f64x2.mul(y2, y2))
        s3 = f64x2.add(s3, f64x2.mul(y3, y3))
        x += rowBytes
      }
      storeLogDensities(out + ((<usize>b) << 3), normalizer, s0, s1, s2, s3)
    }
  }
}

// @ts-ignore: decorator
@inline
function sumOfSquares(a: v128, b: v128, c: v128, d: v128): v128 {
  return f64x2.add(
    f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)),
    f64x2.add(f64x2.mul(c, c), f64x2.mul(d, d)),
  )
}

// @ts-ignore: decorator
@inline
function storeLogDensities(out: usize, normalizer: v128, s0: v128, s1: v128, s2: v128, s3: v128): void {
  const half = f64x2.splat(0.5)
  v128.store(out, f64x2.sub(normalizer, f64x2.mul(half, s0)))
  v128.store(out, f64x2.sub(normalizer, f64x2.mul(half, s1)), 16)
  v128.store(out, f64x2.sub(normalizer, f64x2.mul(half, s2)), 32)
  v128.store(out, f64x2.sub(normalizer, f64x2.mul(half, s3)), 48)
}
