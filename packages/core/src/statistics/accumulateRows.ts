import type { Matrix, YieldIfDue } from '@mixtura/numerics'
import type { Kernels } from '../kernels/kernels.js'
import { loadBlock } from '../kernels/loadBlock.js'
import { exactPruning } from '../kernels/pruning.js'
import { blockRows, type Workspace } from '../kernels/workspace.js'
import { weightedLogDensities, type PreparedModel } from './preparedModel.js'
import { addProjections } from './projections.js'
import type { RowKnowledge } from './rowKnowledge.js'

/** Samples in memory, what is known of them, and what a pass leaves for the next one. */
export interface KnownRows extends RowKnowledge {
  readonly samples: Matrix
  readonly traces?: PassTraces | undefined
}

/**
 * What a pass leaves for the next one, to hasten it: that begins with the component that each row probably belongs to, and
 * ends there where bounds show that no other matters. The statistics do not depend on it, to the bit.
 */
export interface PassTraces {
  /** [N] component of each row's largest responsibility, 0 before the first pass. */
  readonly labels: Int32Array
  /** [N] what the log-density of no other exceeded, nats. */
  readonly otherBounds: Float32Array
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
  /** The model in the workspace. */
  readonly model: PreparedModel
  /** Where scatters are wanted along directions, and what they are added to. */
  readonly along?: { readonly directions: Float64Array; readonly projections: Float64Array } | undefined
}

/**
 * Adds the rows [from, to), block by block, to the totals in the kernels' workspace, which holds the model already.
 *
 * @throws the reason of `signal`, when it aborts.
 */
export async function accumulateRows(
  kernels: Kernels,
  { samples, weights, labelPriors, traces: left }: KnownRows,
  { from, to, yieldIfDue, signal, model, along }: PassOptions,
): Promise<PassTotals> {
  const { workspace } = kernels
  // One component has all of every row: there is nothing to choose.
  const priors = workspace.components > 1 ? labelPriors : undefined
  // With priors, the component of the largest density is not that of the largest responsibility.
  const traces = priors || model.analysers ? undefined : left
  const range: Matrix = { ...samples, rows: to }
  let logLikelihood = 0
  let totalWeight = 0
  if (!weights) workspace.rowWeights.fill(1)
  for (let at = from; at < to; at += blockRows) {
    const count = loadBlock(kernels, range, at, traces)
    weightedLogDensities(kernels, model, { count, reach: priors ? Infinity : exactPruning.reach })
    if (priors) addLogPriors(workspace, priors, at, count)
    if (weights) workspace.rowWeights.set(weights.subarray(at, at + count))
    logLikelihood += kernels.normalizeResponsibilities(count, exactPruning)
    if (!weights) totalWeight += count
    else for (let b = 0; b < count; b++) totalWeight += workspace.rowWeights[b]
    traces?.labels.set(workspace.labels.subarray(0, count), at)
    traces?.otherBounds.set(workspace.otherBounds.subarray(0, count), at)
    kernels.accumulate(count)
    if (along) addProjections(workspace, count, along)
    const pause = yieldIfDue()
    if (pause) {
      await pause
      signal?.throwIfAborted()
    }
  }
  return { logLikelihood, totalWeight }
}

/** Rows stand in their own order here, as blocks without traces are loaded. */
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
