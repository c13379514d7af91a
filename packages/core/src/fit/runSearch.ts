import { createYielder, MixturaError, type PlainValue } from '@mixtura/numerics'
import { fromMixturaErrorRecord, toErrorRecord, type ErrorRecord } from '../threads/errorRecord.js'
import { searchStarts, type RunOutcome, type RunTask, type SearchPlan, type SearchResult } from './searchStarts.js'

/** Called with the progress of one run. */
export interface RunListener<State> {
  /** @param snapshot state of the run as plain values, from which it can continue; absent if the run can only begin again. */
  (state: State, snapshot?: () => PlainValue): void | 'stop' | Promise<void | 'stop'>
}

/** Executes the runs of a search. */
export interface Runner<Run, State> {
  /**
   * @param earlier the run that the task begins from or continues.
   * @param snapshot state of this run, from which it continues.
   * @throws {MixturaError} if the run fails, for example because a component loses all its rows.
   */
  run(
    task: RunTask,
    from: { readonly earlier?: Run | undefined; readonly snapshot?: PlainValue | undefined },
    listener: RunListener<State> | undefined,
  ): Promise<Run>
  outcomeOf(run: Run, task: RunTask): Omit<RunOutcome, 'error'>
  /** A finished run as plain values, without the state that continuing it would need. */
  save(run: Run): PlainValue
  restore(saved: PlainValue): Run
}

/** State of a search. */
export interface SearchState {
  /** The finished runs, in order. Short runs are not saved: they are cheap to repeat. */
  readonly runs: readonly { readonly outcome: RunOutcome; readonly saved?: PlainValue | undefined }[]
  /** State of the next run; undefined if it has not begun or can only begin again. */
  readonly snapshot?: PlainValue | undefined
}

/** Called with the progress of a search; `search` returns the state of the search. */
export type SearchListener<State> = (task: RunTask, state: State, search: () => SearchState) => void | 'stop' | Promise<void | 'stop'>

interface Entry<Run> {
  readonly task: RunTask
  readonly outcome: RunOutcome
  run?: Run | undefined
  readonly saved?: PlainValue | undefined
}

/**
 * Executes the runs that a search asks for and returns the best one.
 *
 * @param earlier state of an interrupted search of the same plan and data. The search continues from it to the same bits.
 * @throws {MixturaError} the error of the first start if all starts fail.
 */
export async function runSearch<Run, State>(
  plan: SearchPlan,
  runner: Runner<Run, State>,
  { listener, earlier }: { readonly listener?: SearchListener<State> | undefined; readonly earlier?: SearchState | undefined } = {},
): Promise<{ readonly result: SearchResult; readonly run: Run }> {
  const entries: Entry<Run>[] = []
  const yieldIfDue = createYielder()

  /** The run with this number. A run that was not saved is repeated, to the same bits. */
  const runOf = async (number: number): Promise<Run> => {
    const entry = entries[number]
    entry.run ??= await runner.run(entry.task, { earlier: await earlierOf(entry.task) }, undefined)
    return entry.run
  }
  const earlierOf = async ({ from }: RunTask): Promise<Run | undefined> => {
    if (from.kind === 'candidate') return undefined
    const { run, saved } = entries[from.of]
    if (run === undefined && from.kind === 'end' && saved !== undefined) return runner.restore(saved)
    return runOf(from.of)
  }
  const stateOf = (snapshot: PlainValue | undefined): SearchState => ({
    runs: entries.map(({ task, outcome, run, saved }) => ({
      outcome,
      ...(task.phase !== 'short-run' && !outcome.error && { saved: saved ?? (run === undefined ? undefined : runner.save(run)) }),
    })),
    snapshot,
  })
  const execute = async (task: RunTask, snapshot: PlainValue | undefined): Promise<Entry<Run>> => {
    await yieldIfDue()
    try {
      const runListener: RunListener<State> | undefined = listener && ((state, snapshotNow) => listener(task, state, () => stateOf(snapshotNow?.())))
      const run = await runner.run(task, { earlier: await earlierOf(task), snapshot }, runListener)
      return { task, outcome: runner.outcomeOf(run, task), run }
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      return { task, outcome: { value: NaN, iterations: 0, converged: false, stopped: false, collapsed: false, error } }
    }
  }

  const search = searchStarts(plan)
  let step = search.next()
  while (!step.done) {
    const task = step.value
    const known = earlier?.runs[entries.length]
    const entry = known ? { task, ...known } : await execute(task, entries.length === earlier?.runs.length ? earlier.snapshot : undefined)
    entries.push(entry)
    step = search.next(entry.outcome)
  }
  const { saved, run } = entries[step.value.best]
  return { result: step.value, run: run ?? (saved === undefined ? await runOf(step.value.best) : runner.restore(saved)) }
}

/** State of a search as plain values. */
export function savedState({ runs, snapshot }: SearchState): PlainValue {
  return {
    runs: runs.map(({ outcome: { error, ...outcome }, saved }) => ({
      ...outcome,
      error: error && (toErrorRecord(error) as unknown as PlainValue),
      saved,
    })),
    snapshot,
  }
}

/** @param saved from `savedState`; the checksum of the checkpoint has been verified. */
export function restoredState(saved: PlainValue): SearchState {
  const { runs, snapshot } = saved as unknown as {
    readonly runs: readonly (Omit<RunOutcome, 'error'> & { readonly error?: ErrorRecord; readonly saved?: PlainValue })[]
    readonly snapshot?: PlainValue
  }
  return {
    runs: runs.map(({ error, saved: run, ...outcome }) => ({ outcome: { ...outcome, error: error && fromMixturaErrorRecord(error) }, saved: run })),
    snapshot,
  }
}
