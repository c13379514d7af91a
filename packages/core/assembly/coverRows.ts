import { addTo, multiplyAdd, splat, sumOfLanes } from './lanes'

/**
 * For each of the centres [C, D] and the samples [count, D]:
 *
 *   covered[c, row] = min(masses[row], weights[row] |x - centre_c|^2),  totals[c] += their sum.
 *
 * Overwrites masses behind the last row. Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function coverRows(
  rows: usize, centres: usize, weights: usize, masses: usize, covered: usize, totals: usize,
  count: i32, blockRows: i32, columns: i32, centreCount: i32,
): void {
  const rowBytes = (<usize>columns) << 3, blockBytes = (<usize>blockRows) << 3
  const end = (<usize>count) << 3, paired = ((<usize>columns) & ~1) << 3
  // Whatever stands behind the last row of an odd number adds nothing.
  if (count & 1) store<f64>(masses + end, 0)
  for (let c = 0; c < centreCount; c++, centres += rowBytes, covered += blockBytes) {
    let total = f64x2.splat(0)
    let left = rows, right = rows + rowBytes
    for (let offset: usize = 0; offset < end; offset += 16) {
      let leftSum = f64x2.splat(0), rightSum = leftSum
      for (let i: usize = 0; i < paired; i += 16) {
        const centre = v128.load(centres + i)
        const leftShift = f64x2.sub(v128.load(left + i), centre), rightShift = f64x2.sub(v128.load(right + i), centre)
        leftSum = multiplyAdd(leftShift, leftShift, leftSum)
        rightSum = multiplyAdd(rightShift, rightShift, rightSum)
      }
      let distance = f64x2.add(
        v128.shuffle<f64>(leftSum, rightSum, 0, 2), v128.shuffle<f64>(leftSum, rightSum, 1, 3),
      )
      if (paired < rowBytes) {
        const last = f64x2.replace_lane(splat(left + paired), 1, load<f64>(right + paired))
        const shift = f64x2.sub(last, splat(centres + paired))
        distance = multiplyAdd(shift, shift, distance)
      }
      const mass = f64x2.pmin(v128.load(masses + offset), f64x2.mul(v128.load(weights + offset), distance))
      v128.store(covered + offset, mass)
      total = f64x2.add(total, mass)
      left = right + rowBytes
      right = left + rowBytes
    }
    addTo(totals + ((<usize>c) << 3), sumOfLanes(total))
  }
}
