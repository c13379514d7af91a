import { membersCount, setBytes } from './bitSets'
import { addTo, multiplyAdd, splat, sumOfLanes } from './lanes'
import { Workspace } from './workspace'

/**
 * Adds rows [count, columns] to the statistics of every component k, about its mean:
 *
 *   counts[k]      += sum_b r[k, b]
 *   sums[k, i]     += sum_b r[k, b] (x_b[i] - mean_k[i])
 *   scatters[k, i, j] += sum_b r[k, b] (x_b[i] - mean_k[i]) (x_b[j] - mean_k[j])   for j <= i
 *
 * The entries above the diagonals of the scatters are undefined afterwards.
 * Only active rows are processed. They are centred, scaled by √r and packed in panels of four columns
 * [ceil(columns / 4), n, 4], so that every product of two panels reads memory sequentially.
 * Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function accumulateFull(workspace: Workspace): void {
  const samples = workspace.samples, packed = workspace.rowScratch, columns = workspace.columns
  const rowBytes = (<usize>workspace.blockRows) << 3
  const columnBytes = (<usize>columns) << 3
  const activeBytes = setBytes(workspace.blockRows)
  let active = workspace.activeRows
  for (let k = 0; k < workspace.components; k++, active += activeBytes) {
    const n = membersCount(active, activeBytes)
    if (n == 0) continue
    const r = workspace.responsibilities + <usize>k * rowBytes
    const mean = workspace.means + <usize>k * columnBytes
    const total = workspace.counts + ((<usize>k) << 3)
    const sum = workspace.sums + <usize>k * columnBytes
    const scatter = workspace.scatters + <usize>k * <usize>columns * columnBytes
    if (columns == 1) accumulateOneColumn(samples, r, active, activeBytes, mean, total, sum, scatter)
    else if (columns == 2) accumulateTwoColumns(samples, r, active, activeBytes, mean, total, sum, scatter)
    else {
      packRows(samples, r, active, activeBytes, mean, packed, total, sum, n, columns)
      addProducts(packed, scatter, (n + 1) & ~1, columns)
    }
  }
}

/**
 * Like accumulateFull, but only with the diagonals of the scatters: scatters[k, i] += sum_b r[k, b] (x_b[i] - mean_k[i])^2.
 * Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function accumulateDiagonal(workspace: Workspace): void {
  const samples = workspace.samples, list = workspace.rowScratch
  const rowBytes = (<usize>workspace.blockRows) << 3
  const columnBytes = (<usize>workspace.columns) << 3
  const activeBytes = setBytes(workspace.blockRows)
  let active = workspace.activeRows
  for (let k = 0; k < workspace.components; k++, active += activeBytes) {
    if (membersCount(active, activeBytes) == 0) continue
    const r = workspace.responsibilities + <usize>k * rowBytes
    const mean = workspace.means + <usize>k * columnBytes
    const total = workspace.counts + ((<usize>k) << 3)
    const sum = workspace.sums + <usize>k * columnBytes
    const scatter = workspace.scatters + <usize>k * columnBytes
    if (workspace.columns == 1) {
      accumulateOneColumn(samples, r, active, activeBytes, mean, total, sum, scatter)
      continue
    }
    const end = listActive(samples, r, active, activeBytes, list, total, columnBytes)
    let i: usize = 0
    for (; i + 32 <= columnBytes; i += 32) accumulateFour(list, end, i, mean + i, sum + i, scatter + i)
    for (; i + 16 <= columnBytes; i += 16) accumulateTwo(list, end, i, mean + i, sum + i, scatter + i)
    for (; i < columnBytes; i += 8) {
      const m = load<f64>(mean + i)
      let s: f64 = 0, q: f64 = 0
      for (let at = list; at < end; at += 16) {
        const c = load<f64>(<usize>load<u32>(at, 8) + i) - m
        const w = load<f64>(at) * c
        s += w
        q += w * c
      }
      addTo(sum + i, s)
      addTo(scatter + i, q)
    }
  }
}

/** Four columns of the listed rows. */
function accumulateFour(list: usize, end: usize, offset: usize, mean: usize, sum: usize, scatter: usize): void {
  const zero = f64x2.splat(0)
  const m0 = v128.load(mean), m1 = v128.load(mean, 16)
  let s0 = zero, s1 = zero, q0 = zero, q1 = zero
  for (let at = list; at < end; at += 16) {
    const weight = splat(at)
    const x = <usize>load<u32>(at, 8) + offset
    const c0 = f64x2.sub(v128.load(x), m0)
    const w0 = f64x2.mul(weight, c0)
    s0 = f64x2.add(s0, w0)
    q0 = f64x2.add(q0, f64x2.mul(w0, c0))
    const c1 = f64x2.sub(v128.load(x, 16), m1)
    const w1 = f64x2.mul(weight, c1)
    s1 = f64x2.add(s1, w1)
    q1 = f64x2.add(q1, f64x2.mul(w1, c1))
  }
  addVector(sum, s0)
  addVector(sum + 16, s1)
  addVector(scatter, q0)
  addVector(scatter + 16, q1)
}

