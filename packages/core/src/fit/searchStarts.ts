import type { MixturaError } from '@mixtura/numerics'

/** The phases of a search that run EM: on the drawn rows, on some of the rows, and on all. */
export type RunPhase = 'short-run' | 'heat' | 'fit'

/** What a run begins from: a candidate for a start, the end of an earlier run, or that run itself, which goes on. */
export type Beginning =
  | { readonly kind: 'candidate'; readonly start: number; readonly candidate: number }
  | { readonly kind: 'end' | 'run'; readonly of: number }

/** A run that the search asks for. Runs are numbered in the order in which they are asked for. */
export interface RunTask {
  readonly phase: RunPhase
  /** 0-based; which of the heats. */
  readonly heat?: number | undefined
  readonly rows: number
  readonly start: number
  readonly from: Beginning
  /** Nats per sample. */
  readonly tolerance: number
  readonly maxIterations: number
  /** A run that will not end above this log-likelihood may be given up, nats per sample. */
  readonly leader?: number | undefined
}

/** What the search needs to know of a run. */
export interface RunOutcome {
  /** What is to be large: the log-likelihood at its end or a bound on it, nats per sample; NaN if it failed. */
  readonly value: number
  readonly iterations: number
  readonly converged: boolean
  readonly stopped: boolean
  readonly collapsed: boolean
  /** Of a short run: whether its candidate is known to be the best that there is, if it has converged. */
  readonly isCertain?: boolean | undefined
  /** Why it failed. */
  readonly error?: MixturaError | undefined
}

/** What became of one start. */
export interface StartOutcome extends RunOutcome {
  /** 0-based. */
  readonly start: number
  /** Rows that it ran on: all, or those of the heat in which it lost to another. */
  readonly rows: number
}

export interface SearchPlan {
  readonly rows: number
  readonly starts: number
  /** How many rows starts are made from. */
  readonly startRows: number
  /** How many of the first starts have one candidate, whatever the others have. */
  readonly soleStarts?: number | undefined
  /** Short runs that compete to be a start. */
  readonly candidates: number
  /** How many kinds of candidates take turns. */
  readonly kinds: number
  /** Rows of each heat. With heats, starts compete there, and all rows see only the best. */
  readonly heats: readonly number[]
  /** No more starts are made once so many have come to the best end that is known; all of them without. */
  readonly settledStarts?: number | undefined
  /** The same on few rows, of starts that were not made by short runs that agree. */
  readonly enough?: number | undefined
  /** Whether a start goes on from its short run, which was on all rows. */
  readonly goesOn: boolean
  /** Whether what is left to gain can be foreseen, so that runs are given up and few rows are their own heat. */
  readonly compares: boolean
  /** Nats per sample. */
  readonly tolerance: number
  readonly maxIterations: number
}

export interface SearchResult {
  /** The number of the best run on all rows. */
  readonly best: number
  readonly collapsed: boolean
  readonly stopped: boolean
  readonly starts: readonly StartOutcome[]
}

/** Nats per sample at which short runs and heats are decided: the winner goes on from there. */
export const heatTolerance = 1e-4
const heatIterations = 100
/** M-steps after which candidates are compared. */
export const shortIterations = 5

/** A part of the search: it asks for runs, hears what became of each, and comes to a result. */
type Search<Result> = Generator<RunTask, Result, RunOutcome>

interface Entrant {
  readonly start: number
  readonly from: Beginning
  /** Its short run, if that has arrived at an end: there is nothing left to do on so few rows. */
  readonly arrived?: Finisher | undefined
}

interface Finisher {
  readonly start: number
  /** The number of the run. */
  readonly run: number
  readonly phase: RunPhase
  readonly rows: number
  readonly outcome: RunOutcome
}

interface Track {
  readonly phase: RunPhase
  readonly heat?: number
  readonly rows: number
}

interface RaceOptions {
  readonly before?: readonly Finisher[]
  readonly givesUp?: boolean
  readonly tolerance: number
  readonly maxIterations: number
  readonly isOver?: (finisher: Finisher, finishers: readonly Finisher[]) => boolean
}

/**
 * The search over starts: the most likely that did not collapse is the result. It runs nothing itself: it asks for one run after
 * the other, and what it asks for depends on nothing but the plan and the outcomes so far. So these are all of its state: a search
 * that is told the same outcomes again goes on from where it was.
 *
 * Each start is the best of some short runs on the rows that starts are made from. Where EM will end is mostly decided by then.
 * Once two candidates of different kinds come to the same end, no more are tried. Two of one kind prove nothing: they may miss the
 * same optimum. Nor are any tried after one that is certain. The likelihood of a run that collapsed measures nothing but the size of
 * the regularisation: any that did not is better, and collapsed ones neither agree with others nor compare with a known end.
 *
 * Starts that come to the end of another are given up, as far as `heatTolerance` tells, and so are those that will not
 * end above another. A run that was stopped is the last.
 *
 * @throws the first start's error, if all fail.
 * @see Biernacki, Celeux & Govaert, Choosing starting values for the EM algorithm (2003), sec. 3 (em-EM).
 */
