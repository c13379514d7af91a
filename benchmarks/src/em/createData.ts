import { createRandom } from '@mixtura/core'
import { closeSync, openSync, writeSync } from 'node:fs'
import { meanDistances, type EmCase } from './cases.js'

/** Start of EM on both sides: equal weights, one row of each true component as means, unit variances. */
export interface EmStart {
  readonly means: readonly (readonly number[])[]
  /** [D] */
  readonly precisions: readonly number[]
}

/** Number of rows that are drawn and written together. */
const chunkRows = 100_000

/** Draws the samples of a case, writes them as raw float64 to `path`, and chooses a start. */
export function createData({ rows, columns, components, spacing }: EmCase, path: string, seed = 2026): EmStart {
  const random = createRandom(seed)
  // Two means with D coordinates of variance s² have a root mean square distance of sqrt(2 D) s.
  const spread = meanDistances[spacing] / Math.sqrt(2 * columns)
  const centres = Array.from({ length: components * columns }, () => random.normal() * spread)
  const file = openSync(path, 'w')
  const means: number[][] = []
  for (let from = 0; from < rows; from += chunkRows) {
    const count = Math.min(chunkRows, rows - from)
    const samples = new Float64Array(count * columns)
    for (let row = 0; row < count; row++) {
      const k = random.integer(components)
      for (let i = 0; i < columns; i++) samples[row * columns + i] = centres[k * columns + i]! + random.normal()
      means[k] ??= Array.from(samples.subarray(row * columns, (row + 1) * columns))
    }
    writeSync(file, new Uint8Array(samples.buffer))
  }
  closeSync(file)
  return { means, precisions: Array.from({ length: columns }, () => 1) }
}
