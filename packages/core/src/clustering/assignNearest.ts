import type { Matrix, YieldIfDue } from '@mixtura/numerics'
import type { Kernels } from '../kernels/kernels.js'
import { loadBlock } from '../kernels/loadBlock.js'
import { blockRows } from '../kernels/workspace.js'

/** Options of a pass that assigns samples to their nearest centres. */
export interface AssignOptions {
  /** Opened with scatter and factor 'diagonal', and with room for the centres. */
  readonly kernels: Kernels
  readonly weights: Float64Array | undefined
  readonly signal: AbortSignal | undefined
  readonly yieldIfDue: YieldIfDue
}

export interface Assignment {
  /** [N] nearest centre; the lowest index among equally near ones. */
  readonly labels: Int32Array
  /** [N] distance to the nearest centre, and to the second nearest. */
  readonly distances: Float64Array
  readonly seconds: Float64Array
  /** Weighted sum of squared distances. */
  readonly inertia: number
  /** The sample with the largest weight times squared distance. */
  readonly farthest: number
}

/** One pass over all samples. */
export async function assignNearest(samples: Matrix, centres: Float64Array, options: AssignOptions): Promise<Assignment> {
  const { rows } = samples
  const { kernels, weights, signal, yieldIfDue } = options
  const { workspace } = kernels
  workspace.centres.set(centres)
  const labels = new Int32Array(rows)
  const distances = new Float64Array(rows)
  const seconds = new Float64Array(rows)
  let inertia = 0
  let farthest = 0
  let farthestDistance = -1
  for (let from = 0; from < rows; from += blockRows) {
    const count = loadBlock(kernels, samples, from)
    kernels.nearestCentres(count)
    labels.set(workspace.labels.subarray(0, count), from)
    for (let b = 0; b < count; b++) {
      const distance = (weights ? weights[from + b] : 1) * workspace.squaredDistances[b]
      inertia += distance
      if (distance > farthestDistance) {
        farthestDistance = distance
        farthest = from + b
      }
      distances[from + b] = Math.sqrt(workspace.squaredDistances[b])
      seconds[from + b] = Math.sqrt(workspace.secondSquaredDistances[b])
    }
    const pause = yieldIfDue()
    if (pause) {
      await pause
      signal?.throwIfAborted()
    }
  }
  return { labels, distances, seconds, inertia, farthest }
}
