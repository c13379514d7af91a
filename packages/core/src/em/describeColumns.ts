import type { Matrix } from '@mixtura/numerics'
import type { KernelName } from '../kernels/kernels.js'
import { openKernels } from '../kernels/openKernels.js'
import { minWideColumns } from '../statistics/statisticsOfWideLabels.js'

/** What the search for separated groups measures of each column of unweighted rows. */
export interface DescribedColumns {
  /** [D] sum of squared deviations from the mean. */
  readonly scatters: Float64Array
  /** [D] as `SeparatedGroups.steps`. */
  readonly steps: Float64Array
  /** [D] roots of the core variances. */
  readonly coreDeviations: Float64Array
  /** Whether a wide gap divides some column. */
  readonly hasGap: boolean
  /** Numbers of the columns with clusters that touch each other; the `withinShare` of all others is 1. */
  readonly touching: ReadonlySet<number>
}

/** Values of a table that are described at once: 512 KiB. */
const tableValues = 2 ** 16
const [gapTrait, touchTrait] = [1, 2]

/** Describes the columns by a kernel; undefined if there are few of them, or without WASM. The numbers have the bits of their definitions. */
export async function describeColumns({ data, rows, columns }: Matrix, name: KernelName | undefined): Promise<DescribedColumns | undefined> {
  if (columns < minWideColumns || rows < 2) return undefined
  const width = Math.min(columns, Math.ceil(tableValues / rows))
  const open = await openKernels(name)
  const { wide, workspace } = await open({ scatter: 'diagonal', factor: 'diagonal', columns: width, components: 1, tableRows: rows })
  if (!wide) return undefined
  const [scatters, steps, coreDeviations] = [new Float64Array(columns), new Float64Array(columns), new Float64Array(columns)]
  const touching = new Set<number>()
  let hasGap = false
  for (let from = 0; from < columns; from += width) {
    const count = Math.min(width, columns - from)
    for (let row = 0; row < rows; row++) workspace.table.set(data.subarray(row * columns + from, row * columns + from + count), row * width)
    wide.describeColumns()
    scatters.set(workspace.columnScatters.subarray(0, count), from)
    steps.set(workspace.columnSteps.subarray(0, count), from)
    coreDeviations.set(workspace.coreDeviations.subarray(0, count), from)
    for (let i = 0; i < count; i++) {
      const traits = workspace.columnTraits[i]
      hasGap ||= (traits & gapTrait) > 0
      if (traits & touchTrait) touching.add(from + i)
    }
  }
  return { scatters, steps, coreDeviations, hasGap, touching }
}
