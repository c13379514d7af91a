import type { PlainValue } from '@mixtura/numerics'
import { isBeaten } from '../em/convergence.js'
import { finalLogLikelihood, runEm, type EmOptions, type EmRun, type EmState } from '../em/em.js'
import type { MixtureParameters } from '../model/parameters.js'
import { restoredRun, savedRun, type SavedRun } from '../em/savedRun.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import type { Runner } from './runSearch.js'
import type { RunTask } from './searchStarts.js'

/** What runs of EM need. */
export interface EmRunnerOptions {
  /** The rows of a task. */
  readonly sourceOf: (task: RunTask) => Promise<StatisticsSource>
  readonly candidate: (start: number, candidate: number) => Promise<MixtureParameters>
  /** Sorts the components before another run begins from them. */
  readonly ordered: (parameters: MixtureParameters) => MixtureParameters
  readonly em: Pick<EmOptions, 'maximize' | 'logPrior' | 'accelerate' | 'signal'>
  readonly hasCollapsed: (parameters: MixtureParameters) => boolean
  /** Whether a candidate is known to be optimal, given that its short run converged and did not collapse. */
  readonly isCertain: (start: number, candidate: number) => boolean
}

/** A finished run, without the state that continuing it would need. */
export type EndedRun = Omit<EmRun, 'progress'>

/** Executes runs of EM for a search over starts. */
export function emRunner({ sourceOf, candidate, ordered, em, hasCollapsed, isCertain }: EmRunnerOptions): Runner<EndedRun, EmState> {
  const beginOf = async ({ from }: RunTask, earlier: EndedRun | undefined): Promise<MixtureParameters | EmRun> => {
    if (from.kind === 'candidate') return candidate(from.start, from.candidate)
    return from.kind === 'run' ? (earlier as EmRun) : ordered(earlier!.parameters)
  }
  return {
    async run(task, { earlier, snapshot }, listener) {
      const { tolerance, maxIterations, leader } = task
      const begin = snapshot === undefined ? await beginOf(task, earlier) : restoredRun(snapshot as SavedRun)
      return runEm(await sourceOf(task), begin, {
        ...em,
        tolerance,
        maxIterations,
        isBeaten: leader === undefined ? undefined : (objectives, remaining) => isBeaten(objectives, leader, remaining),
        onIteration: listener && ((state, snapshotNow) => listener(state, () => savedRun(snapshotNow()))),
      })
    },
    outcomeOf(run, { from }) {
      const { iterations, converged, stopped } = run
      const collapsed = hasCollapsed(run.parameters)
      const certain = from.kind === 'candidate' && converged && !collapsed && isCertain(from.start, from.candidate)
      return { value: finalLogLikelihood(run), iterations, converged, stopped, collapsed, ...(certain && { isCertain: true }) }
    },
    save: ({ parameters, converged, stopped, iterations, logLikelihoods }) => ({ parameters, converged, stopped, iterations, logLikelihoods }) as unknown as PlainValue,
    restore: saved => saved as unknown as EndedRun,
  }
}
