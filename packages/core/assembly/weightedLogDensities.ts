import { panelsLength } from './packFactors'
import { groupRows, inReach, storeLogDensities, storeOutOfReach } from './groups'
import { multiplyAdd, splat } from './lanes'

/**
 * joint[k, position] = logNormalizers[k] - 0.5 |P_k (x - mean_k)|^2 with P_k lower triangular; -Infinity where that is
 * surely more than `reach` nats below the best component of the sample. best[position] is that of the best.
 *
 * Every group first meets the components that its samples belonged to last time; the others then mostly give up after
 * a few rows of P. Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function weightedLogDensitiesFull(
  block: usize, bounds: usize, means: usize, panels: usize, logNormalizers: usize, centred: usize,
  best: usize, joint: usize,
  count: i32, blockRows: i32, columns: i32, components: i32, reach: f64,
): void {
  const groups = (count + groupRows - 1) / groupRows
  const columnBytes = (<usize>columns) << 3
  const rowBytes = (<usize>blockRows) << 3
  const panelBytes = panelsLength(columns) << 3
  fillBest(best, groups)
  for (let pass = 0; pass < 2; pass++) {
    for (let k = 0; k < components; k++) {
      const from = ownFrom(bounds, k), to = ownTo(bounds, k)
      const mean = means + <usize>k * columnBytes
      const factor = panels + <usize>k * panelBytes
      const normalizer = splat(logNormalizers + ((<usize>k) << 3))
      const out = joint + <usize>k * rowBytes
      if (pass == 0) {
        for (let g = from; g < to; g++) {
          fullGroup(block + <usize>g * (columnBytes << 3), mean, factor, normalizer, centred, best + ((<usize>g) << 6), out + ((<usize>g) << 6), columns, Infinity)
        }
        continue
      }
      for (let g = 0; g < groups; g++) {
        if (g == from && to > from) {
          g = to - 1
          continue
        }
        fullGroup(block + <usize>g * (columnBytes << 3), mean, factor, normalizer, centred, best + ((<usize>g) << 6), out + ((<usize>g) << 6), columns, reach)
      }
    }
  }
}

/**
 * The same where all components share P: y = P (x - centre) is taken once for each sample, and
 * |P (x - mean_k)|^2 = |y - P (mean_k - centre)|^2.
 *
 * @param projectedMeans [components, columns] P (mean_k - centre).
 */
export function weightedLogDensitiesShared(
  block: usize, bounds: usize, centre: usize, projectedMeans: usize, factor: usize, logNormalizers: usize,
  centred: usize, projected: usize, best: usize, joint: usize,
  count: i32, blockRows: i32, columns: i32, components: i32, reach: f64,
): void {
  const groups = (count + groupRows - 1) / groupRows
  const groupBytes = (<usize>columns) << 6
  for (let g = 0; g < groups; g++) {
    projectGroup(block + <usize>g * groupBytes, centre, factor, centred, projected + <usize>g * groupBytes, columns)
  }
  diagonalPasses(projected, bounds, projectedMeans, 0, logNormalizers, best, joint, groups, blockRows, columns, components, reach)
}

/**
 * joint[k, position] = logNormalizers[k] - 0.5 sum_i (p_k[i] (x[i] - mean_k[i]))^2, and -Infinity as above.
 * Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function weightedLogDensitiesDiagonal(
  block: usize, bounds: usize, means: usize, factors: usize, logNormalizers: usize,
  best: usize, joint: usize,
  count: i32, blockRows: i32, columns: i32, components: i32, reach: f64,
): void {
  const groups = (count + groupRows - 1) / groupRows
  diagonalPasses(block, bounds, means, factors, logNormalizers, best, joint, groups, blockRows, columns, components, reach)
}

// @ts-ignore: decorator
@inline
function fillBest(best: usize, groups: i32): void {
  const none = f64x2.splat(-Infinity)
  const end = best + ((<usize>groups) << 6)
  for (; best < end; best += 16) v128.store(best, none)
}

/** First of the groups in which a sample has label k. */
// @ts-ignore: decorator
@inline
function ownFrom(bounds: usize, k: i32): i32 {
  return load<i32>(bounds + ((<usize>k) << 2)) / groupRows
}

