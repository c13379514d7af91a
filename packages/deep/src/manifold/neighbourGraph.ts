import type { Neighbours } from './neighbourTree.js'

/** Undirected edges, each stored once, with their strengths. */
export interface NeighbourGraph {
  readonly rows: number
  /** [E] */
  readonly from: Uint32Array
  /** [E] */
  readonly to: Uint32Array
  /** [E] in (0, 1]; higher if the ends are closer relative to their other neighbours. */
  readonly strengths: Float64Array
}

/** Bisection steps of the bandwidth search; 64 exhaust the precision of a double. */
const halvings = 64
/** Least bandwidth, relative to the mean distance. */
const minBandwidth = 1e-3

/**
 * Graph of the fuzzy union of directed memberships v(i→j) of neighbour j in the neighbourhood of row i:
 *
 *   v(i→j) = exp(-max(0, d_ij - ρ_i) / σ_i),  ρ_i the smallest nonzero distance,  Σ_j v(i→j) = log2 k
 *   strength(i, j) = v(i→j) + v(j→i) - v(i→j) v(j→i)
 *
 * @see McInnes, Healy & Melville, UMAP (2018), section 3.1, algorithms 2 and 3.
 */
export function neighbourGraph({ perRow, rows: neighbours, distances }: Neighbours): NeighbourGraph {
  const rows = neighbours.length / perRow
  const memberships = new Float64Array(neighbours.length)
  const meanDistance = distances.reduce((sum, distance) => sum + distance, 0) / distances.length
  for (let row = 0; row < rows; row++) {
    const own = distances.subarray(row * perRow, (row + 1) * perRow)
    const nearest = own.find(distance => distance > 0) ?? 0
    const bandwidth = Math.max(bandwidthOf(own, nearest), minBandwidth * meanDistance)
    for (let i = 0; i < perRow; i++) {
      const beyond = Math.max(0, own[i] - nearest)
      memberships[row * perRow + i] = beyond === 0 ? 1 : Math.exp(-beyond / bandwidth)
    }
  }
  return fuzzyUnion(neighbours, memberships, perRow)
}

/** Finds σ with Σ_j exp(-max(0, d_j - ρ) / σ) = log2 k by bisection. */
function bandwidthOf(distances: Float64Array, nearest: number): number {
  const target = Math.log2(distances.length)
  let [low, high, bandwidth] = [0, Infinity, 1]
  for (let i = 0; i < halvings; i++) {
    let sum = 0
    for (const distance of distances) sum += Math.exp(-Math.max(0, distance - nearest) / bandwidth)
    if (Math.abs(sum - target) < 1e-5) break
    if (sum > target) high = bandwidth
    else low = bandwidth
    bandwidth = high === Infinity ? 2 * bandwidth : (low + high) / 2
  }
  return bandwidth
}

function fuzzyUnion(neighbours: Uint32Array, memberships: Float64Array, perRow: number): NeighbourGraph {
  const rows = neighbours.length / perRow
  const from: number[] = []
  const to: number[] = []
  const strengths: number[] = []
  for (let row = 0; row < rows; row++) {
    for (let i = row * perRow; i < (row + 1) * perRow; i++) {
      const other = neighbours[i]
      const back = neighbours.subarray(other * perRow, (other + 1) * perRow).indexOf(row)
      // A pair of mutual neighbours occurs twice; only its occurrence at the lower row is kept.
      if (back >= 0 && other < row) continue
      const returned = back < 0 ? 0 : memberships[other * perRow + back]
      from.push(row)
      to.push(other)
      strengths.push(memberships[i] + returned - memberships[i] * returned)
    }
  }
  return { rows, from: Uint32Array.from(from), to: Uint32Array.from(to), strengths: Float64Array.from(strengths) }
}
