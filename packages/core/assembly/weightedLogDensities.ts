import { include, setBytes } from './bitSets'
import { packedLength } from './packFactors'
import { centreColumn, fillLanes, groupRows, isOutOfReach, raise, storeInReach } from './groups'
import { multiplyAdd, splat } from './lanes'
import { Workspace } from './workspace'

/**
 * Nats beyond reach before a component is given up early. The bound that is then known stays useful after the model has
 * changed.
 */
const margin: f64 = 12

/**
 * jointLogDensities[k, position] = logNormalizers[k] - 0.5 |P_k (x - mean_k)|^2 with P_k lower triangular, for the
 * components that `componentsInReach` holds for the group. The others are more than `reach` nats below the maximum of
 * every sample of the group. maxLogDensities[position] is the maximum, and outOfReachBounds[position] an upper bound on
 * the log-density under every component out of reach.
 *
 * First every group evaluates the components that its samples belonged to in the last pass. The bounds of the last pass,
 * adjusted by `drift`, may show that no other component is in reach of the group. Otherwise the group evaluates the
 * remaining components, and most of them are given up after a few rows of P. Twin of the reference kernel of the same
 * name; parity is relative 1e-12.
 */
export function weightedLogDensitiesFull(workspace: Workspace): void {
  const factorBytes = packedLength(workspace.columns) << 3
  evaluate(true, workspace, workspace.groupedSamples, workspace.means, workspace.packedFactors, factorBytes)
}

/**
 * The same for components that share P: y = P (x - centre) is computed once for each sample, and
 * |P (x - mean_k)|^2 = |y - P (mean_k - centre)|^2.
 */
export function weightedLogDensitiesShared(workspace: Workspace): void {
  const groups = groupsOf(workspace.count)
  const groupBytes = (<usize>workspace.columns) << 6
  for (let g = 0; g < groups; g++) projectGroup(workspace, <usize>g * groupBytes)
  evaluate(false, workspace, workspace.projectedSamples, workspace.projectedMeans, 0, 0)
}

/** The same for diagonal P: jointLogDensities[k, position] = logNormalizers[k] - 0.5 sum_i (p_k[i] (x[i] - mean_k[i]))^2. */
export function weightedLogDensitiesDiagonal(workspace: Workspace): void {
  const factorBytes = (<usize>workspace.columns) << 3
  evaluate(false, workspace, workspace.groupedSamples, workspace.means, workspace.factors, factorBytes)
}

// @ts-ignore: decorator
@inline
function groupsOf(count: i32): i32 {
  return (count + groupRows - 1) / groupRows
}

/**
 * Evaluates the components of every group.
 *
 * @param factors triangles or diagonals; address 0 stands for diagonals of ones.
 */
// @ts-ignore: decorator
@inline
function evaluate(
  isTriangular: bool, workspace: Workspace, block: usize, means: usize, factors: usize, factorBytes: usize,
): void {
  const labelStarts = workspace.labelStarts, logNormalizers = workspace.logNormalizers
  const maxima = workspace.maxLogDensities, bounds = workspace.outOfReachBounds
  const joint = workspace.jointLogDensities, inReach = workspace.componentsInReach
  const centred = workspace.groupScratch, listed = workspace.indexScratch
  const columns = workspace.columns, components = workspace.components, reach = workspace.reach
  const groups = groupsOf(workspace.count)
  const columnBytes = (<usize>columns) << 3
  const rowBytes = (<usize>workspace.blockRows) << 3
  const reachBytes = setBytes(components)
  fillLanes(maxima, groups, -Infinity)
  fillLanes(bounds, groups, -Infinity)
  memory.fill(inReach, 0, <usize>groups * reachBytes)
  for (let k = 0; k < components; k++) {
    const mean = means + <usize>k * columnBytes
    const factor = factors + <usize>k * factorBytes
    const normalizer = splat(logNormalizers + ((<usize>k) << 3))
    const out = joint + <usize>k * rowBytes
    for (let g = ownFrom(labelStarts, k), to = ownTo(labelStarts, k); g < to; g++) {
      const lanes = (<usize>g) << 6
      evaluateGroup(isTriangular, block + <usize>g * (columnBytes << 3), mean, factor, normalizer, centred, maxima + lanes, bounds + lanes, out + lanes, columns, Infinity)
      include(inReach + <usize>g * reachBytes, k)
    }
  }
  const end = listOpenGroups(workspace, groups)
  if (end == listed) return
  for (let k = 0; k < components; k++) {
    const from = ownFrom(labelStarts, k), to = ownTo(labelStarts, k)
    const mean = means + <usize>k * columnBytes
    const factor = factors + <usize>k * factorBytes
    const normalizer = splat(logNormalizers + ((<usize>k) << 3))
    const out = joint + <usize>k * rowBytes
    for (let at = listed; at < end; at += 4) {
      const g = load<i32>(at)
      if (g >= from && g < to) continue
      const lanes = (<usize>g) << 6
      if (evaluateGroup(isTriangular, block + <usize>g * (columnBytes << 3), mean, factor, normalizer, centred, maxima + lanes, bounds + lanes, out + lanes, columns, reach)) {
        include(inReach + <usize>g * reachBytes, k)
      }
    }
  }
}

