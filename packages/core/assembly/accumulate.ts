import { centreBlock } from './centreBlock'

/**
 * Adds one block to the statistics of every component k, about its mean:
 *
 *   counts[k]      += sum_b r[k, b]
 *   sums[k, i]     += sum_b r[k, b] (x_b[i] - mean_k[i])
 *   scatters[k, i, j] += sum_b r[k, b] (x_b[i] - mean_k[i]) (x_b[j] - mean_k[j])   for j <= i
 *
 * What stands above the diagonal of a scatter afterwards is not defined.
 * Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function accumulateFull(
  block: usize, means: usize, responsibilities: usize,
  centred: usize, weighted: usize,
  counts: usize, sums: usize, scatters: usize,
  blockRows: i32, columns: i32, components: i32,
): void {
  const rowBytes = (<usize>blockRows) << 3
  const columnBytes = (<usize>columns) << 3
  for (let k = 0; k < components; k++) {
    const r = responsibilities + <usize>k * rowBytes
    const count = sumOf(r, blockRows)
    if (count == 0) continue
    addTo(counts + ((<usize>k) << 3), count)
    centreBlock(block, means + <usize>k * columnBytes, centred, blockRows, columns)
    const sum = sums + <usize>k * columnBytes
    for (let i = 0; i < columns; i++) {
      const offset = <usize>i * rowBytes
      addTo(sum + ((<usize>i) << 3), weigh(r, centred + offset, weighted + offset, blockRows))
    }
    const scatter = scatters + <usize>k * <usize>columns * columnBytes
    let i = 0
    for (; i + 4 <= columns; i += 4) {
      const w = weighted + <usize>i * rowBytes
      const out = scatter + <usize>i * columnBytes
      for (let j = 0; j < i + 4; j += 2) {
        dotProducts4x2(w, centred + <usize>j * rowBytes, out + ((<usize>j) << 3), rowBytes, columnBytes)
      }
    }
    for (; i < columns; i++) {
      const w = weighted + <usize>i * rowBytes
      const out = scatter + <usize>i * columnBytes
      let j = 0
      for (; j + 2 <= i + 1; j += 2) dotProducts1x2(w, centred + <usize>j * rowBytes, out + ((<usize>j) << 3), rowBytes)
      for (; j <= i; j++) addTo(out + ((<usize>j) << 3), dotProduct(w, centred + <usize>j * rowBytes, blockRows))
    }
  }
}

/**
 * As accumulateFull with the diagonal of the scatters only: scatters[k, i] += sum_b r[k, b] (x_b[i] - mean_k[i])^2.
 * Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function accumulateDiagonal(
  block: usize, means: usize, responsibilities: usize,
  counts: usize, sums: usize, scatters: usize,
  blockRows: i32, columns: i32, components: i32,
): void {
  const rowBytes = (<usize>blockRows) << 3
  const columnBytes = (<usize>columns) << 3
  for (let k = 0; k < components; k++) {
    const r = responsibilities + <usize>k * rowBytes
    const count = sumOf(r, blockRows)
    if (count == 0) continue
    addTo(counts + ((<usize>k) << 3), count)
    for (let i = 0; i < columns; i++) {
      const at = <usize>k * columnBytes + ((<usize>i) << 3)
      const shift = v128.load64_splat(means + at)
      const x = block + <usize>i * rowBytes
      let s0 = f64x2.splat(0), s1 = s0, q0 = s0, q1 = s0
      for (let o: usize = 0; o < rowBytes; o += 32) {
        const c0 = f64x2.sub(v128.load(x + o), shift), c1 = f64x2.sub(v128.load(x + o, 16), shift)
        const w0 = f64x2.mul(v128.load(r + o), c0), w1 = f64x2.mul(v128.load(r + o, 16), c1)
        s0 = f64x2.add(s0, w0)
        s1 = f64x2.add(s1, w1)
        q0 = f64x2.add(q0, f64x2.mul(w0, c0))
        q1 = f64x2.add(q1, f64x2.mul(w1, c1))
      }
      addTo(sums + at, lanes(f64x2.add(s0, s1)))
      addTo(scatters + at, lanes(f64x2.add(q0, q1)))
    }
  }
}

// @ts-ignore: decorator
@inline
function lanes(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1)
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value)
}

/** Sum of `length` values, a multiple of 8. */
// @ts-ignore: decorator
@inline
function sumOf(x: usize, length: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0
  const end = x + ((<usize>length) << 3)
  for (; x < end; x += 32) {
    s0 = f64x2.add(s0, v128.load(x))
    s1 = f64x2.add(s1, v128.load(x, 16))
  }
  return lanes(f64x2.add(s0, s1))
}

