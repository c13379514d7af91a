import type { Matrix } from '@mixtura/numerics'
import { blockRows } from '../kernels/workspace.js'
import { assignNearest, type AssignOptions, type Assignment } from './assignNearest.js'
import { copyRow } from './kMeansPlusPlus.js'

export interface IterationOptions extends AssignOptions {
  readonly maxIterations: number
  /** The iteration has converged if the squared movement of the centres is at most this share of the first inertia per sample. */
  readonly tolerance: number
}

export interface CentreIteration {
  /** [K, D] */
  readonly centres: Matrix
  /** [N] nearest of these centres. */
  readonly labels: Int32Array
  readonly inertia: number
  readonly iterations: number
  readonly converged: boolean
}

/** Safety factor against rounding errors of the bounds, which could keep a sample at the wrong centre. */
const slack = 1 + 1e-12

/**
 * Lloyd's iteration. Each sample has an upper bound on the distance to its centre and a lower bound on the distance to any
 * other. When centres move, the bounds change by at most that movement (triangle inequality). A sample keeps its centre
 * without a comparison if its upper bound is below its lower bound, or below half the distance from its centre to the next.
 *
 * @see Hamerly, Making k-means even faster (2010), algorithm 1.
 */
export async function iterateCentres(samples: Matrix, seeding: Float64Array, options: IterationOptions): Promise<CentreIteration> {
  const { columns } = samples
  const clusters = seeding.length / columns
  let centres = seeding
  const assignment = await assignNearest(samples, centres, options)
  let members = countMembers(samples, { labels: assignment.labels, weights: options.weights, clusters })
  // The first inertia makes the threshold independent of units.
  const threshold = (options.tolerance * assignment.inertia) / members.counts.reduce((sum, count) => sum + count, 0)
  for (let iterations = 0; ; iterations++) {
    options.signal?.throwIfAborted()
    const next = centres.slice()
    for (let k = 0; k < clusters; k++) {
      if (members.counts[k] === 0) continue
      for (let i = 0; i < columns; i++) next[k * columns + i] = members.sums[k * columns + i] / members.counts[k]
    }
    const empty = members.counts.indexOf(0)
    if (empty >= 0) {
      // The bounds do not tell which sample is farthest.
      const { farthest } = await assignNearest(samples, centres, options)
      copyRow(samples, farthest, next, empty)
    }
    const movements = movementsOf(centres, next, columns)
    const converged = movements.reduce((sum, movement) => sum + movement ** 2, 0) <= threshold
    if (converged || iterations >= options.maxIterations) {
      // The bounds are not exact distances, so a full pass computes the result.
      const { labels, inertia } = iterations === 0 ? assignment : await assignNearest(samples, centres, options)
      return { centres: { data: centres, rows: clusters, columns }, labels, inertia, iterations, converged }
    }
    centres = next
    const changed = await reassign(samples, centres, { assignment, movements, options })
    // Updating sums by differences would accumulate rounding errors.
    if (changed) members = countMembers(samples, { labels: assignment.labels, weights: options.weights, clusters })
  }
}

/** Updates labels and bounds after the centres have moved; returns whether a label has changed. */
async function reassign(
  samples: Matrix,
  centres: Float64Array,
  { assignment, movements, options }: {
    readonly assignment: Assignment
    readonly movements: Float64Array
    readonly options: AssignOptions
  },
): Promise<boolean> {
  const { data, rows, columns } = samples
  const { labels, distances: upper, seconds: lower } = assignment
  const { kernels, yieldIfDue, signal } = options
  const { workspace } = kernels
  const halves = halfDistances(centres, columns)
  const largestMovement = Math.max(...movements)
  workspace.centres.set(centres)
  const waiting = new Int32Array(blockRows)
  let count = 0
  let changed = false
  const compareWaiting = (): void => {
    for (let b = 0; b < count; b++) {
      for (let i = 0; i < columns; i++) workspace.samples[b * columns + i] = data[waiting[b] * columns + i]
    }
    workspace.labels.fill(0)
    kernels.loadRows(count)
    kernels.nearestCentres(count)
    for (let b = 0; b < count; b++) {
      const row = waiting[b]
      changed ||= labels[row] !== workspace.labels[b]
      labels[row] = workspace.labels[b]
      upper[row] = Math.sqrt(workspace.squaredDistances[b])
      lower[row] = Math.sqrt(workspace.secondSquaredDistances[b])
    }
    count = 0
  }
  for (let row = 0; row < rows; row++) {
    const label = labels[row]
    upper[row] += movements[label]
    lower[row] -= largestMovement
    const bound = Math.max(lower[row], halves[label])
    if (upper[row] * slack < bound) continue
    let distance = 0
    for (let i = 0; i < columns; i++) distance += (data[row * columns + i] - centres[label * columns + i]) ** 2
    upper[row] = Math.sqrt(distance)
    if (upper[row] * slack < bound) continue
    waiting[count++] = row
    if (count < blockRows) continue
    compareWaiting()
    const pause = yieldIfDue()
    if (pause) {
      await pause
      signal?.throwIfAborted()
    }
  }
  if (count > 0) compareWaiting()
  return changed
}

/** [K] weights and [K, D] weighted sums of the members of each cluster. */
function countMembers(
  { data, rows, columns }: Matrix,
  { labels, weights, clusters }: {
    readonly labels: Int32Array
    readonly weights: Float64Array | undefined
    readonly clusters: number
  },
): { readonly counts: Float64Array; readonly sums: Float64Array } {
  const counts = new Float64Array(clusters)
  const sums = new Float64Array(clusters * columns)
  for (let row = 0; row < rows; row++) {
    const weight = weights ? weights[row] : 1
    const label = labels[row]
    counts[label] += weight
    for (let i = 0; i < columns; i++) sums[label * columns + i] += weight * data[row * columns + i]
  }
  return { counts, sums }
}

/** [K] distance by which each centre moves. */
function movementsOf(from: Float64Array, to: Float64Array, columns: number): Float64Array {
  const movements = new Float64Array(from.length / columns)
  for (let k = 0; k < movements.length; k++) {
    let squared = 0
    for (let i = 0; i < columns; i++) squared += (to[k * columns + i] - from[k * columns + i]) ** 2
    movements[k] = Math.sqrt(squared)
  }
  return movements
}

/** [K] half the distance from each centre to its nearest other: a sample closer to its centre than that keeps it. */
function halfDistances(centres: Float64Array, columns: number): Float64Array {
  const clusters = centres.length / columns
  const halves = new Float64Array(clusters).fill(Infinity)
  for (let a = 0; a < clusters; a++) {
    for (let b = 0; b < a; b++) {
      let squared = 0
      for (let i = 0; i < columns; i++) squared += (centres[a * columns + i] - centres[b * columns + i]) ** 2
      const half = Math.sqrt(squared) / 2
      halves[a] = Math.min(halves[a], half)
      halves[b] = Math.min(halves[b], half)
    }
  }
  return halves
}
