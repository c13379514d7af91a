import { expNonPositive } from './exp'

/**
 * Turns weighted log-densities [components, blockRows] into responsibilities in place, writes
 * logDensities[b] = logsumexp_k, and returns their sum over the first `rows` samples.
 * Responsibilities of the padding behind `rows` become 0.
 * Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function normalizeResponsibilities(
  responsibilities: usize, logDensities: usize, rows: i32, blockRows: i32, components: i32,
): f64 {
  const rowBytes = (<usize>blockRows) << 3
  let total: f64 = 0
  for (let b = 0; b < rows; b += 2) {
    const column = responsibilities + ((<usize>b) << 3)
    let maximum = v128.load(column)
    let at = column + rowBytes
    for (let k = 1; k < components; k++, at += rowBytes) maximum = f64x2.max(maximum, v128.load(at))

    let sum = f64x2.splat(0)
    at = column
    for (let k = 0; k < components; k++, at += rowBytes) {
      const difference = f64x2.sub(v128.load(at), maximum)
      // Most components are out of reach of a sample: their exponential is an exact 0.
      if (!v128.any_true(f64x2.ge(difference, f64x2.splat(-708.0)))) {
        v128.store(at, f64x2.splat(0))
        continue
      }
      const e = expNonPositive(difference)
      v128.store(at, e)
      sum = f64x2.add(sum, e)
    }

    const scale = f64x2.div(f64x2.splat(1), sum)
    at = column
    for (let k = 0; k < components; k++, at += rowBytes) v128.store(at, f64x2.mul(v128.load(at), scale))

    const log0 = f64x2.extract_lane(maximum, 0) + Math.log(f64x2.extract_lane(sum, 0))
    const log1 = f64x2.extract_lane(maximum, 1) + Math.log(f64x2.extract_lane(sum, 1))
    const out = logDensities + ((<usize>b) << 3)
    store<f64>(out, log0)
    store<f64>(out, log1, 8)
    total += log0
    if (b + 1 < rows) total += log1
  }
  for (let k = 0; k < components; k++) {
    const row = responsibilities + <usize>k * rowBytes
    for (let b = rows; b < blockRows; b++) store<f64>(row + ((<usize>b) << 3), 0)
  }
  return total
}
