import type { FittedModel } from '@mixtura/models'
import { matrix, type Matrix } from '@mixtura/numerics'
import { setImmediate } from 'node:timers/promises'

/** Number of rows whose posteriors are in memory at the same time. */
const blockRows = 16_384

/** Calls `visit` with the posteriors of block after block of rows. Other commands of the process get a turn in between. */
export async function forEachPosteriorBlock(
  responsibilities: NonNullable<FittedModel['responsibilities']>,
  samples: Matrix,
  visit: (posteriors: Matrix, firstRow: number) => void,
): Promise<void> {
  for (let first = 0; first < samples.rows; first += blockRows) {
    const rows = Math.min(blockRows, samples.rows - first)
    const block = matrix(samples.data.subarray(first * samples.columns, (first + rows) * samples.columns), rows, samples.columns)
    visit(await responsibilities(block), first)
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
