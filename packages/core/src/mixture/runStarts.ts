import { MixturaError } from '../errors.js'
import { createYielder } from '../scheduling/yieldToEventLoop.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import { isBeaten } from './convergence.js'
import { finalLogLikelihood, runEm, type EmOptions, type EmRun, type EmState } from './em.js'
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
  /** Of parameters; or the run that led to them on the rows of the first heat, if it has arrived there. */
  readonly createStart: (start: number) => Promise<MixtureParameters | EmRun>
  /** Asked before every start but the first: whether it would only come to an end that is known. */
  readonly isSettled?: (() => boolean) | undefined
  /**
   * Some of the rows, then more of them: starts compete there, and all rows see only the best. The first are those that
   * starts were made from. Without any, every start runs on all rows.
   */
  readonly heats?: readonly (() => Promise<StatisticsSource>)[] | undefined
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
/** By how much a heat has more rows than the one before, and at least by how much all rows are more than a later heat's. */
const [heatGrowth, leastRest] = [8, 2]
/** Log-likelihoods of this many rows tell any two ends apart that are worth it. */
const mostHeatRows = 2 ** 17

/**
 * Rows of each heat, the first of `first`; none where those are all `rows`.
 *
 * Few rows show where a start leads to, but not which end is the best for all rows: ends often differ by 0.002 nats per
 * sample, about as much as that difference varies among 10,000 rows. Later heats begin close to their ends, and the last
 * one ends close to that of all rows: together they take little more time than they save.
 */
export function heatRows(first: number, rows: number): readonly number[] {
  if (first >= rows) return []
  const heats = [first]
  for (let next = heatGrowth * first; next <= Math.min(mostHeatRows, rows / leastRest); next *= heatGrowth) heats.push(next)
  return heats
}

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
  const { source, starts, createStart, isSettled = () => false, heats = [], em, onIteration, hasCollapsed } = plan
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
      const { iterations, converged } = finished
      const collapsed = hasCollapsed(finished.parameters)
      const meanLogLikelihood = finalLogLikelihood(finished)
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

  /** Those that did not fail, the best of the last heat first. */
  const compete = async (): Promise<readonly Finisher[]> => {
    const options = { ...em, tolerance: heatTolerance, maxIterations: Math.min(heatIterations, em.maxIterations) }
    const first = await heats[0]()
    let finishers: Finisher[] = []
    for (let start = 0; start < starts && !(start > 0 && isSettled()); start++) {
      const finisher = await run(start, createStart, { source: first, options })
      if (finisher) finishers.push(finisher)
    }
    finishers.sort(byRank)
    for (const createHeat of heats.slice(1)) {
      const entrants = distinctEnds(finishers)
      if (entrants.length < 2 || isSettled()) break
      const heat = await createHeat()
      const others = finishers.filter(finisher => !entrants.includes(finisher))
      finishers = []
      for (const { start, run: { parameters } } of entrants) {
        const finisher = await run(start, () => parameters, { source: heat, options })
        if (finisher) finishers.push(finisher)
      }
      finishers = [...finishers.sort(byRank), ...others]
    }
    return finishers
  }

  let best: Finisher | undefined
  let stopped = false
  const consider = (finisher: Finisher | undefined): void => {
    if (!finisher) return
    if (isBetter(finisher, best)) best = finisher
    stopped = finisher.run.stopped
  }
  if (heats.length > 0 && starts > 1) {
    const finishers = await compete()
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

/**
 * The finishers of a heat, best first, that neither collapsed nor came to the end of a better one: ends of different places
 * hardly ever come this close on few rows.
 */
function distinctEnds(finishers: readonly Finisher[]): readonly Finisher[] {
  const lead = (i: number): number => finalLogLikelihood(finishers[i - 1].run) - finalLogLikelihood(finishers[i].run)
  return finishers.filter(({ collapsed }, i) => !collapsed && (i === 0 || lead(i) > 2 * heatTolerance))
}


const isRun = (start: MixtureParameters | EmRun): start is EmRun => 'logLikelihoods' in start
const parametersOf = (start: MixtureParameters | EmRun): MixtureParameters => (isRun(start) ? start.parameters : start)

function isBetter(one: Finisher, other: Finisher | undefined): boolean {
  if (!other) return true
  if (one.collapsed !== other.collapsed) return other.collapsed
  return finalLogLikelihood(one.run) > finalLogLikelihood(other.run)
}

const byRank = (one: Finisher, other: Finisher): number => (isBetter(one, other) ? -1 : 1)
