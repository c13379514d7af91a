import { MixturaError } from '../errors.js'
import { createYielder } from '../scheduling/yieldToEventLoop.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { isBeaten } from './convergence.js'
import { runEm, type EmOptions, type EmRun, type EmState } from './em.js'
import type { MixtureParameters } from './parameters.js'

export interface FitProgress extends EmState {
  /** 0-based. */
  readonly start: number
  readonly starts: number
}

/** What became of one start. */
export interface StartRecord {
  /** 0-based. */
  readonly start: number
  /** Rows that it ran on: all, or those drawn for the heat in which it lost to another. */
  readonly rows: number
  /** Nats per sample of those rows at its end; NaN if it failed. */
  readonly meanLogLikelihood: number
  readonly iterations: number
  /** False too where it was given up, as it would not have ended above another. */
  readonly converged: boolean
  /** True if a component came to rest on the regularisation: any start that did not is preferred to it. */
  readonly collapsed: boolean
  /** Why it failed, such as a component that collapsed. */
  readonly error?: MixturaError
}

export interface StartsPlan {
  readonly source: StatisticsSource
  readonly starts: number
  /** Of parameters; or the run that led to them on the rows of the heat, if it has arrived there. */
  readonly createStart: (start: number) => Promise<MixtureParameters | EmRun>
  /** Asked before every start but the first: whether it would only come to an end that is known. */
  readonly isSettled?: (() => boolean) | undefined
  /**
   * The rows that starts were made from, where those are not all: starts then compete on them, and all rows see only the
   * best. Without it, every start runs on all rows.
   */
  readonly heat?: StatisticsSource | undefined
  readonly em: Omit<EmOptions, 'onIteration'>
  readonly onIteration?: ((progress: FitProgress) => void | 'stop' | Promise<void | 'stop'>) | undefined
  readonly hasCollapsed: (parameters: MixtureParameters) => boolean
}

/** The best start's run, and a record of each. */
export interface StartsResult {
  readonly run: EmRun
  readonly collapsed: boolean
  readonly stopped: boolean
  readonly records: readonly StartRecord[]
}

/** Nats per sample and iterations at which a heat is decided: its winner goes on from there. */
export const heatTolerance = 1e-4
const heatIterations = 100

interface Finisher {
  readonly start: number
  readonly run: EmRun
  readonly collapsed: boolean
}

/**
 * EM from several starts: the most likely that did not collapse is the result. Starts that will not end above another are
 * given up on the way.
 *
 * @throws the first start's error, if all fail.
 */
export async function runStarts(plan: StartsPlan): Promise<StartsResult> {
  const { source, starts, createStart, isSettled = () => false, heat, em, onIteration, hasCollapsed } = plan
  const records: StartRecord[] = []
  const yieldIfDue = createYielder()
  /** The best log-likelihood on each source so far, of starts that did not collapse. */
  const leaders = new Map<StatisticsSource, number>()

  /** Runs one start to its end and records it; undefined if it failed. */
  const run = async (
    start: number,
    begin: (start: number) => Promise<MixtureParameters | EmRun> | MixtureParameters,
    track: { readonly source: StatisticsSource; readonly options: EmOptions },
  ): Promise<Finisher | undefined> => {
    await yieldIfDue()
    const { rows } = track.source
    try {
      const leader = leaders.get(track.source)
      const beaten: EmOptions['isBeaten'] =
        leader !== undefined && em.tolerance > 0 && !em.logPrior
          ? (climbed, remaining) => isBeaten(climbed, leader, remaining)
          : undefined
      const beginning = await begin(start)
      const finished = isRun(beginning) ? beginning : await runEm(track.source, beginning, { ...track.options, isBeaten: beaten })
      const { iterations, converged, logLikelihoods } = finished
      const collapsed = hasCollapsed(finished.parameters)
      const meanLogLikelihood = logLikelihoods.at(-1)!
      records[start] = { start, rows, meanLogLikelihood, iterations, converged, collapsed }
      if (!collapsed) leaders.set(track.source, Math.max(meanLogLikelihood, leaders.get(track.source) ?? -Infinity))
      return { start, run: finished, collapsed }
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      records[start] = { start, rows, meanLogLikelihood: NaN, iterations: 0, converged: false, collapsed: false, error }
      return undefined
    }
  }
  const runOnAllRows = (start: number, begin: (start: number) => Promise<MixtureParameters> | MixtureParameters): Promise<Finisher | undefined> =>
    run(start, begin, { source, options: { ...em, onIteration: onIteration && (state => onIteration({ ...state, start, starts })) } })

  let best: Finisher | undefined
  let stopped = false
  const consider = (finisher: Finisher | undefined): void => {
    if (!finisher) return
    if (isBetter(finisher, best)) best = finisher
    stopped = finisher.run.stopped
  }
  if (heat && starts > 1) {
    const options = { ...em, tolerance: heatTolerance, maxIterations: Math.min(heatIterations, em.maxIterations) }
    const finishers: Finisher[] = []
    for (let start = 0; start < starts && !(start > 0 && isSettled()); start++) {
      const finisher = await run(start, createStart, { source: heat, options })
      if (finisher) finishers.push(finisher)
    }
    finishers.sort((a, b) => (isBetter(a, b) ? -1 : 1))
    for (const { start, run: { parameters } } of finishers) {
      consider(await runOnAllRows(start, () => parameters))
      if (stopped || best?.collapsed === false) break
    }
  } else {
    const create = async (start: number): Promise<MixtureParameters> => parametersOf(await createStart(start))
    for (let start = 0; start < starts && !stopped && !(start > 0 && isSettled()); start++) consider(await runOnAllRows(start, create))
  }
  if (!best) throw records[0].error!
  return { run: best.run, collapsed: best.collapsed, stopped, records }
}

const isRun = (start: MixtureParameters | EmRun): start is EmRun => 'logLikelihoods' in start
const parametersOf = (start: MixtureParameters | EmRun): MixtureParameters => (isRun(start) ? start.parameters : start)

function isBetter(one: Finisher, other: Finisher | undefined): boolean {
  if (!other) return true
  if (one.collapsed !== other.collapsed) return other.collapsed
  return one.run.logLikelihoods.at(-1)! > other.run.logLikelihoods.at(-1)!
}
