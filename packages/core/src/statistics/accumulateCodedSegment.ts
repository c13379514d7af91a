import type { Kernels } from '../kernels/kernels.js'
import { blockRows } from '../kernels/workspace.js'
import { countValues, passWithNumbers, passWithoutNumbers, type BlockPosterior } from './codedPass.js'
import type { CodedPass, SegmentRange } from './segmentedPass.js'

/**
 * Writes the statistics of a segment to its place in the totals: those of its numbers, as `accumulateSegment` does, and then the counts of values.
 *
 * @param kernels with the Gaussians loaded; undefined for rows without numbers.
 * @param onBlock also hears each block.
 */
export async function accumulateCodedSegment(
  kernels: Kernels | undefined,
  { coded, logWeights, logProbabilities, segments, totals }: CodedPass,
  { segment, from, to, ...interruption }: SegmentRange,
  onBlock?: (posterior: BlockPosterior) => void,
): Promise<void> {
  const components = logWeights.length
  const end = (segment + 1) * (totals.length / segments.count)
  const valueCounts = totals.subarray(end - logProbabilities.length, end).fill(0)
  const counts = kernels?.workspace.counts ?? new Float64Array(components)
  const added = kernels ? [counts, kernels.workspace.sums, kernels.workspace.scatters, kernels.workspace.projections] : [counts]
  for (const values of added) values.fill(0)
  const options = {
    components, from, to, logProbabilities, ...interruption,
    onBlock(posterior: BlockPosterior): void {
      if (kernels) kernels.accumulate(posterior.count)
      else countRows(counts, posterior)
      countValues(valueCounts, posterior, coded)
      onBlock?.(posterior)
    },
  }
  const logLikelihood = kernels ? await passWithNumbers(kernels, coded, options) : await passWithoutNumbers(logWeights, coded, options)
  let at = segment * (totals.length / segments.count)
  totals[at++] = logLikelihood
  totals[at++] = coded.weights ? coded.weights.subarray(from, to).reduce((sum, weight) => sum + weight, 0) : to - from
  for (const values of added) {
    totals.set(values, at)
    at += values.length
  }
}

function countRows(counts: Float64Array, { responsibilities, count }: BlockPosterior): void {
  for (let k = 0; k < counts.length; k++) for (let b = 0; b < count; b++) counts[k] += responsibilities[k * blockRows + b]
}
