import type { Kernels } from '../kernels/kernels.js'
import type { WorkspacePool } from '../kernels/workspacePool.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { PassOptions, PassTotals } from './accumulateRows.js'
import { clearUpperTriangles } from './clearUpperTriangles.js'
import { loadModel, prepareModel, workspaceShape } from './preparedModel.js'
import type { StatisticsRequest } from './statisticsSource.js'
import type { SufficientStatistics } from './sufficientStatistics.js'

/**
 * The statistics that `pass` accumulates in a workspace. Before the pass, the model is loaded and the totals are set to 0.
 *
 * @param rows number of rows of the pass.
 */
export async function kernelPass(
  pool: WorkspacePool,
  { model, request, rows }: { readonly model: MixtureParameters; readonly request: StatisticsRequest; readonly rows: number },
  pass: (kernels: Kernels, loaded: Pick<PassOptions, 'model'>) => Promise<PassTotals>,
): Promise<SufficientStatistics> {
  const { components, columns, means } = model
  const { scatter, directions } = request
  const prepared = prepareModel(model)
  return pool.use(workspaceShape(prepared, request), async kernels => {
    const { workspace } = kernels
    loadModel(kernels, prepared, request)
    for (const totals of [workspace.counts, workspace.sums, workspace.scatters, workspace.projections]) totals.fill(0)
    const { logLikelihood, totalWeight } = await pass(kernels, { model: prepared })
    return {
      scatter,
      components,
      columns,
      rows,
      totalWeight,
      logLikelihood,
      centres: means,
      counts: workspace.counts.slice(),
      sums: workspace.sums.slice(),
      ...(directions && { directions, projections: workspace.projections.slice() }),
      scatters: scatter === 'full' ? clearUpperTriangles(workspace.scatters.slice(), columns) : workspace.scatters.slice(),
    }
  })
}
