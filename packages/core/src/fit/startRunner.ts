import type { PlainValue } from '@mixtura/numerics'
import type { Runner, RunListener } from './runSearch.js'

/** A run whose result consists of plain values. */
interface PlainRun {
  readonly iterations: number
  readonly converged: boolean
  readonly stopped: boolean
}

/**
 * Executes runs that cannot continue from a saved state: an interrupted run begins again.
 *
 * @param valueOf the objective of a run, to be maximised.
 */
export function startRunner<Run extends PlainRun, State>(
  run: (start: number, onIteration: RunListener<State> | undefined) => Promise<Run>,
  valueOf: (run: Run) => number,
): Runner<Run, State> {
  return {
    run: ({ start }, _, listener) => run(start, listener && (state => listener(state))),
    outcomeOf: found => ({
      value: valueOf(found), iterations: found.iterations, converged: found.converged, stopped: found.stopped, collapsed: false,
    }),
    save: found => found as unknown as PlainValue,
    restore: saved => saved as unknown as Run,
  }
}
