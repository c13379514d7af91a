import { createYielder, type Matrix } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import { loadBlock } from '../kernels/loadBlock.js'
import { openKernels } from '../kernels/openKernels.js'
import { openReferenceKernels } from '../kernels/reference.js'
import { noPruning } from '../kernels/pruning.js'
import { blockRows, type ScatterKind, type Workspace } from '../kernels/workspace.js'
import { createWorkspacePool } from '../kernels/workspacePool.js'
import { groupByPattern, hasMissingCells } from '../statistics/missingPatterns.js'
import { loadModel, prepareModel, workspaceShape } from '../statistics/preparedModel.js'
import { marginalParameters } from '../model/marginalParameters.js'
import type { MixtureParameters } from '../model/parameters.js'

/** One evaluated block of samples; valid only during the call of `visit`. */
export interface EvaluatedBlock {
  readonly workspace: Workspace
  /** Samples in the block. */
  readonly rows: number
  /** Row number of the block's sample b. */
  rowAt(b: number): number
  /** Posterior probability of component k given the block's sample b. */
  responsibility(k: number, b: number): number
  /** The component with the largest posterior probability for sample b; the lowest index among equals. */
  mostProbable(b: number): number
}

/**
 * Evaluates samples in blocks, without an N x K array. Samples with missing cells (NaN) are grouped by their observed
 * columns, and each group is evaluated under the marginal mixture of these columns.
 *
 * @param samples [N, D], checked by the caller.
 */
export type Evaluate = (samples: Matrix, visit: (block: EvaluatedBlock) => void) => Promise<void>

/** Makes the evaluation of one mixture. */
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
    await pool.use(workspaceShape(prepared, { scatter: 'diagonal' }), async kernels => {
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
        kernels.weightedLogDensities(rows, noPruning.reach)
        kernels.normalizeResponsibilities(rows, noPruning)
        visit({ workspace, rows, rowAt: b => from + b, responsibility, mostProbable })
        const pause = yieldIfDue()
        if (pause) await pause
      }
    })
  }
}

/** Rows without any observed cell have density 1, and their posterior probabilities are the weights. */
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
