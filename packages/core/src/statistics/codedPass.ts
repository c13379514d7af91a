import type { Matrix, YieldIfDue } from '@mixtura/numerics'
import { addEvidence } from '../kernels/codedColumns.js'
import type { Kernels } from '../kernels/kernels.js'
import { loadBlock } from '../kernels/loadBlock.js'
import { exactPruning, noPruning, type Pruning } from '../kernels/pruning.js'
import { blockRows, type WorkspaceShape } from '../kernels/workspace.js'

/** Rows with coded columns, whose cells are levels or counts, and with the same observed numbers. */
export interface CodedPassRows {
  readonly rows: number
  /** [n, d] the observed numbers; d may be 0. */
  readonly samples: Matrix
  /** [n, C] place of the cell's value in the table of log-probabilities, and in the counts of values, of all C other columns. */
  readonly places: Int32Array
  readonly weights?: Float64Array | undefined
  /** [n, K] ln of the label priors. */
  readonly logPriors?: Float64Array | undefined
}

/** The posterior probabilities of a block of rows. */
export interface BlockPosterior {
  /** Number of the first row. */
  readonly from: number
  readonly count: number
  /** [K, blockRows] r_nk times the weight of the row. */
  readonly responsibilities: Float64Array
  /** [blockRows] ln p(x_n), nats. */
  readonly logDensities: Float64Array
}

export interface CodedPassOptions {
  readonly components: number
  /** The pass covers the rows [from, to); all rows by default. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** [V + 1, K] ln p(value | class) of each other column, one after the other; 0 for missing cells. */
  readonly logProbabilities: Float64Array
  /** Called with each block. */
  readonly onBlock: (posterior: BlockPosterior) => void
  /** Which responsibilities count as 0; `exactPruning` by default. */
  readonly pruning?: Pruning | undefined
  readonly yieldIfDue: YieldIfDue
  readonly signal?: AbortSignal | undefined
}

/** What a workspace needs for such rows besides its Gaussians. */
export function codedShape({ rows, places }: CodedPassRows, { length }: CodedPassOptions['logProbabilities']): Pick<WorkspaceShape, 'codedColumns' | 'valueTableLength'> {
  return { codedColumns: places.length / rows, valueTableLength: length }
}

/**
 * The E-step of a mixed mixture, block by block. Within a class the columns of numbers are independent of each other column, so
 *
 *   ln w_k p(x_n | k) = ln w_k N(numbers of x_n; μ_k, Σ_k) + Σ_c ln p(x_nc | k)
 *
 * and the kernels of Gaussian mixtures need nothing but one addition per column between the densities and their normalisation.
 *
 * @param kernels with the Gaussians loaded, in a workspace of `codedShape`.
 * @returns the weighted log-likelihood, nats.
 */
export async function passWithNumbers(kernels: Kernels, rows: CodedPassRows, options: CodedPassOptions): Promise<number> {
  const { components, from: first = 0, to = rows.rows, logProbabilities, onBlock, pruning = exactPruning, yieldIfDue, signal } = options
  const { workspace } = kernels
  const { jointLogDensities, rowWeights, responsibilities, logDensities, valueLogProbabilities } = workspace
  const width = rows.places.length / rows.rows
  valueLogProbabilities.set(logProbabilities)
  const range = { ...rows.samples, rows: to }
  if (!rows.weights) rowWeights.fill(1)
  let logLikelihood = 0
  for (let from = first; from < to; from += blockRows) {
    // Without known labels, positions equal rows.
    const count = loadBlock(kernels, range, from)
    kernels.weightedLogDensities(count, Infinity)
    if (rows.logPriors) addPriors(jointLogDensities, rows.logPriors, { components, from, count })
    workspace.places.set(rows.places.subarray(from * width, (from + count) * width))
    kernels.addEvidence(count)
    if (rows.weights) rowWeights.set(rows.weights.subarray(from, from + count))
    logLikelihood += kernels.normalizeResponsibilities(count, pruning)
    onBlock({ from, count, responsibilities, logDensities })
    const pause = yieldIfDue()
    if (pause) {
      await pause
      signal?.throwIfAborted()
    }
  }
  return logLikelihood
}

/**
 * The same for rows without numbers.
 *
 * @param logWeights [K] ln w_k
 */
export async function passWithoutNumbers(logWeights: Float64Array, rows: CodedPassRows, options: CodedPassOptions): Promise<number> {
  const { components, from: first = 0, to = rows.rows, logProbabilities, onBlock, pruning = exactPruning, yieldIfDue, signal } = options
  const codedColumns = rows.places.length / rows.rows
  const responsibilities = new Float64Array(components * blockRows)
  const maxima = new Float64Array(blockRows)
  const logDensities = new Float64Array(blockRows)
  let logLikelihood = 0
  for (let from = first; from < to; from += blockRows) {
    const count = Math.min(blockRows, to - from)
    for (let k = 0; k < components; k++) responsibilities.fill(logWeights[k], k * blockRows, (k + 1) * blockRows)
    if (rows.logPriors) addPriors(responsibilities, rows.logPriors, { components, from, count })
    addEvidence({ components, codedColumns, places: rows.places.subarray(from * codedColumns), valueLogProbabilities: logProbabilities, jointLogDensities: responsibilities, maxLogDensities: maxima }, count)
    for (let b = 0; b < count; b++) {
      let sum = 0
      for (let at = b; at < responsibilities.length; at += blockRows) {
        const difference = responsibilities[at] - maxima[b]
        responsibilities[at] = difference >= -pruning.reach ? Math.exp(difference) : 0
        sum += responsibilities[at]
      }
      const weight = rows.weights ? rows.weights[from + b] : 1
      for (let at = b; at < responsibilities.length; at += blockRows) {
        const share = responsibilities[at] / sum
        responsibilities[at] = share >= pruning.minShare ? weight * share : 0
      }
      logDensities[b] = maxima[b] === -Infinity ? -Infinity : maxima[b] + Math.log(sum)
      logLikelihood += weight * logDensities[b]
    }
    onBlock({ from, count, responsibilities, logDensities })
    const pause = yieldIfDue()
    if (pause) {
      await pause
      signal?.throwIfAborted()
    }
  }
  return logLikelihood
}

/** Keeps every share: for results that are shown row by row. */
export const keepAll: Pruning = noPruning

/** Adds the label priors of a block. */
function addPriors(joint: Float64Array, logPriors: Float64Array, { components, from, count }: { readonly components: number; readonly from: number; readonly count: number }): void {
  for (let b = 0; b < count; b++) {
    for (let k = 0; k < components; k++) joint[k * blockRows + b] += logPriors[(from + b) * components + k]
  }
}
