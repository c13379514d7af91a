import { createYielder, InvalidCheckpointError, type PlainValue } from '@mixtura/numerics'
import type { Reader } from '@mixtura/numerics/validation'
import { isFitError, toErrorRecord } from '../threads/errorRecord.js'
import { searchStarts, type RunOutcome, type RunTask, type SearchPlan, type SearchResult } from './searchStarts.js'

/** Hears the progress of one run. */
export interface RunListener<Run, State> {
  /** @param snapshot makes the run as far as it has come, from which it can continue. */
  (state: State, snapshot: () => Run): void | 'stop' | Promise<void | 'stop'>
}

/** Executes the runs of a search. */
export interface Runner<Run, State> {
  /**
   * @param earlier the run that the task begins from or continues.
   * @param snapshot this run as far as it had come, from which it continues.
   * @throws {MixturaError} if the run fails, for example because a component loses all its rows.
   */
  run(
    task: RunTask,
    from: { readonly earlier?: Run | undefined; readonly snapshot?: Run | undefined },
    listener: RunListener<Run, State> | undefined,
  ): Promise<Run>
  outcomeOf(run: Run, task: RunTask): Omit<RunOutcome, 'error'>
  /** A run as plain values. */
  save(run: Run): PlainValue
  /** What reads what `save` wrote. Only fits that resume load it. */
  reader(): Promise<Reader<Run>>
}

/** State of a search. */
export interface SearchState<Run> {
  /** The finished runs, in order. Short runs are not saved, because they are cheap to repeat, nor runs that the search needs no more. */
  readonly runs: readonly { readonly outcome: RunOutcome; readonly run?: Run | undefined }[]
  /** The next run as far as it has come; undefined if it has not begun. */
  readonly snapshot?: Run | undefined
}

/** Hears the progress of a search; `saved` makes the state of the search as plain values. */
export type SearchListener<State> = (task: RunTask, state: State, saved: () => PlainValue) => void | 'stop' | Promise<void | 'stop'>

interface Entry<Run> {
  readonly task: RunTask
  readonly outcome: RunOutcome
  /** Undefined if the run failed, or is needed no more. */
  run?: Run | undefined
}

/**
 * Executes the runs that a search asks for and returns the best one.
 *
 * @param earlier state of an interrupted search of the same plan and data. The search continues from it to the same bits.
 * @throws {MixturaError} the error of the first start if all starts fail.
 * @throws {InvalidCheckpointError} if a run of `earlier` cannot continue.
 */
export async function runSearch<Run, State>(
  plan: SearchPlan,
  runner: Runner<Run, State>,
  { listener, earlier }: { readonly listener?: SearchListener<State> | undefined; readonly earlier?: SearchState<Run> | undefined } = {},
): Promise<{ readonly result: SearchResult; readonly run: Run }> {
  const entries: Entry<Run>[] = []
  const yieldIfDue = createYielder()

  /** The run with this number. A run that was not saved is repeated, to the same bits. */
  const runOf = async (number: number): Promise<Run> => {
    const entry = entries[number]
    entry.run ??= await runner.run(entry.task, { earlier: await earlierOf(entry.task) }, undefined)
    return entry.run
  }
  const earlierOf = async ({ from }: RunTask): Promise<Run | undefined> => (from.kind === 'candidate' ? undefined : runOf(from.of))
  const savedWith = (snapshot: Run): PlainValue => ({
    runs: entries.map(({ task, outcome: { error, ...outcome }, run }) => ({
      ...outcome,
      error: error && (toErrorRecord(error) as unknown as PlainValue),
      run: run === undefined || task.phase === 'short-run' ? undefined : runner.save(run),
    })),
    snapshot: runner.save(snapshot),
  })
  const execute = async (task: RunTask, snapshot: Run | undefined): Promise<Entry<Run>> => {
    await yieldIfDue()
    try {
      const tell: RunListener<Run, State> | undefined = listener && ((state, snapshotNow) => listener(task, state, () => savedWith(snapshotNow())))
      const run = await runner.run(task, { earlier: await earlierOf(task), snapshot }, tell)
      return { task, outcome: runner.outcomeOf(run, task), run }
    } catch (error) {
      // Other starts cannot mend a damaged checkpoint, or a source that fails.
      if (!isFitError(error) || error instanceof InvalidCheckpointError) throw error
      return { task, outcome: { value: NaN, iterations: 0, converged: false, stopped: false, collapsed: false, error } }
    }
  }

  const search = searchStarts(plan)
  let step = search.next()
  while (!step.done) {
    const task = step.value
    for (const number of task.obsolete ?? []) entries[number].run = undefined
    const known = earlier?.runs[entries.length]
    const entry = known ? { task, ...known } : await execute(task, entries.length === earlier?.runs.length ? earlier.snapshot : undefined)
    entries.push(entry)
    step = search.next(entry.outcome)
  }
  return { result: step.value, run: await runOf(step.value.best) }
}