/** Behind the last of the groups in which a sample has label k; ownFrom where none has. */
// @ts-ignore: decorator
@inline
function ownTo(bounds: usize, k: i32): i32 {
  const first = load<i32>(bounds + ((<usize>k) << 2)), end = load<i32>(bounds + ((<usize>k) << 2), 4)
  return end > first ? (end - 1) / groupRows + 1 : first / groupRows
}

/** centred[i] = x[i] - mean[i] for one column of a group. */
// @ts-ignore: decorator
@inline
function centreColumn(x: usize, mean: usize, centred: usize): void {
  const shift = splat(mean)
  v128.store(centred, f64x2.sub(v128.load(x), shift))
  v128.store(centred, f64x2.sub(v128.load(x, 16), shift), 16)
  v128.store(centred, f64x2.sub(v128.load(x, 32), shift), 32)
  v128.store(centred, f64x2.sub(v128.load(x, 48), shift), 48)
}

/**
 * One group under one component, four rows of P at a time, by two halves of four samples.
 *
 * @param panels of P, as packFactors makes them.
 */
function fullGroup(
  x: usize, mean: usize, panels: usize, normalizer: v128, centred: usize, best: usize, out: usize,
  columns: i32, reach: f64,
): void {
  const far = f64x2.splat(reach)
  const zero = f64x2.splat(0)
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero
  let end = centred
  for (let j = 0; j < columns; j += 4) {
    const stop = centred + ((<usize>min(j + 4, columns)) << 6)
    for (; end < stop; end += 64, x += 64, mean += 8) centreColumn(x, mean, end)
    for (let half: usize = 0; half < 64; half += 32) {
      let a0 = zero, b0 = zero, c0 = zero, d0 = zero
      let a1 = zero, b1 = zero, c1 = zero, d1 = zero
      let p = panels
      for (let y = centred + half; y < end; y += 64, p += 32) {
        const y0 = v128.load(y), y1 = v128.load(y, 16)
        const w0 = splat(p)
        a0 = multiplyAdd(w0, y0, a0); a1 = multiplyAdd(w0, y1, a1)
        const w1 = v128.load64_splat(p, 8)
        b0 = multiplyAdd(w1, y0, b0); b1 = multiplyAdd(w1, y1, b1)
        const w2 = v128.load64_splat(p, 16)
        c0 = multiplyAdd(w2, y0, c0); c1 = multiplyAdd(w2, y1, c1)
        const w3 = v128.load64_splat(p, 24)
        d0 = multiplyAdd(w3, y0, d0); d1 = multiplyAdd(w3, y1, d1)
      }
      const t0 = multiplyAdd(d0, d0, multiplyAdd(c0, c0, multiplyAdd(b0, b0, f64x2.mul(a0, a0))))
      const t1 = multiplyAdd(d1, d1, multiplyAdd(c1, c1, multiplyAdd(b1, b1, f64x2.mul(a1, a1))))
      if (half == 0) {
        s0 = f64x2.add(s0, t0)
        s1 = f64x2.add(s1, t1)
      } else {
        s2 = f64x2.add(s2, t0)
        s3 = f64x2.add(s3, t1)
      }
    }
    panels += (end - centred) >> 1
    if (j + 4 < columns && !inReach(normalizer, s0, s1, s2, s3, best, far)) {
      storeOutOfReach(out)
      return
    }
  }
  storeLogDensities(out, normalizer, s0, s1, s2, s3, best)
}

/** projected = P (x - centre) for one group. */
function projectGroup(x: usize, centre: usize, factor: usize, centred: usize, projected: usize, columns: i32): void {
  const columnBytes = (<usize>columns) << 3
  for (let j = 0; j < columns; j++) {
    const at = (<usize>j) << 6
    centreColumn(x + at, centre + ((<usize>j) << 3), centred + at)
    let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0
    let y = centred
    let p = factor + <usize>j * columnBytes
    for (let i = 0; i <= j; i++, y += 64, p += 8) {
      const w = splat(p)
      a0 = multiplyAdd(w, v128.load(y), a0)
      a1 = multiplyAdd(w, v128.load(y, 16), a1)
      a2 = multiplyAdd(w, v128.load(y, 32), a2)
      a3 = multiplyAdd(w, v128.load(y, 48), a3)
    }
    v128.store(projected + at, a0)
    v128.store(projected + at, a1, 16)
    v128.store(projected + at, a2, 32)
    v128.store(projected + at, a3, 48)
  }
}

