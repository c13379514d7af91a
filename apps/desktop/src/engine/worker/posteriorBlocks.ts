import type { FittedModel } from '@mixtura/models'
import { matrix, type Matrix } from '@mixtura/numerics'
import { setImmediate } from 'node:timers/promises'

/** Number of rows whose results are in memory at the same time. */
const blockRows = 16_384

/** Calls `visit` with the posteriors of block after block of rows. Other commands of the process get a turn in between. */
export async function forEachPosteriorBlock(
  responsibilities: NonNullable<FittedModel['responsibilities']>,
  samples: Matrix,
  visit: (posteriors: Matrix, firstRow: number) => void,
): Promise<void> {
  await forEachBlock(samples, async (block, first) => visit(await responsibilities(block), first))
}

/** Calls `visit` with block after block of rows. Other commands of the process get a turn in between. */
export async function forEachBlock(samples: Matrix, visit: (block: Matrix, firstRow: number) => Promise<void>): Promise<void> {
  for (let first = 0; first < samples.rows; first += blockRows) {
    const rows = Math.min(blockRows, samples.rows - first)
    await visit(matrix(samples.data.subarray(first * samples.columns, (first + rows) * samples.columns), rows, samples.columns), first)
    await setImmediate()
  }
}

/** Writes the largest posterior of each row to `out`. */
export function largestOfRows({ data, rows, columns }: Matrix, out: Float32Array | Float64Array): void {
  for (let row = 0, at = 0; row < rows; row++) {
    let largest = 0
    for (let k = 0; k < columns; k++, at++) largest = Math.max(largest, data[at]!)
    out[row] = largest
  }
}
