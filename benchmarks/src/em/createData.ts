import { createRandom } from '@mixtura/core'
import { closeSync, openSync, writeSync } from 'node:fs'
import type { EmCase } from './cases.js'

/** Both sides start EM from this: equal weights, these rows as means, the columns' own variances. */
export interface EmStart {
  readonly means: readonly (readonly number[])[]
  /** [D] one over the variance of each column. */
  readonly precisions: readonly number[]
}

/** Draws the samples of a case, writes them as raw float64 to `path`, and chooses a start. */
export function createData(emCase: EmCase, path: string): EmStart {
  const { rows, columns, components, separation } = emCase
  const random = createRandom(2026)
  const centres = Array.from({ length: components * columns }, () => random.normal() * separation)
  const samples = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const k = random.integer(components)
    for (let i = 0; i < columns; i++) samples[row * columns + i] = centres[k * columns + i]! + random.normal()
  }
  const file = openSync(path, 'w')
  writeSync(file, new Uint8Array(samples.buffer))
  closeSync(file)
  const row = (n: number): number[] => Array.from(samples.subarray(n * columns, (n + 1) * columns))
  return {
    means: Array.from({ length: components }, () => row(random.integer(rows))),
    precisions: columnPrecisions(samples, rows, columns),
  }
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
