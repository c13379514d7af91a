import { MixturaError } from '@mixtura/numerics'

/** What became of the starts of a fit. */
export interface Starts<Run> {
  /** The run of the largest value, the earliest of equals. */
  readonly best: Run
  /** One entry for each start that ran. */
  readonly outcomes: readonly ({ readonly run: Run } | { readonly error: MixturaError })[]
}

/**
 * Runs from each start, one after the other, and keeps the best. A start that fails, such as by a component that
 * collapses, is recorded; a run that was stopped is the last.
 *
 * @param run the run from start 0, 1, …
 * @param valueOf what is to be large.
 * @throws {MixturaError} of the first start, if all fail.
 */
export async function bestOfStarts<Run extends { readonly stopped: boolean }>(
  starts: number,
  run: (start: number) => Promise<Run>,
  valueOf: (run: Run) => number,
): Promise<Starts<Run>> {
  const outcomes: ({ readonly run: Run } | { readonly error: MixturaError })[] = []
  let best: Run | undefined
  let firstError: MixturaError | undefined
  for (let start = 0; start < starts; start++) {
    try {
      const candidate = await run(start)
      outcomes.push({ run: candidate })
      if (!best || valueOf(candidate) > valueOf(best)) best = candidate
      if (candidate.stopped) break
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      outcomes.push({ error })
      firstError ??= error
    }
  }
  if (!best) throw firstError!
  return { best, outcomes }
}
