import type { Matrix } from '../matrix/matrix.js'
import { blockRows, type Workspace } from './workspace.js'

/**
 * Copies the rows [from, from + blockRows) of `samples` into the workspace's block, transposed.
 * Behind the last row the block is filled with zeros, which every kernel can compute on.
 *
 * @returns the number of rows copied.
 */
export function loadBlock(samples: Matrix, from: number, workspace: Workspace): number {
  const { data, columns } = samples
  const { block } = workspace
  const rows = Math.min(blockRows, samples.rows - from)
  if (rows < blockRows) block.fill(0)
  let at = from * columns
  for (let b = 0; b < rows; b++) {
    for (let i = 0; i < columns; i++) block[i * blockRows + b] = data[at++]
  }
  return rows
}