export function* searchStarts(plan: SearchPlan): Search<SearchResult> {
  const { rows, startRows, starts, soleStarts = 0, candidates, kinds, heats, settledStarts, enough, goesOn, compares, tolerance, maxIterations } = plan
  const outcomes: StartOutcome[] = []
  let runs = 0
  /** The best end of short runs, and at how many starts others came there too. */
  let settled = { at: -Infinity, starts: 0 }
  let stopped = false
  /** The best of the latest phase. */
  let ahead: Finisher | undefined

  function* run(task: RunTask): Search<Finisher> {
    const number = runs++
    const outcome = yield task
    const finisher = { start: task.start, run: number, phase: task.phase, rows: task.rows, outcome }
    stopped ||= outcome.stopped
    if (!outcome.error && (!ahead || ahead.rows < task.rows || ahead.phase !== task.phase || byRank(finisher, ahead) < 0)) ahead = finisher
    return finisher
  }
  const isSettled = (): boolean => settledStarts !== undefined && settled.starts >= settledStarts
  const record = ({ start, rows, outcome }: Finisher): void => void (outcomes[start] = { start, rows, ...outcome })

  /** The best of the short runs for a start; undefined if all failed. */
  function* shortRuns(start: number): Search<{ readonly candidate: number; readonly finisher: Finisher } | undefined> {
    const known = settled.at
    const places: { readonly at: number; readonly kind?: number }[] = [{ at: known }]
    let best: { readonly candidate: number; readonly finisher: Finisher } | undefined
    for (let candidate = 0; candidate < candidates && !stopped; candidate++) {
      const finisher = yield* run({
        phase: 'short-run', rows: startRows, start, from: { kind: 'candidate', start, candidate }, tolerance: heatTolerance, maxIterations: shortIterations,
      })
      const { value, converged, collapsed, isCertain, error } = finisher.outcome
      if (error) {
        if (!best && !outcomes[start]) record(finisher)
        continue
      }
      const kind = candidate % kinds
      // Ends that differ by less than is left to gain are one.
      const isHere = ({ at }: { readonly at: number }): boolean => Math.abs(value - at) < heatTolerance
      const place = converged && !collapsed ? places.find(one => isHere(one) && (kinds === 1 || one.kind !== kind))?.at : undefined
      const isAhead = value > Math.max(known, best && !best.finisher.outcome.collapsed ? best.finisher.outcome.value : -Infinity) - heatTolerance
      if (!best || byRank(finisher, best.finisher) < 0) best = { candidate, finisher }
      if (converged && isAhead && isCertain) {
        settled = { at: best.finisher.outcome.value, starts: settledStarts ?? 0 }
        return best
      }
      if (place !== undefined && isAhead) {
        settled = { at: place, starts: place === settled.at ? settled.starts + 1 : 1 }
        return best
      }
      if (converged && !collapsed) places.push({ at: value, kind })
    }
    if (best && !best.finisher.outcome.collapsed && !(best.finisher.outcome.value <= settled.at)) {
      const { value, converged } = best.finisher.outcome
      settled = { at: converged ? value : -Infinity, starts: 0 }
    }
    return best
  }

  let nextStart = 0
  /** What the next start begins from; undefined once there are no more. */
  function* nextEntrant(): Search<Entrant | undefined> {
    while (nextStart < starts && !stopped && !(nextStart > 0 && isSettled())) {
      const start = nextStart++
      if (candidates === 1 || start < soleStarts) return { start, from: { kind: 'candidate', start, candidate: 0 } }
      const winner = yield* shortRuns(start)
      if (!winner) continue
      const { candidate, finisher } = winner
      record(finisher)
      const begin: Beginning = { kind: 'candidate', start, candidate }
      // On all rows the short run is the beginning of the fit, unless that is to be told from there, or climbs something else. On fewer
      // it saved its iterations, unless they are too few for the parameters and have led it astray.
      if (startRows === rows) return { start, from: goesOn ? { kind: 'run', of: finisher.run } : begin }
      const end: Beginning = { kind: 'end', of: finisher.run }
      if (finisher.outcome.converged) return { start, from: end, arrived: finisher }
      return { start, from: heats[0] === startRows ? end : begin }
    }
    return undefined
  }
  /** Runs each entrant to its end, or as far as it may still end above those before; returns all that did, the best first. */
  function* race(track: Track, entrants: readonly Entrant[] | 'new starts', options: RaceOptions): Search<readonly Finisher[]> {
    const { before = [], givesUp = compares, isOver = () => false } = options
    const finishers = [...before]
    for (let at = 0; ; at++) {
      const entrant = entrants === 'new starts' ? yield* nextEntrant() : entrants[at]
      if (!entrant || stopped) break
      const leader = Math.max(...finishers.map(({ outcome }) => (outcome.collapsed ? -Infinity : outcome.value)))
      const { start, from } = entrant
      const finisher = yield* run({
        ...track, start, from, tolerance: options.tolerance, maxIterations: options.maxIterations, ...(givesUp && leader > -Infinity && { leader }),
      })
      record(finisher)
      if (finisher.outcome.error) continue
      finishers.push(finisher)
      if (isOver(finisher, finishers)) break
    }
    return finishers.sort(byRank)
  }

  const all: Track = { phase: 'fit', rows }
  const toEnd: RaceOptions = { tolerance, maxIterations }
  const decisive: RaceOptions = { tolerance: heatTolerance, maxIterations: Math.min(heatIterations, maxIterations) }

  /** What the heats left of all starts, the best first. */
  function* compete(): Search<readonly Entrant[]> {
    const arrived: Finisher[] = []
    const onTheWay: Entrant[] = []
    for (let entrant = yield* nextEntrant(); entrant; entrant = yield* nextEntrant()) {
      if (entrant.arrived) arrived.push(entrant.arrived)
      else onTheWay.push(entrant)
    }
    if (stopped || (onTheWay.length === 0 && isSettled())) return arrived.sort(byRank).map(fromEnd)
    const first: Track = { phase: 'heat', heat: 0, rows: heats[0] }
    let finishers =
      first.rows === startRows
        ? yield* race(first, onTheWay, { ...decisive, before: arrived })
        : yield* race(first, [...arrived.map(fromEnd), ...onTheWay], decisive)
    for (let heat = 1; heat < heats.length && !stopped; heat++) {
      const admitted = distinctEnds(finishers)
      if (admitted.length < 2) break
      const others = finishers.filter(finisher => !admitted.includes(finisher))
      finishers = [...(yield* race({ phase: 'heat', heat, rows: heats[heat] }, admitted.map(fromEnd), decisive)), ...others]
    }
    return finishers.map(fromEnd)
  }

  /** Few rows are their own heat: there all starts run until what is left to gain tells ends no more apart, and different ends go on. */
  function* competeOnAll(): Search<readonly Finisher[]> {
    // Given up or not, none goes farther than here; and so it does not matter whether a run was asked from its first iteration on.
    const arrived = yield* race(all, 'new starts', {
      ...decisive,
      givesUp: false,
      isOver: (_, finishers) => enough !== undefined && comeToBestEnd(finishers) >= enough,
    })
    if (stopped) return arrived
    const admitted = distinctEnds(arrived)
    const goOn = (finishers: readonly Finisher[]): Search<readonly Finisher[]> =>
      race(all, finishers.map(({ start, run: of }) => ({ start, from: { kind: 'run', of } })), toEnd)
    const others = arrived.filter(finisher => !admitted.includes(finisher))
    const ran = yield* goOn(admitted)
    if (ran.every(({ outcome }) => outcome.collapsed)) return [...ran, ...(yield* goOn(others))].sort(byRank)
    for (const { start } of others) outcomes[start] = { ...outcomes[start], converged: false }
    return [...ran, ...others]
  }

  let ran: readonly Finisher[]
  if (heats.length > 0 && starts > 1) ran = yield* race(all, yield* compete(), { ...toEnd, isOver: ({ outcome }) => !outcome.collapsed })
  else if (starts > 1 && compares && tolerance < heatTolerance) ran = yield* competeOnAll()
  else ran = yield* race(all, 'new starts', toEnd)

  let best: Finisher | undefined = ran[0]
  if (!best && ahead) {
    // Stopped before any run saw all rows: these measure the best there is.
    best = yield* run({ ...all, start: ahead.start, from: { kind: 'end', of: ahead.run }, tolerance, maxIterations: 0 })
    record(best)
  }
  const failure = best ? best.outcome.error : outcomes[0].error
  if (failure || !best) throw failure
  return { best: best.run, collapsed: best.outcome.collapsed, stopped, starts: outcomes }
}