/** Two columns of the listed rows. Rows alternate between two sums, which shortens the chain of additions. */
function accumulateTwo(list: usize, end: usize, offset: usize, mean: usize, sum: usize, scatter: usize): void {
  const zero = f64x2.splat(0)
  const m = v128.load(mean)
  let s0 = zero, s1 = zero, q0 = zero, q1 = zero
  let at = list
  for (; at + 16 < end; at += 32) {
    const c0 = f64x2.sub(v128.load(<usize>load<u32>(at, 8) + offset), m)
    const w0 = f64x2.mul(splat(at), c0)
    s0 = f64x2.add(s0, w0)
    q0 = multiplyAdd(w0, c0, q0)
    const c1 = f64x2.sub(v128.load(<usize>load<u32>(at, 24) + offset), m)
    const w1 = f64x2.mul(v128.load64_splat(at, 16), c1)
    s1 = f64x2.add(s1, w1)
    q1 = multiplyAdd(w1, c1, q1)
  }
  if (at < end) {
    const c = f64x2.sub(v128.load(<usize>load<u32>(at, 8) + offset), m)
    const w = f64x2.mul(splat(at), c)
    s0 = f64x2.add(s0, w)
    q0 = multiplyAdd(w, c, q0)
  }
  addVector(sum, f64x2.add(s0, s1))
  addVector(scatter, f64x2.add(q0, q1))
}

// @ts-ignore: decorator
@inline
function addVector(at: usize, value: v128): void {
  v128.store(at, f64x2.add(v128.load(at), value))
}

/** Writes (responsibility, address) of each active row to a list; returns where the list ends. */
// @ts-ignore: decorator
@inline
function listActive(
  samples: usize, r: usize, active: usize, activeBytes: usize, list: usize, total: usize, columnBytes: usize,
): usize {
  let sum: f64 = 0
  for (let word: usize = 0; word < activeBytes; word += 8) {
    for (let bits = load<u64>(active + word); bits != 0; bits &= bits - 1, list += 16) {
      const row = (word << 3) + <usize>ctz(bits)
      const weight = load<f64>(r + (row << 3))
      store<f64>(list, weight)
      store<u32>(list, <u32>(samples + row * columnBytes), 8)
      sum += weight
    }
  }
  addTo(total, sum)
  return list
}

/** Bytes from one panel of n rows to the next. A cache line of padding keeps panels from mapping to the same cache sets. */
// @ts-ignore: decorator
@inline
function panelStride(n: i32): usize {
  return ((<usize>n) << 5) + 64
}

/** Packs the n active rows, and a row of zeros if n is odd, because the products take two rows at a time. Adds to count and sums. */
// @ts-ignore: decorator
@inline
function packRows(
  samples: usize, r: usize, active: usize, activeBytes: usize, mean: usize, packed: usize, total: usize, sum: usize,
  n: i32, columns: i32,
): void {
  const columnBytes = (<usize>columns) << 3
  const panelBytes = panelStride((n + 1) & ~1)
  if (n & 1) {
    for (let panel = packed + ((<usize>n) << 5), i = 0; i < columns; i += 4, panel += panelBytes) {
      v128.store(panel, f64x2.splat(0))
      v128.store(panel, f64x2.splat(0), 16)
    }
  }
  let weightSum: f64 = 0
  let out = packed
  for (let word: usize = 0; word < activeBytes; word += 8) {
    for (let bits = load<u64>(active + word); bits != 0; bits &= bits - 1) {
      const row = (word << 3) + <usize>ctz(bits)
      const weight = load<f64>(r + (row << 3))
      weightSum += weight
      const w = f64x2.splat(weight), root = f64x2.splat(Math.sqrt(weight))
      const x = samples + row * columnBytes
      let panel = out
      let i: usize = 0
      for (; i + 32 <= columnBytes; i += 32, panel += panelBytes) {
        const c0 = f64x2.sub(v128.load(x + i), v128.load(mean + i))
        const c1 = f64x2.sub(v128.load(x + i, 16), v128.load(mean + i, 16))
        v128.store(panel, f64x2.mul(root, c0))
        v128.store(panel, f64x2.mul(root, c1), 16)
        v128.store(sum + i, multiplyAdd(w, c0, v128.load(sum + i)))
        v128.store(sum + i, multiplyAdd(w, c1, v128.load(sum + i, 16)), 16)
      }
      if (i < columnBytes) {
        v128.store(panel, f64x2.splat(0))
        v128.store(panel, f64x2.splat(0), 16)
        for (; i < columnBytes; i += 8, panel += 8) {
          const c = load<f64>(x + i) - load<f64>(mean + i)
          store<f64>(panel, Math.sqrt(weight) * c)
          addTo(sum + i, weight * c)
        }
      }
      out += 32
    }
  }
  addTo(total, weightSum)
}

