import { Workspace } from './workspace'

/**
 * Adds the evidence of the coded columns to the joint log-densities, for rows whose positions equal their numbers:
 *
 *   jointLogDensities[k, row] += Σ_c valueLogProbabilities[places[row, c] + k],  maxLogDensities[row] = their maximum over k.
 *
 * The columns are added in their order, so the bits are those of the reference kernel of the same name.
 */
export function addEvidence(workspace: Workspace): void {
  const table = workspace.valueLogProbabilities
  const blockBytes = (<usize>workspace.blockRows) << 3, widthBytes = (<usize>workspace.codedColumns) << 2
  const components = workspace.components
  let places = workspace.places, joint = workspace.jointLogDensities, maximum = workspace.maxLogDensities
  for (let row = 0; row < workspace.count; row++, joint += 8, maximum += 8) {
    const end = places + widthBytes
    let best = -Infinity
    let at = joint, column = table, k = 0
    for (; k + 4 <= components; k += 4, column += 32) {
      let first = f64x2.splat(0), second = first
      for (let place = places; place < end; place += 4) {
        const value = column + ((<usize>load<u32>(place)) << 3)
        first = f64x2.add(first, v128.load(value))
        second = f64x2.add(second, v128.load(value, 16))
      }
      best = raise(at, f64x2.extract_lane(first, 0), best)
      best = raise(at + blockBytes, f64x2.extract_lane(first, 1), best)
      at += 2 * blockBytes
      best = raise(at, f64x2.extract_lane(second, 0), best)
      best = raise(at + blockBytes, f64x2.extract_lane(second, 1), best)
      at += 2 * blockBytes
    }
    for (; k + 2 <= components; k += 2, column += 16) {
      let sum = f64x2.splat(0)
      for (let place = places; place < end; place += 4) sum = f64x2.add(sum, v128.load(column + ((<usize>load<u32>(place)) << 3)))
      best = raise(at, f64x2.extract_lane(sum, 0), best)
      best = raise(at + blockBytes, f64x2.extract_lane(sum, 1), best)
      at += 2 * blockBytes
    }
    if (k < components) {
      let sum: f64 = 0
      for (let place = places; place < end; place += 4) sum += load<f64>(column + ((<usize>load<u32>(place)) << 3))
      best = raise(at, sum, best)
    }
    store<f64>(maximum, best)
    places = end
  }
}

/** Adds to the value at `at`. @returns the larger of the sum and `best`. */
// @ts-ignore: decorator
@inline
function raise(at: usize, evidence: f64, best: f64): f64 {
  const sum = load<f64>(at) + evidence
  store<f64>(at, sum)
  return sum > best ? sum : best
}

/**
 * Adds the responsibilities of the rows to the counts of their values:
 *
 *   valueCounts[places[row, c] + k] += responsibilities[k, row]
 *
 * in the order of the rows, so the bits are those of the reference kernel of the same name.
 */
export function countValues(workspace: Workspace): void {
  const blockBytes = (<usize>workspace.blockRows) << 3, widthBytes = (<usize>workspace.codedColumns) << 2
  const components = workspace.components
  let places = workspace.places, responsibilities = workspace.responsibilities
  for (let row = 0; row < workspace.count; row++, responsibilities += 8) {
    const end = places + widthBytes
    let at = responsibilities, column = workspace.valueCounts, k = 0
    for (; k + 2 <= components; k += 2, column += 16, at += 2 * blockBytes) {
      const shares = f64x2.replace_lane(f64x2.splat(load<f64>(at)), 1, load<f64>(at + blockBytes))
      // Most responsibilities are 0.
      if (!v128.any_true(shares)) continue
      for (let place = places; place < end; place += 4) {
        const value = column + ((<usize>load<u32>(place)) << 3)
        v128.store(value, f64x2.add(v128.load(value), shares))
      }
    }
    if (k < components) {
      const share = load<f64>(at)
      for (let place = places; place < end; place += 4) {
        const value = column + ((<usize>load<u32>(place)) << 3)
        store<f64>(value, load<f64>(value) + share)
      }
    }
    places = end
  }
}
