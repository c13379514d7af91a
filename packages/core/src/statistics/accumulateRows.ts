import type { Kernels } from '../kernels/kernels.js'
import { loadBlock } from '../kernels/loadBlock.js'
import { exactPruning } from '../kernels/pruning.js'
import { blockRows, type Workspace } from '../kernels/workspace.js'
import type { Matrix } from '../matrix/matrix.js'
import type { YieldIfDue } from '../scheduling/yieldToEventLoop.js'
import type { RowKnowledge } from './rowKnowledge.js'

/** Samples in memory, what is known of them, and what a pass leaves for the next one. */
export interface KnownRows extends RowKnowledge {
  readonly samples: Matrix
  /**
   * [N] component of each row's largest responsibility in the last pass, 0 before the first. It only hastens the next
   * pass, which begins with the components that are probably near: the statistics do not depend on it, to the bit.
   */
  readonly labels?: Int32Array | undefined
}

/** Log-likelihood and weight of the rows of a pass. */
export interface PassTotals {
  /** Nats. */
  readonly logLikelihood: number
  readonly totalWeight: number
}

export interface PassOptions {
  /** First row, and the row behind the last. */
  readonly from: number
  readonly to: number
  readonly yieldIfDue: YieldIfDue
  readonly signal?: AbortSignal | undefined
}

/**
 * Adds the rows [from, to), block by block, to the totals in the kernels' workspace, which holds the model already.
 *
 * @throws the reason of `signal`, when it aborts.
 */
export async function accumulateRows(
  kernels: Kernels,
  { samples, weights, labelPriors, labels }: KnownRows,
  { from, to, yieldIfDue, signal }: PassOptions,
): Promise<PassTotals> {
  const { workspace } = kernels
  // One component has all of every row: there is nothing to choose.
  const priors = workspace.components > 1 ? labelPriors : undefined
  const range: Matrix = { ...samples, rows: to }
  let logLikelihood = 0
  let totalWeight = 0
  if (!weights) workspace.rowWeights.fill(1)
  for (let at = from; at < to; at += blockRows) {
    const count = loadBlock(kernels, range, at, priors ? undefined : labels)
    kernels.weightedLogDensities(count, priors ? Infinity : exactPruning.reach)
    if (priors) addLogPriors(workspace, priors, at, count)
    if (weights) workspace.rowWeights.set(weights.subarray(at, at + count))
    logLikelihood += kernels.normalizeResponsibilities(count, exactPruning)
    if (!weights) totalWeight += count
    else for (let b = 0; b < count; b++) totalWeight += workspace.rowWeights[b]
    if (!priors) labels?.set(workspace.labels.subarray(0, count), at)
    kernels.accumulate(count)
    const pause = yieldIfDue()
    if (pause) {
      await pause
      signal?.throwIfAborted()
    }
  }
  return { logLikelihood, totalWeight }
}

/** Rows stand in their own order here, as blocks without labels are loaded. */
function addLogPriors({ joint, best, components }: Workspace, priors: Matrix, from: number, count: number): void {
  best.fill(-Infinity)
  for (let b = 0; b < count; b++) {
    for (let k = 0; k < components; k++) {
      const logDensity = joint[k * blockRows + b] + Math.log(priors.data[(from + b) * components + k])
      joint[k * blockRows + b] = logDensity
      if (logDensity > best[b]) best[b] = logDensity
    }
  }
}
