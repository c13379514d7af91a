import { expNonPositive } from './exp'
import { logPositive } from './log'

/**
 * Weighted log-densities joint [components, blockRows] by position -> by row, through order:
 *
 *   logDensities[row] = logsumexp_k,  responsibilities[k, row] = rowWeights[row] exp(joint - logDensities[row]),
 *   labels[row] = the k of the largest, the highest of equals.
 *
 * Components more than `reach` nats, at most 708, below the best of a row, and shares of it below `least`, are an exact 0.
 * Returns the weighted sum of the log-densities of the `count` rows. Overwrites joint.
 * Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function normalizeResponsibilities(
  joint: usize, best: usize, order: usize, rowWeights: usize,
  responsibilities: usize, logDensities: usize, labels: usize,
  count: i32, blockRows: i32, components: i32, reach: f64, least: f64,
): f64 {
  const rowBytes = (<usize>blockRows) << 3
  const end = joint + <usize>components * rowBytes
  const far = f64x2.splat(-reach)
  memory.fill(responsibilities, 0, <usize>components * rowBytes)
  for (let position = 0; position < count; position += 2) {
    const offset = (<usize>position) << 3
    const maximum = v128.load(best + offset)
    let sum = f64x2.splat(0)
    let label = f64x2.splat(0)
    let k = f64x2.splat(0)
    for (let at = joint + offset; at < end; at += rowBytes) {
      const difference = f64x2.sub(v128.load(at), maximum)
      const near = f64x2.ge(difference, far)
      if (v128.any_true(near)) {
        const share = v128.and(expNonPositive(difference), near)
        v128.store(at, share)
        sum = f64x2.add(sum, share)
        label = v128.bitselect(k, label, f64x2.eq(difference, f64x2.splat(0)))
      } else v128.store(at, f64x2.splat(0))
      k = f64x2.add(k, f64x2.splat(1))
    }

    const left = <usize>load<i32>(order + (offset >> 1)), right = <usize>load<i32>(order + (offset >> 1), 4)
    // Behind the last row its repetition counts nothing.
    const hasRight = position + 1 < count
    const scale = f64x2.div(f64x2.splat(1), sum)
    const weights = f64x2.replace_lane(
      splatRow(rowWeights, left), 1, hasRight ? load<f64>(rowWeights + (right << 3)) : 0,
    )
    let out = responsibilities
    for (let at = joint + offset; at < end; at += rowBytes, out += rowBytes) {
      let share = v128.load(at)
      if (!v128.any_true(share)) continue
      share = f64x2.mul(share, scale)
      share = f64x2.mul(v128.and(share, f64x2.ge(share, f64x2.splat(least))), weights)
      store<f64>(out + (left << 3), f64x2.extract_lane(share, 0))
      if (hasRight) store<f64>(out + (right << 3), f64x2.extract_lane(share, 1))
    }

    const logDensity = f64x2.add(maximum, logPositive(sum))
    store<f64>(logDensities + (left << 3), f64x2.extract_lane(logDensity, 0))
    store<i32>(labels + (left << 2), <i32>f64x2.extract_lane(label, 0))
    if (!hasRight) continue
    store<f64>(logDensities + (right << 3), f64x2.extract_lane(logDensity, 1))
    store<i32>(labels + (right << 2), <i32>f64x2.extract_lane(label, 1))
  }
  let total: f64 = 0
  for (let offset: usize = 0; offset < (<usize>count) << 3; offset += 8) {
    total += load<f64>(rowWeights + offset) * load<f64>(logDensities + offset)
  }
  return total
}

// @ts-ignore: decorator
@inline
function splatRow(values: usize, row: usize): v128 {
  return v128.load64_splat(values + (row << 3))
}
