import { MixturaError } from '@mixtura/numerics'
import { finalLogLikelihood, runEm, type EmOptions, type EmRun } from '../mixture/em.js'
import type { MixtureParameters } from '../mixture/parameters.js'
import { heatTolerance } from '../mixture/runStarts.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'

/** M-steps after which candidates are compared. */
export const shortIterations = 5

/** A short run's two ends. */
export interface ShortRun {
  readonly begin: MixtureParameters
  /** After the few iterations; `begin` itself where there was no competition. */
  readonly end: MixtureParameters
  /** Of `end` on the drawn rows, nats; NaN where there was no competition. */
  readonly meanLogLikelihood: number
  /** What led there; undefined where there was no competition. */
  readonly run?: EmRun | undefined
  /** Whether `end` has collapsed; false where there was no competition. */
  readonly collapsed: boolean
  /** The log-likelihood to which more than one run came, nats per sample; undefined where none did. */
  readonly agreed: number | undefined
  /** True if it needed no other to agree. */
  readonly isCertain: boolean
}

/**
 * The most likely of several candidates after a few iterations on the drawn rows. Where EM will end is mostly decided
 * by then, and short runs on few rows cost little. Once two candidates of different kinds converge to the same log-likelihood,
 * no more are tried. Two of one kind prove nothing: they may miss the same optimum. Nor are any tried after one that is certain.
 *
 * The likelihood of a candidate that collapsed measures nothing but the size of the regularisation: any that did not is better, and
 * collapsed ones neither agree with others nor compare with the known end.
 *
 * @param source of the drawn rows.
 * @param options.kinds of candidates, by turns.
 * @param options.isCertain whether the run of a candidate, which has converged, is known to be the best that there is.
 * @param options.known the best end to which candidates of earlier starts came: one that comes there too is enough.
 * @throws the first candidate's error, if all collapse.
 * @see Biernacki, Celeux & Govaert, Choosing starting values for the EM algorithm (2003), sec. 3 (em-EM).
 */
export async function bestOfShortRuns(
  source: StatisticsSource,
  { maximize, candidates, kinds = 1, known = -Infinity, isCertain = () => false, hasCollapsed = () => false, accelerate = false, signal }: {
    readonly maximize: EmOptions['maximize']
    readonly candidates: number
    readonly kinds?: number | undefined
    readonly known?: number | undefined
    readonly isCertain?: ((candidate: number, run: EmRun) => boolean) | undefined
    readonly hasCollapsed?: ((parameters: MixtureParameters) => boolean) | undefined
    /** Of a run that goes on from here; few iterations are never hastened. */
    readonly accelerate?: boolean | undefined
    readonly signal?: AbortSignal | undefined
  },
  createCandidate: (candidate: number) => Promise<MixtureParameters>,
): Promise<ShortRun> {
  if (candidates === 1) {
    const only = await createCandidate(0)
    return { begin: only, end: only, meanLogLikelihood: NaN, collapsed: false, agreed: undefined, isCertain: false }
  }
  const runOptions = { maximize, tolerance: heatTolerance, maxIterations: shortIterations, accelerate, signal }
  let best: { readonly begin: MixtureParameters; readonly run: EmRun; readonly collapsed: boolean } | undefined
  let firstError: MixturaError | undefined
  const places: { readonly at: number; readonly kind?: number }[] = [{ at: known }]
  for (let candidate = 0; candidate < candidates; candidate++) {
    try {
      const begin = await createCandidate(candidate)
      const run = await runEm(source, begin, runOptions)
      const collapsed = hasCollapsed(run.parameters)
      // Ends that differ by less than is left to gain are one.
      const kind = candidate % kinds
      const isHere = ({ at }: { readonly at: number }): boolean => Math.abs(finalLogLikelihood(run) - at) < heatTolerance
      const place = run.converged && !collapsed ? places.find(one => isHere(one) && (kinds === 1 || one.kind !== kind))?.at : undefined
      const isAhead = finalLogLikelihood(run) > Math.max(known, best && !best.collapsed ? finalLogLikelihood(best.run) : -Infinity) - heatTolerance
      if (!best || (collapsed === best.collapsed ? finalLogLikelihood(run) > finalLogLikelihood(best.run) : best.collapsed)) best = { begin, run, collapsed }
      if (run.converged && isAhead && isCertain(candidate, run)) return { ...shortRun(best, place), isCertain: true }
      if (place !== undefined && isAhead) return shortRun(best, place)
      if (run.converged && !collapsed) places.push({ at: finalLogLikelihood(run), kind })
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      firstError ??= error
    }
  }
  if (!best) throw firstError!
  return shortRun(best, undefined)
}

function shortRun(
  { begin, run, collapsed }: { readonly begin: MixtureParameters; readonly run: EmRun; readonly collapsed: boolean },
  agreed: number | undefined,
): ShortRun {
  return { begin, end: run.parameters, meanLogLikelihood: finalLogLikelihood(run), run, collapsed, agreed, isCertain: false }
}

