import { clearUpperTriangles, createYielder } from '@mixtura/numerics'
import type { WorkspacePool } from '../kernels/workspacePool.js'
import type { KnownRows } from './accumulateRows.js'
import { accumulateSegment } from './accumulateSegment.js'
import { loadModel, workspaceShape, type PreparedModel } from './preparedModel.js'
import { newProgress, type AccumulatingPass } from './segmentedPass.js'
import { shareSegments } from './shareSegments.js'
import { cutIntoSegments, statisticsLength } from './segments.js'
import type { StatisticsRequest } from './statisticsSource.js'
import type { SufficientStatistics } from './sufficientStatistics.js'

/**
 * The statistics of all rows, computed by this thread and up to `threads - 1` others.
 *
 * @param rows in shared memory if `threads` is more than 1.
 * @throws {WorkerFailedError} if another thread ended in the middle of a segment.
 */
export function accumulateSegments(
  pool: WorkspacePool,
  rows: KnownRows,
  { model, drift, request, threads, totals: spare = {}, turnMilliseconds }: {
    readonly model: PreparedModel
    readonly drift?: Float64Array | undefined
    readonly request: StatisticsRequest
    readonly threads: number
    readonly totals?: SpareTotals | undefined
    /** How long this thread computes before it lets other tasks run; as `createYielder` has it by default. */
    readonly turnMilliseconds?: number | undefined
  },
): Promise<SufficientStatistics> {
  const { scatter, directions, signal } = request
  return pool.use(workspaceShape(model, request), async kernels => {
    loadModel(kernels, model, { drift, directions })
    const length = statisticsLength(model, request)
    const segments = cutIntoSegments(rows.samples.rows, length)
    const totals = takeTotals(spare, segments.count * length, threads)
    const pass: AccumulatingPass = { rows, model, drift, scatter, directions, segments, progress: newProgress(threads), totals }
    await shareSegments(pass, { kernels: kernels.name, threads, compute: range => accumulateSegment(kernels, pass, range), yieldIfDue: createYielder(turnMilliseconds), signal })
    // The statistics are parts of one array: more arrays for many columns would cost as much time as a pass over few rows.
    const sum = sumOfSegments(totals, segments.count)
    spare.values = totals
    return { ...statisticsOf(sum, model, request), rows: rows.samples.rows }
  })
}

/** [segments, length] The statistics of the segments, added in their order, so that the result does not depend on which thread computed which. */
export function sumOfSegments(totals: Float64Array, segments: number): Float64Array {
  const length = totals.length / segments
  const sum = totals.slice(0, length)
  for (let origin = length; origin < totals.length; origin += length) for (let i = 0; i < length; i++) sum[i] += totals[origin + i]
  return sum
}

/** The fields of statistics that are stored one after the other, as `accumulateSegment` writes them. */
export function statisticsOf(
  sum: Float64Array,
  { components, columns, means }: Pick<PreparedModel, 'components' | 'columns' | 'means'>,
  { scatter, directions }: Pick<StatisticsRequest, 'scatter' | 'directions'>,
): Omit<SufficientStatistics, 'rows'> {
  const sumsAt = 2 + components
  const scattersAt = sumsAt + components * columns
  const scattersEnd = sum.length - (directions?.length ?? 0)
  const scatters = sum.subarray(scattersAt, scattersEnd)
  return {
    scatter,
    components,
    columns,
    logLikelihood: sum[0],
    totalWeight: sum[1],
    centres: means,
    counts: sum.subarray(2, sumsAt),
    sums: sum.subarray(sumsAt, scattersAt),
    scatters: scatter === 'full' ? clearUpperTriangles(scatters, columns) : scatters,
    ...(directions && { directions, projections: sum.subarray(scattersEnd) }),
  }
}

/** Memory for the statistics of all segments, which each pass leaves to the next: new pages cost as much time as filling them. */
export interface SpareTotals {
  values?: Float64Array
}

/** An aborted pass does not give its memory back, because other threads may still write to it. */
export function takeTotals(spare: SpareTotals, length: number, threads: number): Float64Array {
  const { values } = spare
  delete spare.values
  const isShared = threads > 1
  if (values?.length === length && (!isShared || values.buffer instanceof SharedArrayBuffer)) return values
  const bytes = length * Float64Array.BYTES_PER_ELEMENT
  return new Float64Array(isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes))
}
