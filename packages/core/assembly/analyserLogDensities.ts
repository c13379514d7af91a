import { include, setBytes } from './bitSets'
import { centreGroup, fillLanes, groupRows, storeInReach } from './groups'
import { multiplyAdd, splat } from './lanes'
import { Workspace } from './workspace'

/**
 * Log-densities of factor analysers. With the expected factors z = regressions_k (x - mean_k) of a sample,
 *
 *   jointLogDensities[k, position] = logNormalizers[k] - 0.5 (|P_k (x - mean_k - loadings_kᵀ z)|^2 + |z|^2)
 *
 * for a diagonal P_k. Every component is in reach of every group. Factors are processed in pairs, so their number is even.
 * Twin of the reference kernel weightedLogDensities; parity is relative 1e-12.
 */
export function weightedLogDensitiesAnalysers(workspace: Workspace): void {
  const columns = workspace.columns, components = workspace.components
  const maxima = workspace.maxLogDensities, bounds = workspace.outOfReachBounds
  const groups = (workspace.count + groupRows - 1) / groupRows
  const columnBytes = (<usize>columns) << 3
  const rowBytes = (<usize>workspace.blockRows) << 3
  const factorBytes = <usize>workspace.factorCount * columnBytes
  const reachBytes = setBytes(components)
  fillLanes(maxima, groups, -Infinity)
  fillLanes(bounds, groups, -Infinity)
  memory.fill(workspace.componentsInReach, 0, <usize>groups * reachBytes)
  for (let k = 0; k < components; k++) {
    const mean = workspace.means + <usize>k * columnBytes
    const inverse = workspace.factors + <usize>k * columnBytes
    const regressions = workspace.regressions + <usize>k * factorBytes
    const loadings = workspace.loadings + <usize>k * factorBytes
    const normalizer = splat(workspace.logNormalizers + ((<usize>k) << 3))
    const out = workspace.jointLogDensities + <usize>k * rowBytes
    for (let g = 0; g < groups; g++) {
      const lanes = (<usize>g) << 6
      centreGroup(workspace.groupedSamples + <usize>g * (columnBytes << 3), mean, workspace.groupScratch, columns)
      analyserGroup(workspace, regressions, loadings, inverse, normalizer, maxima + lanes, bounds + lanes, out + lanes)
      include(workspace.componentsInReach + <usize>g * reachBytes, k)
    }
  }
}

/** The centred samples of one group, in groupScratch, under one component. */
function analyserGroup(
  workspace: Workspace, regressions: usize, loadings: usize, inverse: usize, normalizer: v128, maxima: usize, bounds: usize, out: usize,
): void {
  const centred = workspace.groupScratch, expected = workspace.expectedFactors
  const factors = workspace.factorCount
  const columnBytes = (<usize>workspace.columns) << 3
  const zero = f64x2.splat(0)
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero
  // -z, so that the products with the loadings are added.
  for (let l = 0; l < factors; l += 2) {
    let a0 = zero, a1 = zero, a2 = zero, a3 = zero
    let b0 = zero, b1 = zero, b2 = zero, b3 = zero
    let y = centred
    const end = regressions + columnBytes
    for (; regressions < end; regressions += 8, y += 64) {
      const one = splat(regressions), other = splat(regressions + columnBytes)
      const y0 = v128.load(y), y1 = v128.load(y, 16), y2 = v128.load(y, 32), y3 = v128.load(y, 48)
      a0 = multiplyAdd(one, y0, a0); b0 = multiplyAdd(other, y0, b0)
      a1 = multiplyAdd(one, y1, a1); b1 = multiplyAdd(other, y1, b1)
      a2 = multiplyAdd(one, y2, a2); b2 = multiplyAdd(other, y2, b2)
      a3 = multiplyAdd(one, y3, a3); b3 = multiplyAdd(other, y3, b3)
    }
    regressions += columnBytes
    const z = expected + ((<usize>l) << 6)
    v128.store(z, f64x2.neg(a0)); v128.store(z, f64x2.neg(a1), 16); v128.store(z, f64x2.neg(a2), 32); v128.store(z, f64x2.neg(a3), 48)
    v128.store(z, f64x2.neg(b0), 64); v128.store(z, f64x2.neg(b1), 80); v128.store(z, f64x2.neg(b2), 96); v128.store(z, f64x2.neg(b3), 112)
    s0 = multiplyAdd(b0, b0, multiplyAdd(a0, a0, s0))
    s1 = multiplyAdd(b1, b1, multiplyAdd(a1, a1, s1))
    s2 = multiplyAdd(b2, b2, multiplyAdd(a2, a2, s2))
    s3 = multiplyAdd(b3, b3, multiplyAdd(a3, a3, s3))
  }
  for (let l = 0; l < factors; l += 2) {
    const z = expected + ((<usize>l) << 6)
    const a0 = v128.load(z), a1 = v128.load(z, 16), a2 = v128.load(z, 32), a3 = v128.load(z, 48)
    const b0 = v128.load(z, 64), b1 = v128.load(z, 80), b2 = v128.load(z, 96), b3 = v128.load(z, 112)
    let y = centred
    const end = loadings + columnBytes
    for (; loadings < end; loadings += 8, y += 64) {
      const one = splat(loadings), other = splat(loadings + columnBytes)
      v128.store(y, multiplyAdd(other, b0, multiplyAdd(one, a0, v128.load(y))))
      v128.store(y, multiplyAdd(other, b1, multiplyAdd(one, a1, v128.load(y, 16))), 16)
      v128.store(y, multiplyAdd(other, b2, multiplyAdd(one, a2, v128.load(y, 32))), 32)
      v128.store(y, multiplyAdd(other, b3, multiplyAdd(one, a3, v128.load(y, 48))), 48)
    }
    loadings += columnBytes
  }
  for (let y = centred, end = inverse + columnBytes; inverse < end; inverse += 8, y += 64) {
    const p = splat(inverse)
    const y0 = f64x2.mul(p, v128.load(y))
    s0 = multiplyAdd(y0, y0, s0)
    const y1 = f64x2.mul(p, v128.load(y, 16))
    s1 = multiplyAdd(y1, y1, s1)
    const y2 = f64x2.mul(p, v128.load(y, 32))
    s2 = multiplyAdd(y2, y2, s2)
    const y3 = f64x2.mul(p, v128.load(y, 48))
    s3 = multiplyAdd(y3, y3, s3)
  }
  storeInReach(out, normalizer, s0, s1, s2, s3, maxima, bounds, Infinity)
}
