import type { Matrix } from '@mixtura/numerics'
import type { Kernels } from '../kernels/kernels.js'
import { loadBlock } from '../kernels/loadBlock.js'
import { noPruning } from '../kernels/pruning.js'
import { blockRows, type Workspace } from '../kernels/workspace.js'
import type { EvaluatingPass, SegmentRange } from './segmentedPass.js'

/** What a mixture says of each row. Only the arrays that are given are filled. */
export interface RowResults {
  /** [N] ln p(x_n), nats. */
  readonly logDensities?: Float64Array | undefined
  /** [N, K] posterior probability of each component. */
  readonly responsibilities?: Float64Array | undefined
  /** [N] the component with the largest posterior probability; the lowest index among equals. */
  readonly labels?: Int32Array | undefined
  /** [N] the posterior probability of that component. */
  readonly largest?: Float64Array | undefined
  /** [N] entropy of the posterior probabilities, -Σ_k r_nk ln r_nk, nats. */
  readonly entropies?: Float64Array | undefined
}

/** Fills the results of the rows of a segment. The model must already be loaded into the kernels' workspace. */
export async function evaluateRows(kernels: Kernels, { samples, results }: EvaluatingPass, { from, to, yieldIfDue }: SegmentRange): Promise<void> {
  const range: Matrix = { ...samples, rows: to }
  for (let at = from; at < to; at += blockRows) {
    const rows = loadBlock(kernels, range, at)
    kernels.weightedLogDensities(rows, noPruning.reach)
    kernels.normalizeResponsibilities(rows, noPruning)
    fill(results, kernels.workspace, at, rows)
    const pause = yieldIfDue()
    if (pause) await pause
  }
}

/** Copies the results of a block. The workspace holds responsibilities by component, [K, blockRows]. */
function fill({ logDensities, responsibilities, labels, largest, entropies }: RowResults, workspace: Workspace, at: number, rows: number): void {
  const { components, responsibilities: ofBlock } = workspace
  logDensities?.set(workspace.logDensities.subarray(0, rows), at)
  if (!responsibilities && !labels && !largest && !entropies) return
  for (let b = 0; b < rows; b++) {
    let best = 0
    let entropy = 0
    for (let k = 0; k < components; k++) {
      const r = ofBlock[k * blockRows + b]
      if (r > ofBlock[best * blockRows + b]) best = k
      if (responsibilities) responsibilities[(at + b) * components + k] = r
      if (entropies && r > 0) entropy -= r * Math.log(r)
    }
    if (labels) labels[at + b] = best
    if (largest) largest[at + b] = ofBlock[best * blockRows + b]
    if (entropies) entropies[at + b] = entropy
  }
}
