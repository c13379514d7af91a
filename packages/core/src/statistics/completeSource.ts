import type { KernelName } from '../kernels/kernels.js'
import { openKernels } from '../kernels/openKernels.js'
import { createWorkspacePool } from '../kernels/workspacePool.js'
import type { Matrix } from '../matrix/matrix.js'
import { accumulateRows } from './accumulateRows.js'
import { drawRowNumbers, takeRows } from './drawRows.js'
import { kernelPass } from './kernelPass.js'
import { knowledgeOf, type RowKnowledge } from './rowKnowledge.js'
import type { StatisticsSource } from './statisticsSource.js'

/** What is known of rows, and the kernels that pass over them. */
export interface CompleteSourceOptions extends RowKnowledge {
  readonly kernels?: KernelName | undefined
}

/** Samples that are known to be finite, of rows that all count. */
export async function completeSource(
  samples: Matrix,
  { weights, labelPriors, kernels }: CompleteSourceOptions,
): Promise<StatisticsSource> {
  const { rows, columns } = samples
  const pool = createWorkspacePool(await openKernels(kernels))
  return {
    rows,
    columns,
    accumulate: (model, request) =>
      kernelPass(pool, { model, request, rows }, opened =>
        accumulateRows(opened, samples, { weights, labelPriors, signal: request.signal }),
      ),
    draw: async (count, random) => {
      const drawn = drawRowNumbers(rows, count, random)
      return { samples: takeRows(samples, drawn), ...knowledgeOf({ weights, labelPriors }, drawn) }
    },
  }
}