/** weighted[b] = r[b] x[b]; returns their sum. */
// @ts-ignore: decorator
@inline
function weigh(r: usize, x: usize, weighted: usize, length: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0
  const end = x + ((<usize>length) << 3)
  for (; x < end; x += 32, r += 32, weighted += 32) {
    const w0 = f64x2.mul(v128.load(r), v128.load(x)), w1 = f64x2.mul(v128.load(r, 16), v128.load(x, 16))
    v128.store(weighted, w0)
    v128.store(weighted, w1, 16)
    s0 = f64x2.add(s0, w0)
    s1 = f64x2.add(s1, w1)
  }
  return lanes(f64x2.add(s0, s1))
}

// @ts-ignore: decorator
@inline
function dotProduct(a: usize, b: usize, length: i32): f64 {
  let s0 = f64x2.splat(0), s1 = s0
  const end = a + ((<usize>length) << 3)
  for (; a < end; a += 32, b += 32) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)))
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)))
  }
  return lanes(f64x2.add(s0, s1))
}

/** Adds the dot products of one row at `a` with two rows at `b`. */
// @ts-ignore: decorator
@inline
function dotProducts1x2(a: usize, b: usize, out: usize, rowBytes: usize): void {
  let s0 = f64x2.splat(0), s1 = s0
  const end = a + rowBytes
  for (; a < end; a += 16, b += 16) {
    const x = v128.load(a)
    s0 = f64x2.add(s0, f64x2.mul(x, v128.load(b)))
    s1 = f64x2.add(s1, f64x2.mul(x, v128.load(b + rowBytes)))
  }
  addTo(out, lanes(s0))
  addTo(out + 8, lanes(s1))
}

/** Adds the dot products of four rows at `a` with two rows at `b`: eight sums stay in registers. */
// @ts-ignore: decorator
@inline
function dotProducts4x2(a: usize, b: usize, out: usize, rowBytes: usize, columnBytes: usize): void {
  let s00 = f64x2.splat(0), s01 = s00, s10 = s00, s11 = s00
  let s20 = s00, s21 = s00, s30 = s00, s31 = s00
  const end = a + rowBytes
  const a1 = rowBytes, a2 = rowBytes * 2, a3 = rowBytes * 3
  for (; a < end; a += 16, b += 16) {
    const y0 = v128.load(b), y1 = v128.load(b + rowBytes)
    let x = v128.load(a)
    s00 = f64x2.add(s00, f64x2.mul(x, y0)); s01 = f64x2.add(s01, f64x2.mul(x, y1))
    x = v128.load(a + a1)
    s10 = f64x2.add(s10, f64x2.mul(x, y0)); s11 = f64x2.add(s11, f64x2.mul(x, y1))
    x = v128.load(a + a2)
    s20 = f64x2.add(s20, f64x2.mul(x, y0)); s21 = f64x2.add(s21, f64x2.mul(x, y1))
    x = v128.load(a + a3)
    s30 = f64x2.add(s30, f64x2.mul(x, y0)); s31 = f64x2.add(s31, f64x2.mul(x, y1))
  }
  addTo(out, lanes(s00)); addTo(out + 8, lanes(s01))
  out += columnBytes
  addTo(out, lanes(s10)); addTo(out + 8, lanes(s11))
  out += columnBytes
  addTo(out, lanes(s20)); addTo(out + 8, lanes(s21))
  out += columnBytes
  addTo(out, lanes(s30)); addTo(out + 8, lanes(s31))
}
