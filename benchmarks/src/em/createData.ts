import { createRandom } from '@mixtura/core'
import { closeSync, openSync, writeSync } from 'node:fs'
import { meanDistances, type EmCase } from './cases.js'

/** Both sides start EM from this: equal weights, these rows as means, the columns' own variances. */
export interface EmStart {
  readonly means: readonly (readonly number[])[]
  /** [D] one over the variance of each column. */
  readonly precisions: readonly number[]
}

/** Rows that are drawn and written together. */
const chunkRows = 100_000

/** Draws the samples of a case, writes them as raw float64 to `path`, and chooses a start. */
export function createData({ rows, columns, components, spacing }: EmCase, path: string, seed = 2026): EmStart {
  const random = createRandom(seed)
  // Two means with D coordinates of variance s² are sqrt(2 D) s apart.
  const spread = meanDistances[spacing] / Math.sqrt(2 * columns)
  const centres = Array.from({ length: components * columns }, () => random.normal() * spread)
  const file = openSync(path, 'w')
  const chosen = Array.from({ length: components }, () => random.integer(Math.min(rows, chunkRows)))
  let start: EmStart | undefined
  for (let from = 0; from < rows; from += chunkRows) {
    const count = Math.min(chunkRows, rows - from)
    const samples = new Float64Array(count * columns)
    for (let row = 0; row < count; row++) {
      const k = random.integer(components)
      for (let i = 0; i < columns; i++) samples[row * columns + i] = centres[k * columns + i]! + random.normal()
    }
    writeSync(file, new Uint8Array(samples.buffer))
    start ??= {
      means: chosen.map(row => Array.from(samples.subarray(row * columns, (row + 1) * columns))),
      precisions: columnPrecisions(samples, count, columns),
    }
  }
  closeSync(file)
  return start!
}

function columnPrecisions(samples: Float64Array, rows: number, columns: number): number[] {
  return Array.from({ length: columns }, (_, i) => {
    let mean = 0
    for (let row = 0; row < rows; row++) mean += samples[row * columns + i]! / rows
    let variance = 0
    for (let row = 0; row < rows; row++) variance += (samples[row * columns + i]! - mean) ** 2 / rows
    return 1 / variance
  })
}
