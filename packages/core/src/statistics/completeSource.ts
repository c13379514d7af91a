import type { KernelName } from '../kernels/kernels.js'
import { openKernels } from '../kernels/openKernels.js'
import { createWorkspacePool } from '../kernels/workspacePool.js'
import type { Matrix } from '../matrix/matrix.js'
import type { KnownRows } from './accumulateRows.js'
import { accumulateSegments } from './accumulateSegments.js'
import { drawRowNumbers, takeRows } from './drawRows.js'
import { passThreadCount, sharedRows } from './passThreadCount.js'
import { knowledgeOf, type RowKnowledge } from './rowKnowledge.js'
import type { StatisticsSource } from './statisticsSource.js'

/** What is known of rows, and what passes over them. */
export interface CompleteSourceOptions extends RowKnowledge {
  readonly kernels?: KernelName | undefined
  /** As many as the host runs at once, for passes that are long enough to be shared, by default. */
  readonly threads?: number | undefined
}

/** Samples that are known to be finite, of rows that all count. */
export async function completeSource(
  samples: Matrix,
  { weights, labelPriors, kernels, threads }: CompleteSourceOptions,
): Promise<StatisticsSource> {
  const { rows, columns } = samples
  const pool = createWorkspacePool(await openKernels(kernels))
  let known: KnownRows = { samples, weights, labelPriors, labels: new Int32Array(rows) }
  return {
    rows,
    columns,
    accumulate(model, request) {
      const count = passThreadCount(known, { model, scatter: request.scatter, threads })
      if (count > 1) known = sharedRows(known)
      return accumulateSegments(pool, known, { model, request, threads: count })
    },
    draw: async (count, random) => {
      const drawn = drawRowNumbers(rows, count, random)
      return { samples: takeRows(samples, drawn), ...knowledgeOf({ weights, labelPriors }, drawn) }
    },
  }
}
