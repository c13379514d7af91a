import type { KernelName } from '../kernels/kernels.js'
import { loadBlock } from '../kernels/loadBlock.js'
import { openKernels } from '../kernels/openKernels.js'
import { blockRows } from '../kernels/workspace.js'
import { createWorkspacePool } from '../kernels/workspacePool.js'
import { requireFinite, toMatrix, type Samples } from '../matrix/matrix.js'
import { createYielder } from '../scheduling/yieldToEventLoop.js'
import { drawRows } from './drawRows.js'
import { prepareWorkspace } from './prepareWorkspace.js'
import type { StatisticsSource } from './statisticsSource.js'

/** Long passes let the event loop run this often, so progress shows and a signal is heard. */
const turnMilliseconds = 30

/**
 * Samples in memory, read in place: a pass copies one block at a time into the kernels' workspace.
 *
 * @param samples [N, D], finite.
 * @throws {NonFiniteValuesError} if a value is NaN or infinite.
 */
export async function samplesSource(samples: Samples, kernelName?: KernelName): Promise<StatisticsSource> {
  const data = toMatrix(samples)
  requireFinite(data)
  const { rows, columns } = data
  const pool = createWorkspacePool(await openKernels(kernelName))
  return {
    rows,
    columns,

    accumulate: (model, { scatter, signal }) =>
      pool.use({ scatter, columns, components: model.components }, async kernels => {
        const { workspace } = kernels
        prepareWorkspace(workspace, model)
        for (const totals of [workspace.counts, workspace.sums, workspace.scatters]) totals.fill(0)
        const yieldIfDue = createYielder(turnMilliseconds)
        let logLikelihood = 0
        for (let from = 0; from < rows; from += blockRows) {
          const loaded = loadBlock(data, from, workspace)
          kernels.weightedLogDensities()
          logLikelihood += kernels.normalizeResponsibilities(loaded)
          kernels.accumulate()
          const pause = yieldIfDue()
          if (pause) {
            await pause
            signal?.throwIfAborted()
          }
        }
        const { components } = model
        return {
          scatter,
          components,
          columns,
          rows,
          logLikelihood,
          centres: model.means,
          counts: workspace.counts.slice(0, components),
          sums: workspace.sums.slice(0, components * columns),
          scatters: workspace.scatters.slice(0, components * columns * (scatter === 'full' ? columns : 1)),
        }
      }),

    draw: async (count, random) => drawRows(data, count, random),
  }
}
