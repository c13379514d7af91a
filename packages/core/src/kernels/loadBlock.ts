import type { Matrix } from '../matrix/matrix.js'
import type { Kernels } from './kernels.js'
import { blockRows } from './workspace.js'

/**
 * Loads the rows [from, from + blockRows) of `samples`, or as many as there are.
 *
 * @param labels [N] component that each row probably belongs to; without, the order of the rows is kept.
 * @returns the number of rows loaded.
 */
export function loadBlock(kernels: Kernels, samples: Matrix, from: number, labels?: Int32Array): number {
  const { data, columns } = samples
  const { workspace } = kernels
  const to = Math.min(from + blockRows, samples.rows)
  workspace.rows.set(data.subarray(from * columns, to * columns))
  if (labels) workspace.labels.set(labels.subarray(from, to))
  else workspace.labels.fill(0)
  kernels.loadRows(to - from)
  return to - from
}
