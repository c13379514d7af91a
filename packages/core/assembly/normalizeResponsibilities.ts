import { include, listMembers, setBytes, wordOf } from './bitSets'
import { expNonPositive } from './exp'
import { groupRows } from './groups'
import { logPositive } from './log'
import { Workspace } from './workspace'

/** Binary logarithm of the bytes of float64 values that one byte of a set stands for. */
const bytesPerSetByte: usize = 6

/**
 * jointLogDensities [components, blockRows] by position, of the components in reach, to results by row:
 *
 *   logDensities[row] = logsumexp_k jointLogDensities[k, position]
 *   responsibilities[k, row] = rowWeights[row] exp(jointLogDensities[k, position] - logDensities[row])
 *   labels[row] = the k of the largest responsibility, the highest of equals
 *   otherBounds[row] >= the log-density under every other component; Infinity if another one is in reach
 *   logLikelihood = the weighted sum of logDensities
 *
 * A component more than `reach` nats (at most 708) below the maximum of a row has responsibility 0, and so has a share of
 * the row below `minShare`. `activeRows` holds the rows of each component whose responsibility is not 0. Overwrites
 * jointLogDensities. Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function normalizeResponsibilities(workspace: Workspace): void {
  const responsibilities = workspace.responsibilities, activeRows = workspace.activeRows, listed = workspace.indexScratch
  const logDensities = workspace.logDensities, rowWeights = workspace.rowWeights, order = workspace.rowAtPosition
  const maxima = workspace.maxLogDensities, bounds = workspace.outOfReachBounds
  const labels = workspace.labels, otherBounds = workspace.otherBounds
  const count = workspace.count, components = workspace.components
  const rowBytes = (<usize>workspace.blockRows) << 3
  const reachBytes = setBytes(components), activeBytes = setBytes(workspace.blockRows)
  memory.fill(responsibilities, 0, <usize>components * rowBytes)
  memory.fill(activeRows, 0, <usize>components * activeBytes)
  let inReach = workspace.componentsInReach
  for (let position = 0; position < count; position += groupRows, inReach += reachBytes) {
    const end = listMembers(inReach, reachBytes, listed, <i32>rowBytes)
    const last = min(position + groupRows, count)
    if (end == listed + 4 && areFinite(maxima + ((<usize>position) << 3))) {
      const component = <usize>load<u32>(listed)
      const k = <i32>(component >> ctz(rowBytes))
      const out = responsibilities + component
      const active = activeRows + (component >> bytesPerSetByte)
      for (let p = position; p < last; p++) {
        const offset = (<usize>p) << 3
        const row = load<i32>(order + (offset >> 1))
        const weight = load<f64>(rowWeights + ((<usize>row) << 3))
        store<f64>(out + ((<usize>row) << 3), weight)
        include(active, row)
        store<f64>(logDensities + ((<usize>row) << 3), load<f64>(maxima + offset))
        store<i32>(labels + ((<usize>row) << 2), k)
        storeBound(otherBounds, row, load<f64>(bounds + offset))
      }
    } else {
      for (let p = position; p < last; p += 2) normalizePair(workspace, p, listed, end)
    }
  }
  let total: f64 = 0
  for (let offset: usize = 0; offset < (<usize>count) << 3; offset += 8) {
    total += load<f64>(rowWeights + offset) * load<f64>(logDensities + offset)
  }
  workspace.logLikelihood = total
}

/** Normalises the samples at two positions over the listed components. */
// @ts-ignore: decorator
@inline
function normalizePair(workspace: Workspace, position: i32, listed: usize, end: usize): void {
  const offset = (<usize>position) << 3
  const far = f64x2.splat(-workspace.reach)
  const maximum = v128.load(workspace.maxLogDensities + offset)
  const here = workspace.jointLogDensities + offset
  let sum = f64x2.splat(0)
  let label = i64x2.splat(0)
  let bound = v128.load(workspace.outOfReachBounds + offset)
  for (let k = listed; k < end; k += 4) {
    const at = here + <usize>load<u32>(k)
    const difference = f64x2.sub(v128.load(at), maximum)
    const near = f64x2.ge(difference, far)
    const isMaximum = f64x2.eq(difference, f64x2.splat(0))
    if (v128.any_true(near)) {
      // If the component is the maximum of both samples, as for most neighbours, no exponential is needed.
      const share = i64x2.all_true(isMaximum) ? f64x2.splat(1) : v128.and(expNonPositive(difference), near)
      v128.store(at, share)
      sum = f64x2.add(sum, share)
      label = v128.bitselect(i64x2.splat(<i64>load<u32>(k)), label, isMaximum)
    } else v128.store(at, f64x2.splat(0))
    // The bound covers components in reach whose share is too small to change the sum.
    bound = f64x2.pmax(bound, v128.bitselect(f64x2.splat(-Infinity), f64x2.add(maximum, difference), isMaximum))
  }
  // If others are in reach, the next pass must evaluate them whatever the bounds are.
  bound = v128.bitselect(f64x2.splat(Infinity), bound, f64x2.gt(sum, f64x2.splat(1)))

  const order = workspace.rowAtPosition + (offset >> 1)
  const left = load<i32>(order), right = load<i32>(order, 4)
  const leftAt = (<usize>left) << 3, rightAt = (<usize>right) << 3
  const leftWord = workspace.activeRows + wordOf(left), rightWord = workspace.activeRows + wordOf(right)
  // The position behind an odd last one repeats its row, which must count once.
  const hasRight = position + 1 < workspace.count
  const scale = f64x2.div(f64x2.splat(1), sum)
  const weights = f64x2.replace_lane(
    v128.load64_splat(workspace.rowWeights + leftAt), 1, hasRight ? load<f64>(workspace.rowWeights + rightAt) : 0,
  )
  const minShare = f64x2.splat(workspace.minShare)
  for (let k = listed; k < end; k += 4) {
    const component = <usize>load<u32>(k)
    let share = v128.load(here + component)
    if (!v128.any_true(share)) continue
    share = f64x2.mul(share, scale)
    share = f64x2.mul(v128.and(share, f64x2.ge(share, minShare)), weights)
    const out = workspace.responsibilities + component
    const rows = component >> bytesPerSetByte
    const isActive = <u64>i64x2.bitmask(f64x2.ne(share, f64x2.splat(0)))
    v128.store64_lane(out + leftAt, share, 0)
    store<u64>(leftWord + rows, load<u64>(leftWord + rows) | ((isActive & 1) << (<u64>left & 63)))
    if (!hasRight) continue
    v128.store64_lane(out + rightAt, share, 1)
    store<u64>(rightWord + rows, load<u64>(rightWord + rows) | ((isActive >> 1) << (<u64>right & 63)))
  }

  const logDensity = f64x2.add(maximum, logPositive(sum))
  const shift = ctz((<usize>workspace.blockRows) << 3)
  // Rounded up by more than the rounding of the bound and its conversion to float32.
  bound = f32x4.demote_f64x2_zero(
    f64x2.add(bound, f64x2.mul(f64x2.splat(2e-7), f64x2.add(f64x2.splat(1), f64x2.abs(bound)))),
  )
  v128.store64_lane(workspace.logDensities + leftAt, logDensity, 0)
  store<i32>(workspace.labels + (leftAt >> 1), <i32>(<usize>i64x2.extract_lane(label, 0) >> shift))
  v128.store32_lane(workspace.otherBounds + (leftAt >> 1), bound, 0)
  if (!hasRight) return
  v128.store64_lane(workspace.logDensities + rightAt, logDensity, 1)
  store<i32>(workspace.labels + (rightAt >> 1), <i32>(<usize>i64x2.extract_lane(label, 1) >> shift))
  v128.store32_lane(workspace.otherBounds + (rightAt >> 1), bound, 1)
}

/** Whether the maximum log-densities of a group are finite. */
// @ts-ignore: decorator
@inline
function areFinite(maxima: usize): bool {
  const minimum = f64x2.min(
    f64x2.min(v128.load(maxima), v128.load(maxima, 16)), f64x2.min(v128.load(maxima, 32), v128.load(maxima, 48)),
  )
  return i64x2.all_true(f64x2.gt(minimum, f64x2.splat(-Infinity)))
}

/** Stores a bound, rounded up by more than its rounding and its conversion to float32. */
// @ts-ignore: decorator
@inline
function storeBound(otherBounds: usize, row: i32, bound: f64): void {
  store<f32>(otherBounds + ((<usize>row) << 2), <f32>(bound + 2e-7 * (1 + Math.abs(bound))))
}