/** Adds Σ_b p_b p_bᵀ of the packed rows to the lower triangle, four rows by four columns at a time. */
// @ts-ignore: decorator
@inline
function addProducts(packed: usize, scatter: usize, n: i32, columns: i32): void {
  const stride = panelStride(n)
  const panelBytes = (<usize>n) << 5
  // Three panels on the left stay in the first-level cache while the panels on the right are read.
  for (let first = 0; first < columns; first += 12) {
    const last = min(first + 12, columns)
    for (let j = 0; j < last; j += 4) {
      const right = packed + <usize>(j >> 2) * stride
      for (let i = max(first, j); i < last; i += 4) {
        const left = packed + <usize>(i >> 2) * stride
        if (columns - i > 2) products4x4(left, right, panelBytes, scatter, i, j, columns)
        else if (j + ((j & 4) ? 4 : 8) <= i) {
          // Panels before the diagonal are processed in pairs, when j is at the second panel of the pair.
          if (j & 4) products2x8(left, right - stride, right, panelBytes, scatter, i, j - 4, columns)
        } else products2x4(left, right, panelBytes, scatter, i, j, columns)
      }
    }
  }
}

function products4x4(left: usize, right: usize, panelBytes: usize, scatter: usize, i: i32, j: i32, columns: i32): void {
  let a0 = f64x2.splat(0), b0 = a0, c0 = a0, d0 = a0
  let a1 = a0, b1 = a0, c1 = a0, d1 = a0
  const end = left + panelBytes
  for (; left < end; left += 32, right += 32) {
    const y0 = v128.load(right), y1 = v128.load(right, 16)
    const x0 = splat(left)
    a0 = multiplyAdd(x0, y0, a0); a1 = multiplyAdd(x0, y1, a1)
    const x1 = v128.load64_splat(left, 8)
    b0 = multiplyAdd(x1, y0, b0); b1 = multiplyAdd(x1, y1, b1)
    const x2 = v128.load64_splat(left, 16)
    c0 = multiplyAdd(x2, y0, c0); c1 = multiplyAdd(x2, y1, c1)
    const x3 = v128.load64_splat(left, 24)
    d0 = multiplyAdd(x3, y0, d0); d1 = multiplyAdd(x3, y1, d1)
  }
  addRow(scatter, i, j, columns, a0, a1)
  addRow(scatter, i + 1, j, columns, b0, b1)
  addRow(scatter, i + 2, j, columns, c0, c1)
  if (i + 3 < columns) addRow(scatter, i + 3, j, columns, d0, d1)
}

function products2x4(left: usize, right: usize, panelBytes: usize, scatter: usize, i: i32, j: i32, columns: i32): void {
  let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0
  const end = left + panelBytes
  for (; left < end; left += 32, right += 32) {
    const y0 = v128.load(right), y1 = v128.load(right, 16)
    let x = splat(left)
    a0 = multiplyAdd(x, y0, a0); a1 = multiplyAdd(x, y1, a1)
    x = splat(left + 8)
    b0 = multiplyAdd(x, y0, b0); b1 = multiplyAdd(x, y1, b1)
  }
  addRow(scatter, i, j, columns, a0, a1)
  if (i + 1 < columns) addRow(scatter, i + 1, j, columns, b0, b1)
}