/** One group under one component; false if the component was given up. */
// @ts-ignore: decorator
@inline
function evaluateGroup(
  isTriangular: bool, x: usize, mean: usize, factor: usize, normalizer: v128, centred: usize,
  maxima: usize, bounds: usize, out: usize, columns: i32, reach: f64,
): bool {
  return isTriangular
    ? triangularGroup(x, mean, factor, normalizer, centred, maxima, bounds, out, columns, reach)
    : diagonalGroup(x, mean, factor, normalizer, maxima, bounds, out, columns, reach)
}

/**
 * Lists in `indexScratch` the groups of which a component other than their own may be in reach, and returns where the list
 * ends. Of the other groups, the adjusted bounds raise outOfReachBounds. modelDrift.ts derives the adjustment.
 */
function listOpenGroups(workspace: Workspace, groups: i32): usize {
  const maxima = workspace.maxLogDensities, order = workspace.rowAtPosition, otherBounds = workspace.otherBounds
  const drift = workspace.drift, far = f64x2.splat(workspace.reach)
  let list = workspace.indexScratch
  const constant = splat(drift), slope = v128.load64_splat(drift, 8), root = v128.load64_splat(drift, 16)
  const top = v128.load64_splat(drift, 24), limit = v128.load64_splat(drift, 32)
  const known = load<f64>(drift, 32) > -Infinity
  for (let g = 0; g < groups; g++) {
    const lanes = (<usize>g) << 6
    let isOpen = !known
    for (let pair: usize = 0; pair < 64 && !isOpen; pair += 16) {
      const bound = boundPair(otherBounds, order + ((lanes + pair) >> 1))
      const adjusted = f64x2.add(f64x2.add(constant, f64x2.mul(slope, bound)), f64x2.mul(root, f64x2.sqrt(f64x2.sub(top, bound))))
      const isFar = v128.and(f64x2.le(bound, limit), f64x2.lt(f64x2.add(adjusted, far), v128.load(maxima + lanes + pair)))
      isOpen = !i64x2.all_true(isFar)
      v128.store(list + 16 + pair, adjusted)
    }
    if (isOpen) {
      store<i32>(list, g)
      list += 4
      continue
    }
    for (let pair: usize = 0; pair < 64; pair += 16) raise(workspace.outOfReachBounds + lanes + pair, v128.load(list + 16 + pair))
  }
  return list
}

/** The bounds of the rows at two positions. */
// @ts-ignore: decorator
@inline
function boundPair(otherBounds: usize, order: usize): v128 {
  const left = (<usize>load<i32>(order)) << 2, right = (<usize>load<i32>(order, 4)) << 2
  return f64x2.promote_low_f32x4(v128.load32_lane(otherBounds + right, v128.load32_zero(otherBounds + left), 1))
}

/** First group in which a sample has label k. */
// @ts-ignore: decorator
@inline
function ownFrom(labelStarts: usize, k: i32): i32 {
  return load<i32>(labelStarts + ((<usize>k) << 2)) / groupRows
}

