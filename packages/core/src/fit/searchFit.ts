import type { Matrix } from '@mixtura/numerics'
import type { FitIdentity } from './fitCheckpoint.js'
import { runSearch, type Runner, type SearchListener } from './runSearch.js'
import type { RunPhase, SearchPlan, SearchResult } from './searchStarts.js'

/** Before any run: the fit draws rows and measures the scale of the data. */
export interface DrawProgress {
  readonly phase: 'draw'
}

/** The start that is running. */
export interface StartProgress {
  /** 0-based. */
  readonly start: number
  readonly starts: number
}

/** The run in progress: a short run on the drawn rows, a heat on some of the rows, or a fit to all rows. */
export interface RunProgress extends StartProgress {
  readonly phase: RunPhase
  /** Rows of the run. */
  readonly rows: number
  /** State of the whole fit as bytes, for `resume`. */
  readonly checkpoint: () => Uint8Array
}

type Answer = void | 'stop' | Promise<void | 'stop'>

/** Options to follow a fit, to stop it and to resume it. */
export interface FollowOptions<State> {
  /**
   * Called after each E-step of every phase. The fit waits for the answer. 'stop' ends the fit: the result is the best model so
   * far, evaluated on all rows.
   */
  readonly onProgress?: (progress: DrawProgress | (State & RunProgress)) => Answer
  /** Called after each E-step on all rows. The fit waits for the answer; 'stop' ends it. */
  readonly onIteration?: (progress: State & StartProgress) => Answer
  /** A checkpoint of a fit of the same data with the same options. The fit continues from it to the same bits. */
  readonly resume?: Uint8Array
}

/** A prepared search. */
export interface SearchSubject<Run, State> {
  readonly plan: SearchPlan
  readonly runner: Runner<Run, State>
  /** D */
  readonly columns: number
  /** Identifies the data, for checkpoints: all samples in memory, or the drawn rows of a source. */
  readonly identifying: () => Matrix
}

/**
 * Fits a mixture: prepares the search, runs it, reports progress and resumes from checkpoints. All fits use this function.
 *
 * @param kind name of the public function.
 * @param prepare draws rows and makes the plan.
 * @throws {InvalidCheckpointError} {CheckpointMismatchError} for a `resume` that is damaged, or of another fit.
 * @throws {MixturaError} the error of the first start if all starts fail.
 */
export async function searchFit<Run, State, Subject extends SearchSubject<Run, State>>(
  kind: string,
  options: FollowOptions<State>,
  prepare: () => Promise<Subject & SearchSubject<Run, State>>,
): Promise<{ readonly subject: Subject; readonly run: Run; readonly result: SearchResult }> {
  const { onProgress, onIteration, resume } = options
  const isStopped = (await onProgress?.({ phase: 'draw' })) === 'stop'
  const subject = await prepare()
  const { plan, runner, columns, identifying } = subject
  const { rows, starts } = plan
  const checkpoints = onProgress || resume ? await import('./checkpoints.js') : undefined
  let identity: FitIdentity | undefined
  const identified = (): FitIdentity => (identity ??= checkpoints!.fitIdentity(kind, options, { samples: identifying(), rows, columns }))
  const listener: SearchListener<State> = async (task, state, saved) => {
    const { phase, start } = task
    const checkpoint = (): Uint8Array => checkpoints!.writeFitCheckpoint(identified(), saved())
    const answers = [
      await onProgress?.({ ...state, phase, start, starts, rows: task.rows, checkpoint }),
      phase === 'fit' ? await onIteration?.({ ...state, start, starts }) : undefined,
    ]
    return isStopped || answers.includes('stop') ? 'stop' : undefined
  }
  const found = await runSearch(plan, runner, {
    earlier: resume && checkpoints?.readFitCheckpoint(resume, identified(), checkpoints.searchStateReader(await runner.reader())),
    listener: onProgress || onIteration ? listener : undefined,
  })
  return { subject, ...found }
}
