import type { GaussianMixture } from '@mixtura/core'
import { matrix, type Matrix } from '@mixtura/numerics'
import { setImmediate } from 'node:timers/promises'

/** Number of rows whose posteriors are in memory at the same time. */
const blockRows = 16_384

/** The most probable component of each row, and its posterior. */
export interface Assignments {
  /** [N] 0-based component with the largest posterior. */
  readonly labels: Uint16Array
  /** [N] that posterior, 0 to 1. */
  readonly largestPosteriors: Float32Array
}

/** A view of consecutive rows. */
export function rowBlock({ data, columns }: Matrix, offset: number, rows: number): Matrix {
  return matrix(data.subarray(offset * columns, (offset + rows) * columns), rows, columns)
}

/** Calls `visit` for one block of rows after the other. Other work gets a turn between two blocks. */
export async function forEachBlock(
  samples: Matrix,
  visit: (block: Matrix, offset: number) => Promise<void>,
): Promise<void> {
  for (let offset = 0; offset < samples.rows; offset += blockRows) {
    await visit(rowBlock(samples, offset, Math.min(blockRows, samples.rows - offset)), offset)
    await setImmediate()
  }
}

export async function assignRows(model: GaussianMixture, samples: Matrix): Promise<Assignments> {
  const labels = new Uint16Array(samples.rows)
  const largestPosteriors = new Float32Array(samples.rows)
  await forEachBlock(samples, async (block, offset) => {
    const { data, columns } = await model.responsibilities(block)
    for (let row = 0; row < block.rows; row++) {
      const label = largest(data.subarray(row * columns, (row + 1) * columns))
      labels[offset + row] = label
      largestPosteriors[offset + row] = data[row * columns + label]!
    }
  })
  return { labels, largestPosteriors }
}

/** [N] log-densities in nats, in the units of the model. */
export async function logDensities(model: GaussianMixture, samples: Matrix): Promise<Float64Array> {
  const densities = new Float64Array(samples.rows)
  await forEachBlock(samples, async (block, offset) => densities.set(await model.logDensity(block), offset))
  return densities
}

/** Index of the largest value; the first one if several are equal. */
export function largest(values: Float64Array | Float32Array): number {
  let best = 0
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i
  return best
}