/** The plan of a search that runs every start to its end. */
export function everyStart(plan: Pick<SearchPlan, 'rows' | 'starts' | 'tolerance' | 'maxIterations'>): SearchPlan {
  return { ...plan, startRows: plan.rows, candidates: 1, kinds: 1, heats: [], goesOn: false, compares: false }
}

const fromEnd = ({ start, run }: Finisher): Entrant => ({ start, from: { kind: 'end', of: run } })

/**
 * The finishers of a heat, best first, that neither collapsed nor came to the end of a better one: ends of different places
 * hardly ever come this close on few rows.
 */
function distinctEnds(finishers: readonly Finisher[]): readonly Finisher[] {
  const lead = (i: number): number => finishers[i - 1].outcome.value - finishers[i].outcome.value
  return finishers.filter(({ outcome }, i) => !outcome.collapsed && (i === 0 || lead(i) > 2 * heatTolerance))
}

/** How many have come to the likeliest end of all that did not collapse. */
function comeToBestEnd(finishers: readonly Finisher[]): number {
  const sound = finishers.filter(({ outcome }) => !outcome.collapsed).sort(byRank)
  return sound.filter(({ outcome }) => outcome.converged && outcome.value >= sound[0].outcome.value - 2 * heatTolerance).length
}

/** Those that did not collapse first, then the likelier, then the earlier. */
function byRank(one: Finisher, other: Finisher): number {
  if (one.outcome.collapsed !== other.outcome.collapsed) return one.outcome.collapsed ? 1 : -1
  return other.outcome.value - one.outcome.value || one.start - other.start
}
