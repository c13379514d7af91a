import { countValues } from '../kernels/codedColumns.js'
import type { Kernels } from '../kernels/kernels.js'
import { blockRows } from '../kernels/workspace.js'
import { passWithNumbers, passWithoutNumbers, type BlockPosterior } from './codedPass.js'
import type { CodedPass, SegmentRange } from './segmentedPass.js'

/**
 * Writes the statistics of a segment to its place in the totals: those of its numbers, as `accumulateSegment` does, and then the counts of values.
 *
 * @param kernels with the Gaussians loaded, in a workspace of `codedShape`; undefined for rows without numbers.
 * @param onBlock also hears each block.
 */
export async function accumulateCodedSegment(
  kernels: Kernels | undefined,
  { coded, logWeights, logProbabilities, segments, totals }: CodedPass,
  { segment, from, to, ...interruption }: SegmentRange,
  onBlock?: (posterior: BlockPosterior) => void,
): Promise<void> {
  const components = logWeights.length
  const codedColumns = coded.places.length / coded.rows
  const { counts, valueCounts } = kernels?.workspace ?? { counts: new Float64Array(components), valueCounts: new Float64Array(logProbabilities.length) }
  const added = kernels ? [counts, kernels.workspace.sums, kernels.workspace.scatters, kernels.workspace.projections, valueCounts] : [counts, valueCounts]
  for (const values of added) values.fill(0)
  const options = {
    components, from, to, logProbabilities, ...interruption,
    onBlock(posterior: BlockPosterior): void {
      const { from: first, count, responsibilities } = posterior
      if (kernels) {
        kernels.accumulate(count)
        kernels.countValues(count)
      } else {
        countRows(counts, posterior)
        countValues({ components, codedColumns, places: coded.places.subarray(first * codedColumns), responsibilities, valueCounts }, count)
      }
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
