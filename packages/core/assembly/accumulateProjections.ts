import { setBytes } from './bitSets'
import { multiplyAdd, splat, sumOfLanes } from './lanes'
import { Workspace } from './workspace'

/** Rows that are centred and multiplied at once, so that their sums stay in registers. */
const rowsAtOnce: i32 = 4

/**
 * Adds rows [count, columns] to the products of the scatter of every component k, about its mean, with its directions:
 *
 *   projections[k, m, i] += sum_b r[k, b] (x_b[i] - mean_k[i]) sum_j (x_b[j] - mean_k[j]) directions[k, m, j]
 *
 * Only active rows are processed. Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function accumulateProjections(workspace: Workspace): void {
  const samples = workspace.samples, centred = workspace.rowScratch
  const rowBytes = (<usize>workspace.blockRows) << 3
  const columnBytes = (<usize>workspace.columns) << 3
  const directionBytes = <usize>workspace.directionCount * columnBytes
  const activeBytes = setBytes(workspace.blockRows)
  /** [4] responsibilities of the centred rows, behind them. */
  const weights = centred + <usize>rowsAtOnce * columnBytes
  let active = workspace.activeRows
  for (let k = 0; k < workspace.components; k++, active += activeBytes) {
    const r = workspace.responsibilities + <usize>k * rowBytes
    const mean = workspace.means + <usize>k * columnBytes
    const directions = workspace.directions + <usize>k * directionBytes
    const projections = workspace.projections + <usize>k * directionBytes
    let taken = 0
    for (let word: usize = 0; word < activeBytes; word += 8) {
      for (let bits = load<u64>(active + word); bits != 0; bits &= bits - 1) {
        const row = (word << 3) + <usize>ctz(bits)
        centreRow(samples + row * columnBytes, mean, centred + <usize>taken * columnBytes, columnBytes)
        store<f64>(weights + ((<usize>taken) << 3), load<f64>(r + (row << 3)))
        if (++taken < rowsAtOnce) continue
        addRows(centred, weights, directions, projections, directionBytes, columnBytes)
        taken = 0
      }
    }
    if (taken == 0) continue
    // Rows of zeros and weights of 0 follow the last ones.
    memory.fill(centred + <usize>taken * columnBytes, 0, <usize>(rowsAtOnce - taken) * columnBytes)
    memory.fill(weights + ((<usize>taken) << 3), 0, (<usize>(rowsAtOnce - taken)) << 3)
    addRows(centred, weights, directions, projections, directionBytes, columnBytes)
  }
}

/** out = x - mean */
function centreRow(x: usize, mean: usize, out: usize, columnBytes: usize): void {
  let i: usize = 0
  for (; i + 16 <= columnBytes; i += 16) v128.store(out + i, f64x2.sub(v128.load(x + i), v128.load(mean + i)))
  if (i < columnBytes) store<f64>(out + i, load<f64>(x + i) - load<f64>(mean + i))
}

/** Adds four centred rows, for two directions at a time; a last one alone is taken twice and stored once. */
function addRows(centred: usize, weights: usize, directions: usize, projections: usize, directionBytes: usize, columnBytes: usize): void {
  for (let at: usize = 0; at < directionBytes; at += columnBytes << 1) {
    const isPair = at + columnBytes < directionBytes
    const next = isPair ? at + columnBytes : at
    addRowsAlong(centred, weights, directions + at, directions + next, projections + at, projections + next, isPair, columnBytes)
  }
}

/** Adds four centred rows for the directions v and w. */
// @ts-ignore: decorator
@inline
function addRowsAlong(
  a: usize, weights: usize, v: usize, w: usize, alongV: usize, alongW: usize, isPair: bool, columnBytes: usize,
): void {
  const b = a + columnBytes, c = b + columnBytes, d = c + columnBytes
  const zero = f64x2.splat(0)
  let av = zero, bv = zero, cv = zero, dv = zero
  let aw = zero, bw = zero, cw = zero, dw = zero
  let i: usize = 0
  for (; i + 16 <= columnBytes; i += 16) {
    const v0 = v128.load(v + i), w0 = v128.load(w + i)
    let x = v128.load(a + i)
    av = multiplyAdd(x, v0, av); aw = multiplyAdd(x, w0, aw)
    x = v128.load(b + i)
    bv = multiplyAdd(x, v0, bv); bw = multiplyAdd(x, w0, bw)
    x = v128.load(c + i)
    cv = multiplyAdd(x, v0, cv); cw = multiplyAdd(x, w0, cw)
    x = v128.load(d + i)
    dv = multiplyAdd(x, v0, dv); dw = multiplyAdd(x, w0, dw)
  }
  const hasLast = i < columnBytes
  const last = i
  av = weighted(weights, av, a + last, v + last, hasLast); aw = weighted(weights, aw, a + last, w + last, hasLast)
  bv = weighted(weights + 8, bv, b + last, v + last, hasLast); bw = weighted(weights + 8, bw, b + last, w + last, hasLast)
  cv = weighted(weights + 16, cv, c + last, v + last, hasLast); cw = weighted(weights + 16, cw, c + last, w + last, hasLast)
  dv = weighted(weights + 24, dv, d + last, v + last, hasLast); dw = weighted(weights + 24, dw, d + last, w + last, hasLast)
  for (i = 0; i + 16 <= columnBytes; i += 16) {
    const xa = v128.load(a + i), xb = v128.load(b + i), xc = v128.load(c + i), xd = v128.load(d + i)
    v128.store(alongV + i, multiplyAdd(dv, xd, multiplyAdd(cv, xc, multiplyAdd(bv, xb, multiplyAdd(av, xa, v128.load(alongV + i))))))
    if (isPair) v128.store(alongW + i, multiplyAdd(dw, xd, multiplyAdd(cw, xc, multiplyAdd(bw, xb, multiplyAdd(aw, xa, v128.load(alongW + i))))))
  }
  if (!hasLast) return
  const xa = splat(a + last), xb = splat(b + last), xc = splat(c + last), xd = splat(d + last)
  v128.store64_lane(alongV + last, multiplyAdd(dv, xd, multiplyAdd(cv, xc, multiplyAdd(bv, xb, multiplyAdd(av, xa, splat(alongV + last))))), 0)
  if (isPair) v128.store64_lane(alongW + last, multiplyAdd(dw, xd, multiplyAdd(cw, xc, multiplyAdd(bw, xb, multiplyAdd(aw, xa, splat(alongW + last))))), 0)
}

/** The weight times a product of row and direction, in both lanes; `sums` lacks the last column if their number is odd. */
// @ts-ignore: decorator
@inline
function weighted(weight: usize, sums: v128, x: usize, v: usize, hasLast: bool): v128 {
  const product = sumOfLanes(sums) + (hasLast ? load<f64>(x) * load<f64>(v) : 0)
  return f64x2.splat(load<f64>(weight) * product)
}
