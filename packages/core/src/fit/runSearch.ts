import { createYielder, MixturaError, type PlainValue } from '@mixtura/numerics'
import { fromMixturaErrorRecord, toErrorRecord, type ErrorRecord } from '../threads/errorRecord.js'
import { searchStarts, type RunOutcome, type RunTask, type SearchPlan, type SearchResult } from './searchStarts.js'

/** What a run tells on its way. */
export interface RunListener<State> {
  /** @param stand where the run stands, as plain values, if it can go on from there; without, it begins again. */
  (state: State, stand?: () => PlainValue): void | 'stop' | Promise<void | 'stop'>
}

/** How the runs of a search are made. */
export interface Runner<Run, State> {
  /**
   * @param earlier the run that this one begins from or goes on with, where the task names one.
   * @param stand of this run, from which it goes on.
   * @throws {MixturaError} for a run that fails, such as by a component that collapses.
   */
  run(task: RunTask, from: { readonly earlier?: Run | undefined; readonly stand?: PlainValue | undefined }, listener: RunListener<State>): Promise<Run>
  outcomeOf(run: Run, task: RunTask): Omit<RunOutcome, 'error'>
  /** A run that has ended as plain values, without what it would need to go on. */
  save(run: Run): PlainValue
  restore(saved: PlainValue): Run
}

/** A search as far as it has come. */
export interface SearchState {
  /** Of each run so far. A run on drawn rows is cheap: where it is wanted again it is run again. */
  readonly runs: readonly { readonly outcome: RunOutcome; readonly saved?: PlainValue | undefined }[]
  /** Where the run that comes next stands; undefined if it has not begun, or begins again. */
  readonly stand?: PlainValue | undefined
}

/** What a search tells on its way: the run, what it tells, and a way to learn how far the search has come. */
export type SearchListener<State> = (task: RunTask, state: State, search: () => SearchState) => void | 'stop' | Promise<void | 'stop'>

interface Entry<Run> {
  readonly task: RunTask
  readonly outcome: RunOutcome
  run?: Run | undefined
  readonly saved?: PlainValue | undefined
}

/**
 * Makes the runs that a search asks for, and returns the best.
 *
 * @param earlier how far a search of the same plan and data had come: it goes on from there, to the same bits.
 * @throws {MixturaError} of the first start, if all fail.
 */
export async function runSearch<Run, State>(
  plan: SearchPlan,
  runner: Runner<Run, State>,
  { listener, earlier }: { readonly listener?: SearchListener<State> | undefined; readonly earlier?: SearchState | undefined } = {},
): Promise<{ readonly result: SearchResult; readonly run: Run }> {
  const entries: Entry<Run>[] = []
  const yieldIfDue = createYielder()

  /** The run of a number, which may be made again: it is the same to the bit. */
  const runOf = async (number: number): Promise<Run> => {
    const entry = entries[number]
    entry.run ??= await runner.run(entry.task, { earlier: await earlierOf(entry.task) }, () => undefined)
    return entry.run
  }
  const earlierOf = async ({ from }: RunTask): Promise<Run | undefined> => {
    if (from.kind === 'candidate') return undefined
    const { run, saved } = entries[from.of]
    if (run === undefined && from.kind === 'end' && saved !== undefined) return runner.restore(saved)
    return runOf(from.of)
  }
  const stateOf = (stand: PlainValue | undefined): SearchState => ({
    runs: entries.map(({ task, outcome, run, saved }) => ({
      outcome,
      ...(task.phase !== 'short-run' && !outcome.error && { saved: saved ?? (run === undefined ? undefined : runner.save(run)) }),
    })),
    stand,
  })
  const execute = async (task: RunTask, stand: PlainValue | undefined): Promise<Entry<Run>> => {
    await yieldIfDue()
    try {
      const run = await runner.run(task, { earlier: await earlierOf(task), stand }, (state, standNow) => listener?.(task, state, () => stateOf(standNow?.())))
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
    const entry = known ? { task, ...known } : await execute(task, entries.length === earlier?.runs.length ? earlier.stand : undefined)
    entries.push(entry)
    step = search.next(entry.outcome)
  }
  const { saved, run } = entries[step.value.best]
  return { result: step.value, run: run ?? (saved === undefined ? await runOf(step.value.best) : runner.restore(saved)) }
}

/** A state as plain values. */
export function savedState({ runs, stand }: SearchState): PlainValue {
  return {
    runs: runs.map(({ outcome: { error, ...outcome }, saved }) => ({
      ...outcome,
      error: error && (toErrorRecord(error) as unknown as PlainValue),
      saved,
    })),
    stand,
  }
}

/** @param saved by `savedState`, in a checkpoint that proved whole. */
export function restoredState(saved: PlainValue): SearchState {
  const { runs, stand } = saved as unknown as {
    readonly runs: readonly (Omit<RunOutcome, 'error'> & { readonly error?: ErrorRecord; readonly saved?: PlainValue })[]
    readonly stand?: PlainValue
  }
  return {
    runs: runs.map(({ error, saved: run, ...outcome }) => ({ outcome: { ...outcome, error: error && fromMixturaErrorRecord(error) }, saved: run })),
    stand,
  }
}