/** Both passes with diagonal factors; factors = 0 says that all are 1. */
// @ts-ignore: decorator
@inline
function diagonalPasses(
  block: usize, bounds: usize, means: usize, factors: usize, logNormalizers: usize, best: usize, joint: usize,
  groups: i32, blockRows: i32, columns: i32, components: i32, reach: f64,
): void {
  const columnBytes = (<usize>columns) << 3
  const rowBytes = (<usize>blockRows) << 3
  fillBest(best, groups)
  for (let pass = 0; pass < 2; pass++) {
    for (let k = 0; k < components; k++) {
      const from = ownFrom(bounds, k), to = ownTo(bounds, k)
      const mean = means + <usize>k * columnBytes
      const factor = factors ? factors + <usize>k * columnBytes : 0
      const normalizer = splat(logNormalizers + ((<usize>k) << 3))
      const out = joint + <usize>k * rowBytes
      if (pass == 0) {
        for (let g = from; g < to; g++) {
          diagonalGroup(block + <usize>g * (columnBytes << 3), mean, factor, normalizer, best + ((<usize>g) << 6), out + ((<usize>g) << 6), columns, Infinity)
        }
        continue
      }
      for (let g = 0; g < groups; g++) {
        if (g == from && to > from) {
          g = to - 1
          continue
        }
        diagonalGroup(block + <usize>g * (columnBytes << 3), mean, factor, normalizer, best + ((<usize>g) << 6), out + ((<usize>g) << 6), columns, reach)
      }
    }
  }
}

/** Columns between two looks at whether a component is still in reach. */
const columnsPerLook: i32 = 4

// @ts-ignore: decorator
@inline
function diagonalGroup(
  x: usize, mean: usize, factor: usize, normalizer: v128, best: usize, out: usize, columns: i32, reach: f64,
): void {
  const far = f64x2.splat(reach)
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0
  for (let i = 0; i < columns; ) {
    const stop = min(i + columnsPerLook, columns)
    if (factor) {
      for (; i < stop; i++, x += 64, mean += 8, factor += 8) {
        const shift = splat(mean), p = splat(factor)
        const y0 = f64x2.mul(p, f64x2.sub(v128.load(x), shift))
        s0 = multiplyAdd(y0, y0, s0)
        const y1 = f64x2.mul(p, f64x2.sub(v128.load(x, 16), shift))
        s1 = multiplyAdd(y1, y1, s1)
        const y2 = f64x2.mul(p, f64x2.sub(v128.load(x, 32), shift))
        s2 = multiplyAdd(y2, y2, s2)
        const y3 = f64x2.mul(p, f64x2.sub(v128.load(x, 48), shift))
        s3 = multiplyAdd(y3, y3, s3)
      }
    } else {
      for (; i < stop; i++, x += 64, mean += 8) {
        const shift = splat(mean)
        const y0 = f64x2.sub(v128.load(x), shift)
        s0 = multiplyAdd(y0, y0, s0)
        const y1 = f64x2.sub(v128.load(x, 16), shift)
        s1 = multiplyAdd(y1, y1, s1)
        const y2 = f64x2.sub(v128.load(x, 32), shift)
        s2 = multiplyAdd(y2, y2, s2)
        const y3 = f64x2.sub(v128.load(x, 48), shift)
        s3 = multiplyAdd(y3, y3, s3)
      }
    }
    if (i < columns && !inReach(normalizer, s0, s1, s2, s3, best, far)) {
      storeOutOfReach(out)
      return
    }
  }
  storeLogDensities(out, normalizer, s0, s1, s2, s3, best)
}
