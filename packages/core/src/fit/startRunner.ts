import type { PlainValue } from '@mixtura/numerics'
import type { Runner, RunListener } from './runSearch.js'

/** A run that ends with plain values alone. */
interface PlainRun {
  readonly iterations: number
  readonly converged: boolean
  readonly stopped: boolean
}

/**
 * Runs that go from each start to its end in one go: one that was interrupted begins again.
 *
 * @param valueOf what is to be large.
 */
export function startRunner<Run extends PlainRun, State>(
  run: (start: number, onIteration: RunListener<State>) => Promise<Run>,
  valueOf: (run: Run) => number,
): Runner<Run, State> {
  return {
    run: ({ start }, _, listener) => run(start, state => listener(state)),
    outcomeOf: found => ({
      value: valueOf(found), iterations: found.iterations, converged: found.converged, stopped: found.stopped, collapsed: false,
    }),
    save: found => found as unknown as PlainValue,
    restore: saved => saved as unknown as Run,
  }
}
