import type { Kernels } from '../kernels/kernels.js'
import { loadBlock } from '../kernels/loadBlock.js'
import { blockRows, type Workspace } from '../kernels/workspace.js'
import type { Matrix } from '../matrix/matrix.js'
import { createYielder } from '../scheduling/yieldToEventLoop.js'
import type { RowKnowledge } from './rowKnowledge.js'

/** Log-likelihood and weight of the rows of a pass. */
export interface PassTotals {
  /** Nats. */
  readonly logLikelihood: number
  readonly totalWeight: number
}

/**
 * One pass over samples in memory: adds them, block by block, to the totals in the kernels' workspace, which
 * holds the model already.
 */
export async function accumulateRows(
  kernels: Kernels,
  samples: Matrix,
  { weights, labelPriors, signal }: RowKnowledge & { readonly signal?: AbortSignal | undefined },
): Promise<PassTotals> {
  const { workspace } = kernels
  const yieldIfDue = createYielder()
  let logLikelihood = 0
  let totalWeight = 0
  for (let from = 0; from < samples.rows; from += blockRows) {
    const rows = loadBlock(samples, from, workspace)
    kernels.weightedLogDensities()
    // One component has all of every row: there is nothing to choose.
    if (labelPriors && workspace.components > 1) addLogPriors(workspace, labelPriors, from, rows)
    const blockLogLikelihood = kernels.normalizeResponsibilities(rows)
    if (weights) {
      const blockWeights = weights.subarray(from, from + rows)
      logLikelihood += weigh(workspace, blockWeights)
      for (const weight of blockWeights) totalWeight += weight
    } else {
      logLikelihood += blockLogLikelihood
      totalWeight += rows
    }
    kernels.accumulate()
    const pause = yieldIfDue()
    if (pause) {
      await pause
      signal?.throwIfAborted()
    }
  }
  return { logLikelihood, totalWeight }
}

function addLogPriors({ responsibilities, components }: Workspace, priors: Matrix, from: number, rows: number): void {
  for (let b = 0; b < rows; b++) {
    for (let k = 0; k < components; k++) {
      responsibilities[k * blockRows + b] += Math.log(priors.data[(from + b) * components + k])
    }
  }
}

/** Responsibilities times the weights of their rows; returns the weighted sum of the log-densities. */
function weigh({ responsibilities, logDensities, components }: Workspace, weights: Float64Array): number {
  let logLikelihood = 0
  for (let b = 0; b < weights.length; b++) {
    logLikelihood += weights[b] * logDensities[b]
    for (let k = 0; k < components; k++) responsibilities[k * blockRows + b] *= weights[b]
  }
  return logLikelihood
}
