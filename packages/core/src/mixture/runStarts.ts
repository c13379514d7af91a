import { createYielder, MixturaError } from '@mixtura/numerics'
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
  /**
   * Of parameters; or the run that led to them on the rows that starts are made from, if it has arrived there, or if it was on the
   * source itself, where it goes on.
   */
  readonly createStart: (start: number) => Promise<MixtureParameters | EmRun>
  /** Asked before every start but the first: whether it would only come to an end that is known. */
  readonly isSettled?: (() => boolean) | undefined
  /** On few rows: no more starts run once so many have come to the best end. */
  readonly enough?: number | undefined
  /** How many rows starts are made from; all without. */
  readonly startRows?: number | undefined
  /**
   * Some of the rows, then more of them: starts compete there, and all rows see only the best. Starts that have arrived on
   * as many rows are spared the first. Without any, every start runs on all rows.
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
/** Rows of the first heat for each parameter, and the share of all rows up to which it may have so many. */
const [rowsPerParameter, firstShare] = [16, 1 / 4]
/** By how much a later heat has more rows, at least where all are few, and the share of all rows that it may have. */
const [heatGrowth, leastGrowth, laterShare] = [8, 2, 2 / 5]
/** Log-likelihoods of fewer rows hardly tell ends apart; those of so many do, if it is worth it. */
const [fewHeatRows, mostHeatRows] = [10_000, 2 ** 17]

/**
 * Rows of each heat; none where starts are made from all `rows`.
 *
 * On too few rows for its parameters a mixture describes these rows rather than the data, and is led astray. Nor do few rows
 * show which end is the best for all: ends often differ by 0.002 nats per sample, about as much as that difference varies
 * among 10,000 rows. Later heats begin close to their ends, and the last one ends close to that of all rows, which saves
 * some of the time that they take.
 */
export function heatRows({ startRows, rows, parameters }: { readonly startRows: number; readonly rows: number; readonly parameters: number }): readonly number[] {
  if (startRows >= rows) return []
  const first = Math.max(startRows, Math.min(rowsPerParameter * parameters, Math.floor(rows * firstShare)))
  const heats = [first]
  const most = Math.min(mostHeatRows, Math.floor(rows * laterShare))
  let last = first
  while (heatGrowth * last <= most) heats.push((last *= heatGrowth))
  if (last < fewHeatRows && leastGrowth * last <= most) heats.push(most)
  return heats
}

/** What goes on from one heat to the next. */
interface Entrant {
  readonly start: number
  /** Parameters; or a run on the same rows, which goes on. */
  readonly from: MixtureParameters | EmRun
}

interface Finisher extends Entrant {
  readonly run: EmRun
  readonly collapsed: boolean
}

/**
 * EM from several starts: the most likely that did not collapse is the result. Starts that will not end above another are
 * given up on the way, and so are those that come to the end of another, as far as `heatTolerance` tells.
 *
 * @throws the first start's error, if all fail.
 */
