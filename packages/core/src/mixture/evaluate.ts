import { covarianceStructure } from '../covariance/structures.js'
import { loadBlock } from '../kernels/loadBlock.js'
import { openKernels } from '../kernels/openKernels.js'
import { blockRows, type Workspace } from '../kernels/workspace.js'
import { createWorkspacePool } from '../kernels/workspacePool.js'
import type { Matrix } from '../matrix/matrix.js'
import { createYielder } from '../scheduling/yieldToEventLoop.js'
import { prepareWorkspace } from '../statistics/prepareWorkspace.js'
import type { MixtureParameters } from './parameters.js'

/** One block of samples under a mixture; valid only during the call that it is passed to. */
export interface EvaluatedBlock {
  readonly workspace: Workspace
  /** Posterior probability of component k given the block's sample b. */
  responsibility(k: number, b: number): number
  /** The component of the largest posterior of sample b, the lowest of equals. */
  mostProbable(b: number): number
}

/**
 * Passes over samples in blocks, keeping no N x K array.
 *
 * @param samples [N, D], checked by the caller.
 * @param visit receives each block, the row it begins at and how many rows it has.
 * @returns the total log-likelihood, nats.
 */
export type Evaluate = (
  samples: Matrix,
  visit?: (block: EvaluatedBlock, from: number, rows: number) => void,
) => Promise<number>

const turnMilliseconds = 30

/** The evaluation of one mixture. Its kernels open at the first call and serve the later ones. */
export function createEvaluate(model: MixtureParameters): Evaluate {
  const { components, columns } = model
  const { scatter } = covarianceStructure(model.covarianceType).layout
  const pool = createWorkspacePool(async shape => (await openKernels())(shape))
  return (samples, visit) =>
    pool.use({ scatter, columns, components }, async kernels => {
      const { workspace } = kernels
      prepareWorkspace(workspace, model)
      const { responsibilities } = workspace
      const responsibility = (k: number, b: number): number => responsibilities[k * blockRows + b]!
      const mostProbable = (b: number): number => {
        let best = 0
        for (let k = 1; k < components; k++) if (responsibility(k, b) > responsibility(best, b)) best = k
        return best
      }
      const yieldIfDue = createYielder(turnMilliseconds)
      let total = 0
      for (let from = 0; from < samples.rows; from += blockRows) {
        const rows = loadBlock(samples, from, workspace)
        kernels.weightedLogDensities()
        total += kernels.normalizeResponsibilities(rows)
        visit?.({ workspace, responsibility, mostProbable }, from, rows)
        const pause = yieldIfDue()
        if (pause) await pause
      }
      return total
    })
}
