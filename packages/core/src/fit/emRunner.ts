import { wrongField } from '@mixtura/numerics'
import { isBeaten } from '../em/convergence.js'
import { finalLogLikelihood, runEm, type EmOptions, type EmRun, type EmState } from '../em/em.js'
import type { MixtureParameters } from '../model/parameters.js'
import { savedRun, type RunShape, type SavableRun } from '../em/savedRun.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import type { Runner } from './runSearch.js'
import type { RunTask } from './searchStarts.js'

/** What runs of EM need. */
export interface EmRunnerOptions {
  readonly shape: RunShape
  /** The rows of a task. */
  readonly sourceOf: (task: RunTask) => Promise<StatisticsSource>
  readonly candidate: (start: number, candidate: number) => Promise<MixtureParameters>
  /** Sorts the components before another run begins from them; keeps them as they are if left out. */
  readonly ordered?: (parameters: MixtureParameters) => MixtureParameters
  readonly em: Pick<EmOptions, 'maximize' | 'logPrior' | 'accelerate' | 'floor' | 'steps' | 'signal'>
  /** Always false if left out. */
  readonly hasCollapsed?: (parameters: MixtureParameters) => boolean
  /** Whether a candidate is known to be optimal, given that its short run converged and did not collapse; never if left out. */
  readonly isCertain?: (start: number, candidate: number) => boolean
}

/** Executes runs of EM for a search over starts. */
export function emRunner({ shape, sourceOf, candidate, ordered = same, em, hasCollapsed = () => false, isCertain = () => false }: EmRunnerOptions): Runner<SavableRun, EmState> {
  const beginOf = async ({ from }: RunTask, earlier: SavableRun | undefined): Promise<MixtureParameters | EmRun> => {
    if (from.kind === 'candidate') return candidate(from.start, from.candidate)
    return from.kind === 'run' ? continuable(earlier!) : ordered(earlier!.parameters)
  }
  return {
    async run(task, { earlier, snapshot }, listener) {
      const { tolerance, maxIterations, leader, mayContinue } = task
      const { progress, ...run } = await runEm(await sourceOf(task), snapshot ? continuable(snapshot) : await beginOf(task, earlier), {
        ...em,
        tolerance,
        maxIterations,
        isBeaten: leader === undefined ? undefined : (climbed, remaining) => isBeaten(climbed, leader, remaining),
        onIteration: listener,
      })
      return mayContinue ? { ...run, progress } : run
    },
    outcomeOf(run, { from }) {
      const { iterations, converged, stopped } = run
      const collapsed = hasCollapsed(run.parameters)
      const certain = from.kind === 'candidate' && converged && !collapsed && isCertain(from.start, from.candidate)
      return { value: finalLogLikelihood(run), iterations, converged, stopped, collapsed, ...(certain && { isCertain: true }) }
    },
    save: savedRun,
    reader: async () => (await import('../em/runReader.js')).runReader(shape),
  }
}

const same = (parameters: MixtureParameters): MixtureParameters => parameters

/** @throws {InvalidCheckpointError} for a run without progress, which no fit saves where it may have to continue. */
function continuable({ progress, ...run }: SavableRun): EmRun {
  if (progress) return { ...run, progress }
  throw wrongField('run', 'one that can continue', 'one without progress')
}
