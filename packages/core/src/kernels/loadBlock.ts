import type { Matrix } from '@mixtura/numerics'
import type { Kernels } from './kernels.js'
import { blockRows } from './workspace.js'

/**
 * Loads the rows [from, from + blockRows) of `samples`, or those of them that exist.
 *
 * @param known [N] the component that each row probably belongs to, and the bound on all others. Without it, the positions
 *   equal the rows.
 * @returns the number of rows loaded.
 */
export function loadBlock(
  kernels: Kernels,
  samples: Matrix,
  from: number,
  known?: { readonly labels: Int32Array; readonly otherBounds: Float32Array },
): number {
  const { data, columns } = samples
  const { workspace } = kernels
  const to = Math.min(from + blockRows, samples.rows)
  workspace.samples.set(data.subarray(from * columns, to * columns))
  if (known) {
    workspace.labels.set(known.labels.subarray(from, to))
    workspace.otherBounds.set(known.otherBounds.subarray(from, to))
  } else workspace.labels.fill(0)
  kernels.loadRows(to - from)
  return to - from
}
