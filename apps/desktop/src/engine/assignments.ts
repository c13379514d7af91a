import type { GaussianMixture } from '@mixtura/core'
import { matrix, type Matrix } from '@mixtura/numerics'
import { setImmediate } from 'node:timers/promises'

/** Rows whose posteriors are in memory at once. */
const blockRows = 16_384

/** To which component each row most probably belongs, and how probably. */
export interface Assignments {
  /** [N] */
  readonly labels: Uint16Array
  /** [N] */
  readonly largestPosteriors: Float32Array
}

/** Some consecutive rows, as a view. */
export function rowBlock({ data, columns }: Matrix, offset: number, rows: number): Matrix {
  return matrix(data.subarray(offset * columns, (offset + rows) * columns), rows, columns)
}

/** Calls `visit` for block after block of rows, with a turn for other work between them. */
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

/** [N] nats, as the model measures them. */
export async function logDensities(model: GaussianMixture, samples: Matrix): Promise<Float64Array> {
  const densities = new Float64Array(samples.rows)
  await forEachBlock(samples, async (block, offset) => densities.set(await model.logDensity(block), offset))
  return densities
}

/** Position of the largest value, the first of equals. */
export function largest(values: Float64Array | Float32Array): number {
  let best = 0
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i
  return best
}
