import { addTo, multiplyAdd, splat, sumOfLanes } from './lanes'
import { Workspace } from './workspace'

/**
 * For each of the centres [centreCount, columns] and the samples [count, columns]:
 *
 *   coveredMasses[c, row] = min(masses[row], rowWeights[row] |x - centre_c|^2),  massSums[c] += their sum over the rows.
 *
 * Overwrites the mass behind an odd last row. Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function coverRows(workspace: Workspace): void {
  const weights = workspace.rowWeights, masses = workspace.masses
  const rowBytes = (<usize>workspace.columns) << 3, blockBytes = (<usize>workspace.blockRows) << 3
  const end = (<usize>workspace.count) << 3, paired = ((<usize>workspace.columns) & ~1) << 3
  let centres = workspace.centres, covered = workspace.coveredMasses
  // Rows are taken in pairs; a mass of 0 keeps the row behind an odd last one out of the sum.
  if (workspace.count & 1) store<f64>(masses + end, 0)
  for (let c = 0; c < workspace.centreCount; c++, centres += rowBytes, covered += blockBytes) {
    let total = f64x2.splat(0)
    let left = workspace.samples, right = left + rowBytes
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
    addTo(workspace.massSums + ((<usize>c) << 3), sumOfLanes(total))
  }
}
