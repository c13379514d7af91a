import { createYielder } from '@mixtura/numerics'
import { shareMatrix, shareNumbers } from '../threads/shareNumbers.js'
import type { Kernels } from '../kernels/kernels.js'
import type { MixtureParameters } from '../model/parameters.js'
import { accumulateCodedSegment } from './accumulateCodedSegment.js'
import { statisticsOf, sumOfSegments, takeTotals } from './accumulateSegments.js'
import { codedShape, type BlockPosterior, type CodedPassRows } from './codedPass.js'
import type { PassMemory } from './completeSource.js'
import { rowNanoseconds, threadsForWork } from './passThreadCount.js'
import { loadModel, prepareModel, workspaceShape } from './preparedModel.js'
import { newProgress, type CodedPass } from './segmentedPass.js'
import { cutIntoSegments, statisticsLength } from './segments.js'
import { shareSegments } from './shareSegments.js'
import type { StatisticsRequest } from './statisticsSource.js'
import type { SufficientStatistics } from './sufficientStatistics.js'

/** Statistics of numbers, and of columns that are not numbers. */
export interface CodedStatistics extends SufficientStatistics {
  readonly valueCounts: Float64Array
}

/** What the pass does besides adding up the statistics. */
export interface CodedSegmentsOptions {
  /** [V + 1, K] ln p(value | class) of each coded column, one after the other; 0 for missing cells. */
  readonly logProbabilities: Float64Array
  readonly request: StatisticsRequest
  readonly threads: number
  /** Hears each block, if `threads` is 1. */
  readonly onBlock?: ((posterior: BlockPosterior) => void) | undefined
  /** As in `accumulateSegments`. */
  readonly turnMilliseconds?: number | undefined
}

/**
 * The statistics of rows with coded columns, computed by this thread and up to `threads - 1` others, with the same bits for any number of them.
 *
 * @param gaussians of the observed numbers, of which there may be none.
 * @param rows in shared memory if `threads` is more than 1.
 * @throws {WorkerFailedError} if another thread ended in the middle of a segment.
 */
export async function accumulateCodedSegments(
  { pool, totals: spare }: PassMemory,
  rows: CodedPassRows,
  gaussians: MixtureParameters,
  { logProbabilities, request, threads, onBlock, turnMilliseconds }: CodedSegmentsOptions,
): Promise<CodedStatistics> {
  const { scatter, directions, signal } = request
  const model = gaussians.columns > 0 ? prepareModel(gaussians) : undefined
  const ownLength = statisticsLength(gaussians, request)
  const length = ownLength + logProbabilities.length
  const segments = cutIntoSegments(rows.rows, length)
  const totals = takeTotals(spare, segments.count * length, threads)
  const logWeights = gaussians.weights.map(Math.log)
  const pass: CodedPass = { coded: rows, model, logWeights, logProbabilities, scatter, directions, segments, progress: newProgress(threads), totals }
  // Rows without numbers need no kernels.
  const share = (loaded?: Kernels): Promise<void> =>
    shareSegments(pass, { kernels: loaded?.name ?? 'reference', threads, compute: range => accumulateCodedSegment(loaded, pass, range, onBlock), yieldIfDue: createYielder(turnMilliseconds), signal })
  if (!model) await share()
  else {
    await pool.use({ ...workspaceShape(model, request), ...codedShape(rows, logProbabilities) }, async loaded => {
      loadModel(loaded, model, { directions })
      await share(loaded)
    })
  }
  const sum = sumOfSegments(totals, segments.count)
  spare.values = totals
  return { ...statisticsOf(sum.subarray(0, ownLength), gaussians, request), rows: rows.rows, valueCounts: sum.subarray(ownLength) }
}

/** As `passThreadCount` for rows with coded columns. Their places are in shared memory from the start. */
export function codedThreadCount(
  { rows, samples, places }: CodedPassRows,
  { components, columns, scatter, threads }: Pick<MixtureParameters, 'components' | 'columns'> & { readonly scatter: StatisticsRequest['scatter']; readonly threads: number | undefined },
): number {
  // Measured: about 0.75 ns to look up a value and to count it; without kernels 1.5 ns, and 10 ns for a responsibility.
  const width = places.length / rows
  const ofCodes = components * (columns === 0 ? 1.5 * width + 10 : 0.75 * width)
  return threadsForWork({ nanoseconds: rows * (ofCodes + rowNanoseconds({ components, columns }, scatter)), data: samples.data, threads })
}

/** The same rows in memory that all threads share. */
export function sharedCodedRows<Rows extends CodedPassRows>(rows: Rows): Rows {
  const { samples, places, weights, logPriors } = rows
  return { ...rows, samples: shareMatrix(samples), places: shareNumbers(places), weights: weights && shareNumbers(weights), logPriors: logPriors && shareNumbers(logPriors) }
}
