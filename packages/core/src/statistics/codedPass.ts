import type { Matrix, YieldIfDue } from '@mixtura/numerics'
import type { Kernels } from '../kernels/kernels.js'
import { loadBlock } from '../kernels/loadBlock.js'
import { exactPruning, noPruning, type Pruning } from '../kernels/pruning.js'
import { blockRows } from '../kernels/workspace.js'

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

/**
 * The E-step of a mixed mixture, block by block. Within a class the columns of numbers are independent of each other column, so
 *
 *   ln w_k p(x_n | k) = ln w_k N(numbers of x_n; μ_k, Σ_k) + Σ_c ln p(x_nc | k)
 *
 * and the kernels of Gaussian mixtures need nothing but one addition per column between the densities and their normalisation.
 *
 * @param kernels with the Gaussians loaded.
 * @returns the weighted log-likelihood, nats.
 */
export async function passWithNumbers(kernels: Kernels, rows: CodedPassRows, options: CodedPassOptions): Promise<number> {
  const { components, from: first = 0, to = rows.rows, logProbabilities, onBlock, pruning = exactPruning, yieldIfDue, signal } = options
  const { workspace } = kernels
  const { jointLogDensities, maxLogDensities, rowWeights, responsibilities, logDensities } = workspace
  const range = { ...rows.samples, rows: to }
  if (!rows.weights) rowWeights.fill(1)
  let logLikelihood = 0
  for (let from = first; from < to; from += blockRows) {
    // Without known labels, positions equal rows.
    const count = loadBlock(kernels, range, from)
    kernels.weightedLogDensities(count, Infinity)
    addEvidence(jointLogDensities, rows, { logProbabilities, components, from, count })
    findMaxima(jointLogDensities, maxLogDensities, components, count)
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
  const responsibilities = new Float64Array(components * blockRows)
  const maxima = new Float64Array(blockRows)
  const logDensities = new Float64Array(blockRows)
  let logLikelihood = 0
  for (let from = first; from < to; from += blockRows) {
    const count = Math.min(blockRows, to - from)
    for (let k = 0; k < components; k++) responsibilities.fill(logWeights[k], k * blockRows, (k + 1) * blockRows)
    addEvidence(responsibilities, rows, { logProbabilities, components, from, count })
    findMaxima(responsibilities, maxima, components, count)
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

interface Block {
  readonly logProbabilities: Float64Array
  readonly components: number
  readonly from: number
  readonly count: number
}

/** Adds ln p of the coded columns and the label priors. */
function addEvidence(joint: Float64Array, { rows, places, logPriors }: CodedPassRows, { logProbabilities, components, from, count }: Block): void {
  const width = places.length / rows
  for (let b = 0; b < count; b++) {
    const first = (from + b) * width
    for (let k = 0; k < components; k++) {
      let sum = 0
      for (let at = first; at < first + width; at++) sum += logProbabilities[places[at] + k]
      joint[k * blockRows + b] += sum
    }
  }
  if (!logPriors) return
  for (let b = 0; b < count; b++) {
    for (let k = 0; k < components; k++) joint[k * blockRows + b] += logPriors[(from + b) * components + k]
  }
}

function findMaxima(joint: Float64Array, maxima: Float64Array, components: number, count: number): void {
  maxima.fill(-Infinity, 0, count)
  for (let k = 0; k < components; k++) {
    for (let b = 0, at = k * blockRows; b < count; b++, at++) if (joint[at] > maxima[b]) maxima[b] = joint[at]
  }
}

/** Adds the responsibilities of a block to the counts of the values, which have the places of the log-probabilities. */
export function countValues(counts: Float64Array, { responsibilities, from, count }: BlockPosterior, { rows, places }: CodedPassRows): void {
  const width = places.length / rows
  const components = responsibilities.length / blockRows
  for (let b = 0; b < count; b++) {
    const first = (from + b) * width
    for (let k = 0; k < components; k++) {
      const responsibility = responsibilities[k * blockRows + b]
      if (responsibility === 0) continue
      for (let at = first; at < first + width; at++) counts[places[at] + k] += responsibility
    }
  }
}