export async function runStarts(plan: StartsPlan): Promise<StartsResult> {
  const { source, starts, createStart, isSettled = () => false, startRows = source.rows, heats = [], enough, em, onIteration, hasCollapsed } = plan
  const records: StartRecord[] = []
  const yieldIfDue = createYielder()

  /** What `attempt` gives, unless it fails: that is recorded. */
  const unlessFailed = async <Result>(start: number, rows: number, attempt: () => Promise<Result>): Promise<Result | undefined> => {
    await yieldIfDue()
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof MixturaError)) throw error
      records[start] = { start, rows, meanLogLikelihood: NaN, iterations: 0, converged: false, collapsed: false, error }
      return undefined
    }
  }
  const finish = (start: number, rows: number, run: EmRun): Finisher => {
    const { parameters, iterations, converged } = run
    const collapsed = hasCollapsed(parameters)
    records[start] = { start, rows, meanLogLikelihood: finalLogLikelihood(run), iterations, converged, collapsed }
    return { start, from: parameters, run, collapsed }
  }
  /** Runs each entrant to its end, or as far as it may still end above those before; returns all that did, the best first. */
  const race = async (
    track: StatisticsSource,
    entrants: AsyncIterable<Entrant> | Iterable<Entrant>,
    { before = [], givesUp = em.tolerance > 0 && !em.logPrior, optionsOf, isOver = () => false }: {
      readonly before?: readonly Finisher[]
      readonly givesUp?: boolean
      readonly optionsOf: (start: number) => EmOptions
      readonly isOver?: (finisher: Finisher, finishers: readonly Finisher[]) => boolean
    },
  ): Promise<readonly Finisher[]> => {
    const finishers = [...before]
    for await (const { start, from } of entrants) {
      const leader = Math.max(...finishers.map(({ run, collapsed }) => (collapsed ? -Infinity : finalLogLikelihood(run))))
      const beaten: EmOptions['isBeaten'] =
        givesUp && leader > -Infinity ? (climbed, remaining) => isBeaten(climbed, leader, remaining) : undefined
      const finisher = await unlessFailed(start, track.rows, async () =>
        finish(start, track.rows, await runEm(track, from, { ...optionsOf(start), isBeaten: beaten })),
      )
      if (!finisher) continue
      finishers.push(finisher)
      if (isOver(finisher, finishers)) break
    }
    return finishers.sort(byRank)
  }
  async function* create(): AsyncIterable<Entrant> {
    for (let start = 0; start < starts && !(start > 0 && isSettled()); start++) {
      const from = await unlessFailed(start, startRows, () => createStart(start))
      if (from) yield { start, from }
    }
  }

  /** What the heats left of all starts, the best first. */
  const compete = async (): Promise<readonly Entrant[]> => {
    const optionsOf = (): EmOptions => ({ ...em, tolerance: heatTolerance, maxIterations: Math.min(heatIterations, em.maxIterations) })
    const arrived: Finisher[] = []
    const onTheWay: Entrant[] = []
    for await (const entrant of create()) {
      if (isRun(entrant.from)) arrived.push(finish(entrant.start, startRows, entrant.from))
      else onTheWay.push(entrant)
    }
    if (onTheWay.length === 0 && isSettled()) return arrived.sort(byRank)
    const first = await heats[0]()
    const isSpared = first.rows === startRows
    let finishers = isSpared ? await race(first, onTheWay, { before: arrived, optionsOf }) : await race(first, [...arrived, ...onTheWay], { optionsOf })
    for (const createHeat of heats.slice(1)) {
      const admitted = distinctEnds(finishers)
      if (admitted.length < 2) break
      const others = finishers.filter(finisher => !admitted.includes(finisher))
      finishers = [...(await race(await createHeat(), admitted, { optionsOf })), ...others]
    }
    return finishers
  }

  const optionsOf = (start: number): EmOptions => ({ ...em, onIteration: onIteration && (state => onIteration({ ...state, start, starts })) })
  /** Few rows are their own heat: there all starts run until what is left to gain tells ends no more apart, and different ends go on. */
  const competeOnAll = async (): Promise<readonly Finisher[]> => {
    // Given up or not, none goes farther than here; and so it does not matter whether a run was asked from its first iteration on.
    const arrived = await race(source, create(), {
      givesUp: false,
      optionsOf: start => ({ ...optionsOf(start), tolerance: heatTolerance, maxIterations: Math.min(heatIterations, em.maxIterations) }),
      isOver: ({ run }, finishers) => run.stopped || (enough !== undefined && comeToBestEnd(finishers) >= enough),
    })
    if (arrived.some(({ run }) => run.stopped)) return arrived
    const admitted = distinctEnds(arrived)
    const goOn = (finishers: readonly Finisher[]): Promise<readonly Finisher[]> =>
      race(source, finishers.map(({ start, run }) => ({ start, from: run })), { optionsOf, isOver: ({ run }) => run.stopped })
    const others = arrived.filter(finisher => !admitted.includes(finisher))
    const ran = await goOn(admitted)
    if (ran.every(({ collapsed }) => collapsed)) return [...ran, ...(await goOn(others))].sort(byRank)
    for (const { start } of others) records[start] = { ...records[start], converged: false }
    return [...ran, ...others]
  }

  const compares = em.tolerance > 0 && em.tolerance < heatTolerance && !em.logPrior
  let ran: readonly Finisher[]
  if (heats.length > 0 && starts > 1) {
    ran = await race(source, await compete(), { optionsOf, isOver: ({ run, collapsed }) => run.stopped || !collapsed })
  } else if (starts > 1 && compares) ran = await competeOnAll()
  else ran = await race(source, create(), { optionsOf, isOver: ({ run }) => run.stopped })
  const best = ran[0]
  if (!best) throw records[0].error!
  return { run: best.run, collapsed: best.collapsed, stopped: ran.some(({ run }) => run.stopped), records }
}

/**
 * The finishers of a heat, best first, that neither collapsed nor came to the end of a better one: ends of different places
 * hardly ever come this close on few rows.
 */
function distinctEnds(finishers: readonly Finisher[]): readonly Finisher[] {
  const lead = (i: number): number => finalLogLikelihood(finishers[i - 1].run) - finalLogLikelihood(finishers[i].run)
  return finishers.filter(({ collapsed }, i) => !collapsed && (i === 0 || lead(i) > 2 * heatTolerance))
}

/** How many have come to the likeliest end of all that did not collapse. */
function comeToBestEnd(finishers: readonly Finisher[]): number {
  const sound = finishers.filter(({ collapsed }) => !collapsed).sort(byRank)
  return sound.filter(({ run }) => run.converged && finalLogLikelihood(run) >= finalLogLikelihood(sound[0].run) - 2 * heatTolerance).length
}

const isRun = (start: MixtureParameters | EmRun): start is EmRun => 'logLikelihoods' in start

/** Those that did not collapse first, then the likelier, then the earlier. */
function byRank(one: Finisher, other: Finisher): number {
  if (one.collapsed !== other.collapsed) return one.collapsed ? 1 : -1
  return finalLogLikelihood(other.run) - finalLogLikelihood(one.run) || one.start - other.start
}