/** Two rows by two panels, which gives as many independent sums as four rows by one panel. */
function products2x8(
  left: usize, right: usize, next: usize, panelBytes: usize, scatter: usize, i: i32, j: i32, columns: i32,
): void {
  let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0
  const end = left + panelBytes
  for (; left < end; left += 32, right += 32, next += 32) {
    const x0 = splat(left), x1 = v128.load64_splat(left, 8)
    const y0 = v128.load(right), y1 = v128.load(right, 16)
    a0 = multiplyAdd(x0, y0, a0); b0 = multiplyAdd(x1, y0, b0)
    a1 = multiplyAdd(x0, y1, a1); b1 = multiplyAdd(x1, y1, b1)
    const y2 = v128.load(next), y3 = v128.load(next, 16)
    a2 = multiplyAdd(x0, y2, a2); b2 = multiplyAdd(x1, y2, b2)
    a3 = multiplyAdd(x0, y3, a3); b3 = multiplyAdd(x1, y3, b3)
  }
  addRow(scatter, i, j, columns, a0, a1)
  addRow(scatter, i, j + 4, columns, a2, a3)
  if (i + 1 < columns) {
    addRow(scatter, i + 1, j, columns, b0, b1)
    addRow(scatter, i + 1, j + 4, columns, b2, b3)
  }
}

/** Adds four entries of row i from column j on, or fewer at the last column. */
// @ts-ignore: decorator
@inline
function addRow(scatter: usize, i: i32, j: i32, columns: i32, v0: v128, v1: v128): void {
  const at = scatter + ((<usize>(i * columns + j)) << 3)
  if (j + 4 <= columns) {
    v128.store(at, f64x2.add(v128.load(at), v0))
    v128.store(at, f64x2.add(v128.load(at, 16), v1), 16)
    return
  }
  addTo(at, f64x2.extract_lane(v0, 0))
  if (j + 1 < columns) addTo(at + 8, f64x2.extract_lane(v0, 1))
  if (j + 2 < columns) addTo(at + 16, f64x2.extract_lane(v1, 0))
}

/** One column. If all 64 rows of a word are active, the lanes hold neighbouring rows. */
function accumulateOneColumn(
  samples: usize, r: usize, active: usize, activeBytes: usize, mean: usize, total: usize, sum: usize, scatter: usize,
): void {
  const m = splat(mean)
  let n = f64x2.splat(0), s = n, q = n
  let count: f64 = 0, single: f64 = 0, square: f64 = 0
  for (let word: usize = 0; word < activeBytes; word += 8) {
    let bits = load<u64>(active + word)
    if (~bits == 0) {
      for (let at = word << 6, end = at + 512; at < end; at += 16) {
        const weight = v128.load(r + at)
        const c = f64x2.sub(v128.load(samples + at), m)
        const w = f64x2.mul(weight, c)
        n = f64x2.add(n, weight)
        s = f64x2.add(s, w)
        q = multiplyAdd(w, c, q)
      }
      continue
    }
    for (; bits != 0; bits &= bits - 1) {
      const at = ((word << 3) + <usize>ctz(bits)) << 3
      const weight = load<f64>(r + at)
      const c = load<f64>(samples + at) - load<f64>(mean)
      count += weight
      single += weight * c
      square += weight * c * c
    }
  }
  addTo(total, sumOfLanes(n) + count)
  addTo(sum, sumOfLanes(s) + single)
  addTo(scatter, sumOfLanes(q) + square)
}

/** Two columns, so that a row fits into one register. */
function accumulateTwoColumns(
  samples: usize, r: usize, active: usize, activeBytes: usize, mean: usize, total: usize, sum: usize, scatter: usize,
): void {
  const m = v128.load(mean)
  let n = f64x2.splat(0), s = n, squares = n, cross = n
  for (let word: usize = 0; word < activeBytes; word += 8) {
    for (let bits = load<u64>(active + word); bits != 0; bits &= bits - 1) {
      const row = (word << 3) + <usize>ctz(bits)
      const weight = splat(r + (row << 3))
      const c = f64x2.sub(v128.load(samples + (row << 4)), m)
      const w = f64x2.mul(weight, c)
      n = f64x2.add(n, weight)
      s = f64x2.add(s, w)
      squares = multiplyAdd(w, c, squares)
      cross = multiplyAdd(w, v128.shuffle<f64>(c, c, 1, 0), cross)
    }
  }
  addTo(total, f64x2.extract_lane(n, 0))
  v128.store(sum, f64x2.add(v128.load(sum), s))
  addTo(scatter, f64x2.extract_lane(squares, 0))
  addTo(scatter + 16, f64x2.extract_lane(cross, 0))
  addTo(scatter + 24, f64x2.extract_lane(squares, 1))
}
