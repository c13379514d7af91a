import { multiplyAdd, splat } from './lanes'
import { Workspace } from './workspace'

/**
 * For each position of the grouped samples [groups, columns, 8]: squaredDistances = min_k |x - centre_k|^2, labels = the k
 * of that centre, the lowest of equals, and secondSquaredDistances = the minimum over the other centres, Infinity if there
 * are none. Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function nearestCentres(workspace: Workspace): void {
  const distances = workspace.squaredDistances, seconds = workspace.secondSquaredDistances
  const columns = workspace.columns, components = workspace.components
  for (let position = 0; position < workspace.count; position += 4) {
    const x = workspace.groupedSamples + <usize>(position >> 3) * ((<usize>columns) << 6) + ((<usize>(position & 7)) << 3)
    let best0 = f64x2.splat(Infinity), best1 = best0
    let second0 = best0, second1 = best0
    let label0 = f64x2.splat(0), label1 = label0
    let c = workspace.centres
    for (let k = 0; k < components; k++) {
      let s0 = f64x2.splat(0), s1 = s0
      let at = x
      for (let i = 0; i < columns; i++, at += 64, c += 8) {
        const shift = splat(c)
        const d0 = f64x2.sub(v128.load(at), shift), d1 = f64x2.sub(v128.load(at, 16), shift)
        s0 = multiplyAdd(d0, d0, s0)
        s1 = multiplyAdd(d1, d1, s1)
      }
      const label = f64x2.splat(<f64>k)
      const closer0 = f64x2.lt(s0, best0), closer1 = f64x2.lt(s1, best1)
      // The greater of this distance and the minimum so far cannot be the minimum, but it may be the second.
      second0 = f64x2.pmin(second0, f64x2.pmax(best0, s0))
      second1 = f64x2.pmin(second1, f64x2.pmax(best1, s1))
      best0 = f64x2.pmin(best0, s0)
      best1 = f64x2.pmin(best1, s1)
      label0 = v128.bitselect(label, label0, closer0)
      label1 = v128.bitselect(label, label1, closer1)
    }
    const out = distances + ((<usize>position) << 3)
    v128.store(out, best0)
    v128.store(out, best1, 16)
    v128.store(seconds + ((<usize>position) << 3), second0)
    v128.store(seconds + ((<usize>position) << 3), second1, 16)
    const at = workspace.labels + ((<usize>position) << 2)
    store<i32>(at, <i32>f64x2.extract_lane(label0, 0))
    store<i32>(at, <i32>f64x2.extract_lane(label0, 1), 4)
    store<i32>(at, <i32>f64x2.extract_lane(label1, 0), 8)
    store<i32>(at, <i32>f64x2.extract_lane(label1, 1), 12)
  }
}
