import type { Matrix, YieldIfDue } from '@mixtura/numerics'
import type { ScatterKind } from '../kernels/workspace.js'
import type { KnownRows } from './accumulateRows.js'
import type { CodedPassRows } from './codedPass.js'
import type { RowResults } from './evaluateRows.js'
import type { PreparedModel } from './preparedModel.js'
import type { Segments } from './segments.js'

/** One pass over rows, as it is sent to all threads. They share its arrays. */
interface Pass {
  readonly model: PreparedModel
  readonly scatter: ScatterKind
  readonly segments: Segments
  /** [3] number of the next free segment, number of finished segments, and 1 once the pass is aborted. */
  readonly progress: Int32Array
}

/** A pass that adds up the statistics of rows. */
export interface AccumulatingPass extends Pass {
  readonly rows: KnownRows
  /** Drift of the model since the bounds of the rows were computed. */
  readonly drift?: Float64Array | undefined
  /** [K, m, D] directions along which scatters are also computed. */
  readonly directions?: Float64Array | undefined
  /** [segments, statisticsLength] */
  readonly totals: Float64Array
}

/** A pass that evaluates rows one by one. */
export interface EvaluatingPass extends Pass {
  readonly samples: Matrix
  readonly results: RowResults
}

/** A pass that adds up the statistics of rows with coded columns. */
export interface CodedPass extends Omit<Pass, 'model'> {
  readonly coded: CodedPassRows
  /** The Gaussians of the observed numbers; undefined if there are no numbers. */
  readonly model?: PreparedModel | undefined
  /** [K] ln w_k */
  readonly logWeights: Float64Array
  /** As in `CodedPassOptions`. */
  readonly logProbabilities: Float64Array
  readonly directions?: Float64Array | undefined
  /** [segments, statisticsLength + length of the counts of values] */
  readonly totals: Float64Array
}

export type SegmentedPass = AccumulatingPass | EvaluatingPass | CodedPass

const [nextSegment, doneSegments, aborted] = [0, 1, 2]

/** The progress of a pass that has not begun. */
export function newProgress(threads: number): Int32Array {
  return new Int32Array(threads > 1 ? new SharedArrayBuffer(12) : new ArrayBuffer(12))
}

export const isDone = ({ progress, segments }: SegmentedPass): boolean =>
  Atomics.load(progress, doneSegments) === segments.count

export const isAborted = ({ progress }: SegmentedPass): boolean => Atomics.load(progress, aborted) === 1

/** Tells all threads to stop, because the result is no longer needed. */
export const abort = ({ progress }: SegmentedPass): void => void Atomics.store(progress, aborted, 1)

export interface Interruption {
  readonly yieldIfDue: YieldIfDue
  readonly signal?: AbortSignal | undefined
}

/** A segment of a pass, and how its computation is interrupted. */
export interface SegmentRange extends Interruption {
  readonly segment: number
  /** Its rows are [from, to). */
  readonly from: number
  readonly to: number
}

/** Computes one segment of a pass. */
export type ComputeSegment = (range: SegmentRange) => Promise<void>

/** Computes free segments until there are none. */
export async function takeSegments({ segments, progress }: SegmentedPass, compute: ComputeSegment, interruption: Interruption): Promise<void> {
  for (;;) {
    const segment = Atomics.add(progress, nextSegment, 1)
    if (segment >= segments.count) return
    const from = segment * segments.rows
    await compute({ segment, from, to: Math.min(from + segments.rows, segments.end), ...interruption })
    Atomics.add(progress, doneSegments, 1)
  }
}
