import { drawRowNumbers, type Matrix } from '@mixtura/numerics'
import type { KernelName } from '../kernels/kernels.js'
import { openKernels } from '../kernels/openKernels.js'
import { blockRows } from '../kernels/workspace.js'
import { createWorkspacePool, type WorkspacePool } from '../kernels/workspacePool.js'
import { newShareable } from '../threads/shareNumbers.js'
import type { KnownRows, PassTraces } from './accumulateRows.js'
import { accumulateSegments, type SpareTotals } from './accumulateSegments.js'
import { minWideColumns } from './statisticsOfWideLabels.js'
import { takeRows } from './takeRows.js'
import { modelDrift } from './modelDrift.js'
import { passThreadCount, sharedRows } from './passThreadCount.js'
import { prepareModel, type PreparedModel } from './preparedModel.js'
import { readRequest, requireDraw } from './readRequest.js'
import { knowledgeOf, type RowKnowledge } from './rowKnowledge.js'
import type { StatisticsSource } from './statisticsSource.js'

/** What is known about rows, and how passes over them are computed. */
export interface CompleteSourceOptions extends RowKnowledge {
  readonly kernels?: KernelName | undefined
  /** By default, the number that the host runs at once, if a pass is long enough. */
  readonly threads?: number | undefined
}

/** How passes of a source share memory and time with others. */
export interface PassSharing {
  /** Memory that sources share whose passes follow each other; its own by default. */
  readonly passMemory?: PassMemory | undefined
  /** True by default: a pass leaves 8 bytes per row, which make the next one faster. A source that is passed once needs none. */
  readonly keepsTraces?: boolean | undefined
  /** As in `accumulateSegments`. */
  readonly turnMilliseconds?: number | undefined
}

/** Memory of a pass besides its rows. */
export interface PassMemory {
  readonly pool: WorkspacePool
  readonly totals: SpareTotals
}

export async function createPassMemory(kernels: KernelName | undefined): Promise<PassMemory> {
  return { pool: createWorkspacePool(await openKernels(kernels)), totals: {} }
}

/** A source of samples that must be finite, of rows with positive weights. */
export async function completeSource(
  samples: Matrix,
  { weights, labelPriors, kernels, threads, passMemory, keepsTraces = true, turnMilliseconds }: CompleteSourceOptions & PassSharing,
): Promise<StatisticsSource> {
  const { rows, columns } = samples
  const { pool, totals } = passMemory ?? (await createPassMemory(kernels))
  // Bounds save less than comparing the models of two passes takes, if that loops over about as many numbers as the rows have.
  const hasFewRows = rows <= blockRows && columns >= minWideColumns
  let known: KnownRows = { samples, weights, labelPriors }
  /** A running pass takes them, so that passes that overlap in time never share them. */
  let idle: { readonly traces: PassTraces; readonly model?: PreparedModel } | undefined = keepsTraces ? { traces: createTraces(rows) } : undefined
  const source: StatisticsSource = {
    rows,
    columns,
    projects: true,
    async accumulate(parameters, asked) {
      const request = readRequest(parameters, asked, columns)
      const threadCount = passThreadCount(known, { model: parameters, scatter: request.scatter, threads })
      if (threadCount > 1) known = sharedRows(known)
      const model = prepareModel(parameters)
      const taken = idle
      idle = undefined
      const drift = hasFewRows ? undefined : taken?.model && modelDrift(taken.model, model)
      let isWhole = false
      try {
        const statistics = await accumulateSegments(pool, { ...known, traces: taken?.traces }, { model, drift, request, threads: threadCount, totals, turnMilliseconds })
        isWhole = true
        return statistics
      } finally {
        // After an aborted pass the bounds belong to two models, and other threads may still write to them.
        if (taken) idle = isWhole ? { traces: taken.traces, model } : { traces: createTraces(rows) }
      }
    },
    draw: async (count, random) => {
      requireDraw(count, random)
      if (count >= rows) return { samples, weights, labelPriors, source }
      const drawn = drawRowNumbers(rows, count, random)
      return { samples: takeRows(samples, drawn), ...knowledgeOf({ weights, labelPriors }, drawn) }
    },
  }
  return source
}

/** Uses shared memory if the host has it, because the next pass may use other threads. */
function createTraces(rows: number): PassTraces {
  return { labels: new Int32Array(newShareable(4 * rows)), otherBounds: new Float32Array(newShareable(4 * rows)) }
}