/** Number after the last group in which a sample has label k; ownFrom if there is none. */
// @ts-ignore: decorator
@inline
function ownTo(labelStarts: usize, k: i32): i32 {
  const first = load<i32>(labelStarts + ((<usize>k) << 2)), end = load<i32>(labelStarts + ((<usize>k) << 2), 4)
  return end > first ? (end - 1) / groupRows + 1 : first / groupRows
}

/**
 * One group under one component: four rows of P at a time, for each half of the group's samples; the last one or two rows
 * of P by themselves.
 *
 * @param panels P as packFactors writes it.
 * @returns false if the component was given up.
 */
function triangularGroup(
  x: usize, mean: usize, panels: usize, normalizer: v128, centred: usize, maxima: usize, bounds: usize, out: usize,
  columns: i32, reach: f64,
): bool {
  const far = f64x2.splat(reach + margin)
  const zero = f64x2.splat(0)
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero
  let end = centred
  let j = 0
  for (; j + 2 < columns; j += 4) {
    if (j > 0 && isOutOfReach(normalizer, s0, s1, s2, s3, maxima, bounds, far)) return false
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
  }
  if (j < columns) {
    if (j > 0 && isOutOfReach(normalizer, s0, s1, s2, s3, maxima, bounds, far)) return false
    const stop = centred + ((<usize>columns) << 6)
    for (; end < stop; end += 64, x += 64, mean += 8) centreColumn(x, mean, end)
    let a0 = zero, a1 = zero, a2 = zero, a3 = zero
    let b0 = zero, b1 = zero, b2 = zero, b3 = zero
    for (let y = centred; y < end; y += 64, panels += 32) {
      const w0 = splat(panels), w1 = v128.load64_splat(panels, 8)
      const y0 = v128.load(y)
      a0 = multiplyAdd(w0, y0, a0); b0 = multiplyAdd(w1, y0, b0)
      const y1 = v128.load(y, 16)
      a1 = multiplyAdd(w0, y1, a1); b1 = multiplyAdd(w1, y1, b1)
      const y2 = v128.load(y, 32)
      a2 = multiplyAdd(w0, y2, a2); b2 = multiplyAdd(w1, y2, b2)
      const y3 = v128.load(y, 48)
      a3 = multiplyAdd(w0, y3, a3); b3 = multiplyAdd(w1, y3, b3)
    }
    s0 = f64x2.add(s0, multiplyAdd(b0, b0, f64x2.mul(a0, a0)))
    s1 = f64x2.add(s1, multiplyAdd(b1, b1, f64x2.mul(a1, a1)))
    s2 = f64x2.add(s2, multiplyAdd(b2, b2, f64x2.mul(a2, a2)))
    s3 = f64x2.add(s3, multiplyAdd(b3, b3, f64x2.mul(a3, a3)))
  }
  return storeInReach(out, normalizer, s0, s1, s2, s3, maxima, bounds, reach)
}

/** projectedSamples = P (x - centre) for the group that begins `offset` bytes behind the first. */
function projectGroup(workspace: Workspace, offset: usize): void {
  const x = workspace.groupedSamples + offset, projected = workspace.projectedSamples + offset
  const factor = workspace.factors, centre = workspace.centre, centred = workspace.groupScratch
  const columns = workspace.columns
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

/** Columns between two checks of whether a component is still in reach. */
const columnsPerCheck: i32 = 4

/** One group under one component with a diagonal factor. */
// @ts-ignore: decorator
@inline
function diagonalGroup(
  x: usize, mean: usize, factor: usize, normalizer: v128, maxima: usize, bounds: usize, out: usize, columns: i32, reach: f64,
): bool {
  const far = f64x2.splat(reach + margin)
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0
  for (let i = 0; i < columns; ) {
    const stop = min(i + columnsPerCheck, columns)
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
    if (i < columns && isOutOfReach(normalizer, s0, s1, s2, s3, maxima, bounds, far)) return false
  }
  return storeInReach(out, normalizer, s0, s1, s2, s3, maxima, bounds, reach)
}
