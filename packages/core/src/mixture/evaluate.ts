import { createYielder, type Matrix } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import { loadBlock } from '../kernels/loadBlock.js'
import { openKernels } from '../kernels/openKernels.js'
import { openReferenceKernels } from '../kernels/reference.js'
import { noPruning } from '../kernels/pruning.js'
import { blockRows, type ScatterKind, type Workspace } from '../kernels/workspace.js'
import { createWorkspacePool } from '../kernels/workspacePool.js'
import { groupByPattern, hasMissingCells } from '../statistics/missingPatterns.js'
import { loadModel, prepareModel, weightedLogDensities, workspaceShape } from '../statistics/preparedModel.js'
import { marginalParameters } from '../model/marginalParameters.js'
import type { MixtureParameters } from '../model/parameters.js'

/** One block of samples under a mixture; valid only during the call that it is passed to. */
export interface EvaluatedBlock {
  readonly workspace: Workspace
  /** Samples in the block. */
  readonly rows: number
  /** The row of the block's sample b. */
  rowAt(b: number): number
  /** Posterior probability of component k given the block's sample b. */
  responsibility(k: number, b: number): number
  /** The component of the largest posterior of sample b, the lowest of equals. */
  mostProbable(b: number): number
}

/**
 * Passes over samples in blocks, keeping no N x K array. Samples with missing cells (NaN) are passed over in
 * groups that have the same cells, each under the marginal mixture of those.
 *
 * @param samples [N, D], checked by the caller.
 */
export type Evaluate = (samples: Matrix, visit: (block: EvaluatedBlock) => void) => Promise<void>

/** The evaluation of one mixture. Its kernels open at the first call and serve the later ones. */
export function createEvaluate(model: MixtureParameters): Evaluate {
  const evaluate = createCompleteEvaluate(model)
  return async (samples, visit) => {
    if (!hasMissingCells(samples)) return evaluate(samples, visit)
    for (const { observed, rows, samples: cells } of groupByPattern(samples)) {
      const inWholeTable = (block: EvaluatedBlock): void => visit({ ...block, rowAt: b => rows[block.rowAt(b)] })
      if (observed.length === 0) visitUnobserved(model, rows, visit)
      else await createCompleteEvaluate(marginalParameters(model, observed, scatterOf(model)))(cells, inWholeTable)
    }
  }
}

function createCompleteEvaluate(model: MixtureParameters): Evaluate {
  const { components } = model
  return async (samples, visit) => {
    const pool = createWorkspacePool(await openKernels())
    const prepared = prepareModel(model)
    await pool.use(workspaceShape(prepared, 'diagonal'), async kernels => {
      const { workspace } = kernels
      loadModel(kernels, prepared)
      const { responsibilities } = workspace
      const responsibility = (k: number, b: number): number => responsibilities[k * blockRows + b]
      const mostProbable = (b: number): number => {
        let best = 0
        for (let k = 1; k < components; k++) if (responsibility(k, b) > responsibility(best, b)) best = k
        return best
      }
      const yieldIfDue = createYielder()
      for (let from = 0; from < samples.rows; from += blockRows) {
        const rows = loadBlock(kernels, samples, from)
        weightedLogDensities(kernels, prepared, { count: rows, reach: noPruning.reach })
        kernels.normalizeResponsibilities(rows, noPruning)
        visit({ workspace, rows, rowAt: b => from + b, responsibility, mostProbable })
        const pause = yieldIfDue()
        if (pause) await pause
      }
    })
  }
}

/** Rows without any cell have density 1, and belong to the components by their weights. */
function visitUnobserved({ columns, components, weights }: MixtureParameters, rows: Uint32Array, visit: (block: EvaluatedBlock) => void): void {
  const { workspace } = openReferenceKernels({ scatter: 'diagonal', factor: 'diagonal', columns, components })
  const heaviest = weights.indexOf(weights.reduce((most, weight) => Math.max(most, weight), 0))
  for (const row of rows) {
    visit({ workspace, rows: 1, rowAt: () => row, responsibility: k => weights[k], mostProbable: () => heaviest })
  }
}

function scatterOf(model: MixtureParameters): ScatterKind {
  return covarianceStructure(model.covarianceType).layout.scatter
}
