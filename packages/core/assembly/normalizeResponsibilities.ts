import { include, listMembers, setBytes, wordOf } from './bitSets'
import { expNonPositive } from './exp'
import { groupRows } from './groups'
import { logPositive } from './log'

/** Binary logarithm of the bytes of float64 to each byte of a set. */
const bytesPerSetByte: usize = 6

/**
 * Weighted log-densities joint [components, blockRows] by position -> by row, through order, of what `reached` holds:
 *
 *   logDensities[row] = logsumexp_k,  responsibilities[k, row] = rowWeights[row] exp(joint - logDensities[row]),
 *   labels[row] = the k of the largest, the highest of equals,  runnersUp[row] >= the log-density
 *   of any other, but Infinity where one is in reach.
 *
 * Components more than `reach` nats, at most 708, below the best of a row, and shares of it below `least`, are an exact 0;
 * `active` holds the rows of each component that are not. Returns the weighted sum of the log-densities of the `count`
 * rows. Overwrites joint. Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function normalizeResponsibilities(
  joint: usize, best: usize, rest: usize, reached: usize, listed: usize, order: usize, rowWeights: usize,
  responsibilities: usize, active: usize, logDensities: usize, labels: usize, runnersUp: usize,
  count: i32, blockRows: i32, components: i32, reach: f64, least: f64,
): f64 {
  const rowBytes = (<usize>blockRows) << 3
  const reachedBytes = setBytes(components), activeBytes = setBytes(blockRows)
  memory.fill(responsibilities, 0, <usize>components * rowBytes)
  memory.fill(active, 0, <usize>components * activeBytes)
  for (let position = 0; position < count; position += groupRows, reached += reachedBytes) {
    const end = listMembers(reached, reachedBytes, listed, <i32>rowBytes)
    const last = min(position + groupRows, count)
    if (end == listed + 4 && areFinite(best + ((<usize>position) << 3))) {
      const component = <usize>load<u32>(listed)
      const k = <i32>(component >> ctz(rowBytes))
      const out = responsibilities + component
      const rows = active + (component >> bytesPerSetByte)
      for (let p = position; p < last; p++) {
        const offset = (<usize>p) << 3
        const row = load<i32>(order + (offset >> 1))
        const weight = load<f64>(rowWeights + ((<usize>row) << 3))
        store<f64>(out + ((<usize>row) << 3), weight)
        include(rows, row)
        store<f64>(logDensities + ((<usize>row) << 3), load<f64>(best + offset))
        store<i32>(labels + ((<usize>row) << 2), k)
        storeRunnerUp(runnersUp, row, load<f64>(rest + offset))
      }
    } else {
      for (let p = position; p < last; p += 2) {
        normalizePair(
          joint, best, rest, listed, end, order, rowWeights, responsibilities, active, logDensities, labels, runnersUp,
          p, count, rowBytes, reach, least,
        )
      }
    }
  }
  let total: f64 = 0
  for (let offset: usize = 0; offset < (<usize>count) << 3; offset += 8) {
    total += load<f64>(rowWeights + offset) * load<f64>(logDensities + offset)
  }
  return total
}

/** The samples at two positions under the listed components. */
// @ts-ignore: decorator
@inline
function normalizePair(
  joint: usize, best: usize, rest: usize, listed: usize, end: usize, order: usize, rowWeights: usize,
  responsibilities: usize, active: usize, logDensities: usize, labels: usize, runnersUp: usize,
  position: i32, count: i32, rowBytes: usize, reach: f64, least: f64,
): void {
  const offset = (<usize>position) << 3
  const far = f64x2.splat(-reach)
  const maximum = v128.load(best + offset)
  const here = joint + offset
  let sum = f64x2.splat(0)
  let label = i64x2.splat(0)
  let bound = v128.load(rest + offset)
  for (let k = listed; k < end; k += 4) {
    const at = here + <usize>load<u32>(k)
    const difference = f64x2.sub(v128.load(at), maximum)
    const near = f64x2.ge(difference, far)
    const isBest = f64x2.eq(difference, f64x2.splat(0))
    if (v128.any_true(near)) {
      // The best of both samples needs no exponential: neighbours mostly have the same.
      const share = i64x2.all_true(isBest) ? f64x2.splat(1) : v128.and(expNonPositive(difference), near)
      v128.store(at, share)
      sum = f64x2.add(sum, share)
      label = v128.bitselect(i64x2.splat(<i64>load<u32>(k)), label, isBest)
    } else v128.store(at, f64x2.splat(0))
    // Also of one in reach whose share is too small to show in the sum.
    bound = f64x2.pmax(bound, v128.bitselect(f64x2.splat(-Infinity), f64x2.add(maximum, difference), isBest))
  }
  // Where others are in reach they will be met again, whatever bounds say.
  bound = v128.bitselect(f64x2.splat(Infinity), bound, f64x2.gt(sum, f64x2.splat(1)))

  const left = load<i32>(order + (offset >> 1)), right = load<i32>(order + (offset >> 1), 4)
  const leftAt = (<usize>left) << 3, rightAt = (<usize>right) << 3
  const leftWord = active + wordOf(left), rightWord = active + wordOf(right)
  // Behind the last row its repetition counts nothing.
  const hasRight = position + 1 < count
  const scale = f64x2.div(f64x2.splat(1), sum)
  const weights = f64x2.replace_lane(
    v128.load64_splat(rowWeights + leftAt), 1, hasRight ? load<f64>(rowWeights + rightAt) : 0,
  )
  for (let k = listed; k < end; k += 4) {
    const component = <usize>load<u32>(k)
    let share = v128.load(here + component)
    if (!v128.any_true(share)) continue
    share = f64x2.mul(share, scale)
    share = f64x2.mul(v128.and(share, f64x2.ge(share, f64x2.splat(least))), weights)
    const out = responsibilities + component
    const rows = component >> bytesPerSetByte
    const isActive = <u64>i64x2.bitmask(f64x2.ne(share, f64x2.splat(0)))
    v128.store64_lane(out + leftAt, share, 0)
    store<u64>(leftWord + rows, load<u64>(leftWord + rows) | ((isActive & 1) << (<u64>left & 63)))
    if (!hasRight) continue
    v128.store64_lane(out + rightAt, share, 1)
    store<u64>(rightWord + rows, load<u64>(rightWord + rows) | ((isActive >> 1) << (<u64>right & 63)))
  }

  const logDensity = f64x2.add(maximum, logPositive(sum))
  const shift = ctz(rowBytes)
  // Rounded up by more than the bounds' own rounding, and that to float32.
  bound = f32x4.demote_f64x2_zero(
    f64x2.add(bound, f64x2.mul(f64x2.splat(2e-7), f64x2.add(f64x2.splat(1), f64x2.abs(bound)))),
  )
  v128.store64_lane(logDensities + leftAt, logDensity, 0)
  store<i32>(labels + (leftAt >> 1), <i32>(<usize>i64x2.extract_lane(label, 0) >> shift))
  v128.store32_lane(runnersUp + (leftAt >> 1), bound, 0)
  if (!hasRight) return
  v128.store64_lane(logDensities + rightAt, logDensity, 1)
  store<i32>(labels + (rightAt >> 1), <i32>(<usize>i64x2.extract_lane(label, 1) >> shift))
  v128.store32_lane(runnersUp + (rightAt >> 1), bound, 1)
}

/** Whether the best log-densities of a group are. */
// @ts-ignore: decorator
@inline
function areFinite(best: usize): bool {
  const least = f64x2.min(
    f64x2.min(v128.load(best), v128.load(best, 16)), f64x2.min(v128.load(best, 32), v128.load(best, 48)),
  )
  return i64x2.all_true(f64x2.gt(least, f64x2.splat(-Infinity)))
}

/** Rounded up by more than the bound's own rounding, and that to float32. */
// @ts-ignore: decorator
@inline
function storeRunnerUp(runnersUp: usize, row: i32, bound: f64): void {
  store<f32>(runnersUp + ((<usize>row) << 2), <f32>(bound + 2e-7 * (1 + Math.abs(bound))))
}
