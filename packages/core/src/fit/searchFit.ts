import type { Matrix } from '@mixtura/numerics'
import { fitIdentity, readFitCheckpoint, writeFitCheckpoint, type FitIdentity } from './fitCheckpoint.js'
import { runSearch, type Runner } from './runSearch.js'
import type { RunPhase, SearchPlan, SearchResult } from './searchStarts.js'

/** Before any run: the rows that starts are made from are drawn, and what the data are like is measured. */
export interface DrawProgress {
  readonly phase: 'draw'
}

/** The start at work. */
export interface StartProgress {
  /** 0-based. */
  readonly start: number
  readonly starts: number
}

/** A run at work, of whatever phase: a short run on the drawn rows, a heat on some of the rows, or a fit to all. */
export interface RunProgress extends StartProgress {
  readonly phase: RunPhase
  /** How many the run sees. */
  readonly rows: number
  /** Where the whole fit stands, for `resume`. */
  readonly checkpoint: () => Uint8Array
}

type Answer = void | 'stop' | Promise<void | 'stop'>

/** How a fit is followed, ended early and resumed. */
export interface FollowOptions<State> {
  /**
   * Called after each E-step in every phase: of the short runs that starts come from, of their heats, and of fits to all rows. The
   * fit waits for it, and ends where it answers 'stop': the best so far is then the result, measured on all rows.
   */
  readonly onProgress?: (progress: DrawProgress | (State & RunProgress)) => Answer
  /** Called after each E-step on all rows, of each start; the fit waits for it, and ends where it answers 'stop'. */
  readonly onIteration?: (progress: State & StartProgress) => Answer
  /** A checkpoint of a fit of the same data by the same options: this one goes on from there, to the same bits. */
  readonly resume?: Uint8Array
}

/** What a fit searches through. */
export interface SearchSubject<Run, State> {
  readonly plan: SearchPlan
  readonly runner: Runner<Run, State>
  /** D */
  readonly columns: number
  /** What tells the data from others: all samples in memory, or the rows that starts are made from. */
  readonly identifying: Matrix
}

/**
 * The one way in which mixtures are fitted: prepares, searches over starts, tells of its progress, and goes on from a checkpoint.
 *
 * @param kind the function that fits.
 * @param prepare draws rows and makes the plan of them.
 * @throws {InvalidCheckpointError} {CheckpointMismatchError} for a `resume` that is damaged, or of another fit.
 * @throws {MixturaError} of the first start, if all fail.
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
  let identity: FitIdentity | undefined
  const identified = (): FitIdentity => (identity ??= fitIdentity(kind, options, { samples: identifying, rows, columns }))
  const found = await runSearch(plan, runner, {
    earlier: resume && readFitCheckpoint(resume, identified()),
    listener: async (task, state, search) => {
      const { phase, start } = task
      const checkpoint = (): Uint8Array => writeFitCheckpoint(identified(), search())
      const answers = [
        await onProgress?.({ ...state, phase, start, starts, rows: task.rows, checkpoint }),
        phase === 'fit' ? await onIteration?.({ ...state, start, starts }) : undefined,
      ]
      return isStopped || answers.includes('stop') ? 'stop' : undefined
    },
  })
  return { subject, ...found }
}
