import { splat } from './lanes'
import { Workspace } from './workspace'

// Statistics of labelled rows, with the operations of statisticsOfLabels in its order: the results have the same bits. So nothing here
// multiplies and adds in one instruction.

/** Adds rows to the means of their labels: counts[k] += w, means[k] += w / counts[k] (x - means[k]). */
export function averageLabelledRows(workspace: Workspace): void {
  const columnBytes = (<usize>workspace.columns) << 3
  let x = workspace.samples
  for (let b = 0; b < workspace.count; b++, x += columnBytes) {
    const weight = load<f64>(workspace.rowWeights + ((<usize>b) << 3))
    if (weight == 0) continue
    const k = <usize>load<i32>(workspace.labels + ((<usize>b) << 2))
    const count = load<f64>(workspace.counts + (k << 3)) + weight
    store<f64>(workspace.counts + (k << 3), count)
    const share = weight / count, mean = workspace.means + k * columnBytes
    const shares = f64x2.splat(share)
    let i: usize = 0
    for (; i + 16 <= columnBytes; i += 16) {
      const m = v128.load(mean + i)
      v128.store(mean + i, f64x2.add(m, f64x2.mul(shares, f64x2.sub(v128.load(x + i), m))))
    }
    if (i < columnBytes) {
      const m = load<f64>(mean + i)
      store<f64>(mean + i, m + share * (load<f64>(x + i) - m))
    }
  }
}

/** Adds rows to the diagonal scatters of their labels about the means, and to the projections if there are directions. */
export function scatterLabelledRows(workspace: Workspace): void {
  const columnBytes = (<usize>workspace.columns) << 3
  const centred = workspace.groupScratch, directionBytes = <usize>workspace.directionCount * columnBytes
  let x = workspace.samples
  for (let b = 0; b < workspace.count; b++, x += columnBytes) {
    const weight = load<f64>(workspace.rowWeights + ((<usize>b) << 3))
    if (weight == 0) continue
    const k = <usize>load<i32>(workspace.labels + ((<usize>b) << 2))
    const mean = workspace.means + k * columnBytes, scatter = workspace.scatters + k * columnBytes
    const weights = f64x2.splat(weight)
    let i: usize = 0
    for (; i + 16 <= columnBytes; i += 16) {
      const c = f64x2.sub(v128.load(x + i), v128.load(mean + i))
      v128.store(centred + i, c)
      v128.store(scatter + i, f64x2.add(v128.load(scatter + i), f64x2.mul(f64x2.mul(weights, c), c)))
    }
    if (i < columnBytes) {
      const c = load<f64>(x + i) - load<f64>(mean + i)
      store<f64>(centred + i, c)
      store<f64>(scatter + i, load<f64>(scatter + i) + weight * c * c)
    }
    const directions = workspace.directions + k * directionBytes, projections = workspace.projections + k * directionBytes
    for (let at: usize = 0; at < directionBytes; at += columnBytes) {
      addMultiple(projections + at, weight * rowProduct(centred, directions + at, columnBytes), centred, columnBytes)
    }
  }
}

/** samples = (samples - means) / factors, of the first component. */
export function standardizeRows(workspace: Workspace): void {
  const columnBytes = (<usize>workspace.columns) << 3
  const means = workspace.means, deviations = workspace.factors
  let x = workspace.samples
  for (let b = 0; b < workspace.count; b++, x += columnBytes) {
    let i: usize = 0
    for (; i + 16 <= columnBytes; i += 16) {
      v128.store(x + i, f64x2.div(f64x2.sub(v128.load(x + i), v128.load(means + i)), v128.load(deviations + i)))
    }
    if (i < columnBytes) store<f64>(x + i, (load<f64>(x + i) - load<f64>(means + i)) / load<f64>(deviations + i))
  }
}

/** Σ_i a[i] b[i] by four sums, as rowProduct of rowVectors.ts. */
// @ts-ignore: decorator
@inline
function rowProduct(a: usize, b: usize, bytes: usize): f64 {
  let firstTwo = f64x2.splat(0), lastTwo = firstTwo
  let i: usize = 0
  for (; i + 32 <= bytes; i += 32) {
    firstTwo = f64x2.add(firstTwo, f64x2.mul(v128.load(a + i), v128.load(b + i)))
    lastTwo = f64x2.add(lastTwo, f64x2.mul(v128.load(a + i, 16), v128.load(b + i, 16)))
  }
  let first = f64x2.extract_lane(firstTwo, 0)
  for (; i < bytes; i += 8) first += load<f64>(a + i) * load<f64>(b + i)
  return first + f64x2.extract_lane(firstTwo, 1) + (f64x2.extract_lane(lastTwo, 0) + f64x2.extract_lane(lastTwo, 1))
}

/** to[i] += factor values[i] */
// @ts-ignore: decorator
@inline
function addMultiple(to: usize, factor: f64, values: usize, bytes: usize): void {
  const factors = f64x2.splat(factor)
  let i: usize = 0
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, f64x2.add(v128.load(to + i), f64x2.mul(factors, v128.load(values + i))))
  if (i < bytes) store<f64>(to + i, load<f64>(to + i) + factor * load<f64>(values + i))
}
