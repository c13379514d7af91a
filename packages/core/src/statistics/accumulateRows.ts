import type { Matrix, YieldIfDue } from '@mixtura/numerics'
import type { Kernels } from '../kernels/kernels.js'
import { loadBlock } from '../kernels/loadBlock.js'
import { exactPruning } from '../kernels/pruning.js'
import { blockRows, type Workspace } from '../kernels/workspace.js'
import type { PreparedModel } from './preparedModel.js'
import type { RowKnowledge } from './rowKnowledge.js'

/** Samples in memory, what is known about them, and what the last pass has left. */
export interface KnownRows extends RowKnowledge {
  readonly samples: Matrix
  readonly traces?: PassTraces | undefined
}

/**
 * What a pass leaves to make the next one faster: that one evaluates the most probable component of each row first, and skips
 * the others if their bounds show that they are negligible. The statistics do not depend on the traces, to the bit.
 */
export interface PassTraces {
  /** [N] component with the largest responsibility for each row; 0 before the first pass. */
  readonly labels: Int32Array
  /** [N] upper bound on the log-density under every other component, nats. */
  readonly otherBounds: Float32Array
}

/** Log-likelihood and total weight of the rows of a pass. */
export interface PassTotals {
  /** Nats. */
  readonly logLikelihood: number
  readonly totalWeight: number
}

export interface PassOptions {
  /** The pass covers the rows [from, to). */
  readonly from: number
  readonly to: number
  readonly yieldIfDue: YieldIfDue
  readonly signal?: AbortSignal | undefined
  /** The model in the workspace. */
  readonly model: PreparedModel
}

/**
 * Adds the rows [from, to), block by block, to the totals in the kernels' workspace. The model must already be loaded there.
 *
 * @throws the reason of `signal`, when it aborts.
 */
export async function accumulateRows(
  kernels: Kernels,
  { samples, weights, labelPriors, traces: left }: KnownRows,
  { from, to, yieldIfDue, signal, model }: PassOptions,
): Promise<PassTotals> {
  const { workspace } = kernels
  // A single component has responsibility 1 for every row, whatever the priors are.
  const priors = workspace.components > 1 ? labelPriors : undefined
  // With priors, the component with the largest density may not have the largest responsibility.
  const traces = priors || model.analysers ? undefined : left
  const range: Matrix = { ...samples, rows: to }
  let logLikelihood = 0
  let totalWeight = 0
  if (!weights) workspace.rowWeights.fill(1)
  for (let at = from; at < to; at += blockRows) {
    const count = loadBlock(kernels, range, at, traces)
    kernels.weightedLogDensities(count, priors ? Infinity : exactPruning.reach)
    if (priors) addLogPriors(workspace, priors, at, count)
    if (weights) workspace.rowWeights.set(weights.subarray(at, at + count))
    logLikelihood += kernels.normalizeResponsibilities(count, exactPruning)
    if (!weights) totalWeight += count
    else for (let b = 0; b < count; b++) totalWeight += workspace.rowWeights[b]
    traces?.labels.set(workspace.labels.subarray(0, count), at)
    traces?.otherBounds.set(workspace.otherBounds.subarray(0, count), at)
    kernels.accumulate(count)
    const pause = yieldIfDue()
    if (pause) {
      await pause
      signal?.throwIfAborted()
    }
  }
  return { logLikelihood, totalWeight }
}

/** Positions equal rows here, because blocks without traces keep the order of the rows. */
function addLogPriors({ jointLogDensities, maxLogDensities, components }: Workspace, priors: Matrix, from: number, count: number): void {
  maxLogDensities.fill(-Infinity)
  for (let b = 0; b < count; b++) {
    for (let k = 0; k < components; k++) {
      const logDensity = jointLogDensities[k * blockRows + b] + Math.log(priors.data[(from + b) * components + k])
      jointLogDensities[k * blockRows + b] = logDensity
      if (logDensity > maxLogDensities[b]) maxLogDensities[b] = logDensity
    }
  }
}
