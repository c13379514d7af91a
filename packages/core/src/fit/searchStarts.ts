import type { MixturaError } from '@mixtura/numerics'

/** The phases that run EM: short runs on the drawn rows, heats on some of the rows, and fits to all rows. */
export type RunPhase = 'short-run' | 'heat' | 'fit'

/** Where a run begins: at a candidate for a start, at the end of an earlier run, or as the continuation of that run. */
export type Beginning =
  | { readonly kind: 'candidate'; readonly start: number; readonly candidate: number }
  | { readonly kind: 'end' | 'run'; readonly of: number }

/** A run that the search asks for. Runs are numbered in the order in which the search asks for them. */
export interface RunTask {
  readonly phase: RunPhase
  /** Index of the heat, 0-based; undefined in other phases. */
  readonly heat?: number | undefined
  readonly rows: number
  readonly start: number
  readonly from: Beginning
  /** Nats per sample. */
  readonly tolerance: number
  readonly maxIterations: number
  /** The run may end early once it can no longer exceed this log-likelihood, nats per sample. */
  readonly leader?: number | undefined
  /** Whether a later task may continue this run. */
  readonly mayContinue?: boolean | undefined
  /** Numbers of finished runs that no later task begins from and that cannot become the result. */
  readonly obsolete?: readonly number[] | undefined
}

/** What the search needs to know about a finished run. */
export interface RunOutcome {
  /** Objective at the end of the run, to be maximised: log-likelihood or a bound on it, nats per sample; NaN if the run failed. */
  readonly value: number
  readonly iterations: number
  readonly converged: boolean
  readonly stopped: boolean
  readonly collapsed: boolean
  /** True if the candidate of this short run is known to be optimal, so that no other candidate is needed. */
  readonly isCertain?: boolean | undefined
  /** Why the run failed. */
  readonly error?: MixturaError | undefined
}

/** Outcome of one start: that of its last run. */
export interface StartOutcome extends RunOutcome {
  /** 0-based. */
  readonly start: number
  /** Number of rows of its last run: all rows, or those of the heat after which it was dropped. */
  readonly rows: number
}

export interface SearchPlan {
  readonly rows: number
  readonly starts: number
  /** Number of drawn rows, from which starts are made. */
  readonly startRows: number
  /** Number of first starts that have a single candidate and no short runs. */
  readonly soleStarts?: number | undefined
  /** Candidates per start; the best after a short run becomes the start. */
  readonly candidates: number
  /** Number of kinds of candidates, which alternate. */
  readonly kinds: number
  /** Number of rows of each heat. With heats, only the best start runs on all rows. */
  readonly heats: readonly number[]
  /** The search makes no more starts once this many have reached the best log-likelihood of short runs; no limit if undefined. */
  readonly agreeingStarts?: number | undefined
  /** On few rows: the search makes no more starts once this many runs have converged to the best log-likelihood; no limit if undefined. */
  readonly agreeingRuns?: number | undefined
  /** Whether the fit continues the short run of its start instead of repeating it; requires that the drawn rows are all rows. */
  readonly continuesShortRuns: boolean
  /** Whether the remaining gain of a run can be predicted, so that hopeless runs end early. */
  readonly predictsEnds: boolean
  /** Nats per sample. */
  readonly tolerance: number
  readonly maxIterations: number
}

export interface SearchResult {
  /** Number of the best run on all rows. */
  readonly best: number
  readonly collapsed: boolean
  readonly stopped: boolean
  readonly starts: readonly StartOutcome[]
}

/** Tolerance of short runs and heats, nats per sample: log-likelihoods that differ by less count as equal. */
export const heatTolerance = 1e-4
/**
 * Runs whose ends differ by no more count as one end when starts are compared, nats per sample. It is twice the tolerance at which the
 * short runs of a start agree: those have converged, each to less than the tolerance below its optimum, but a compared run may also have
 * stopped at `heatIterations`.
 */
const sameEndTolerance = 2 * heatTolerance
const heatIterations = 100
/** M-steps of a short run. */
export const shortIterations = 5

/** A part of the search: a generator that yields tasks, receives their outcomes and returns a result. */
type Search<Result> = Generator<RunTask, Result, RunOutcome>

/** A start that waits for a run. */
interface WaitingStart {
  readonly start: number
  readonly from: Beginning
  /** Its short run, if that converged: the start needs no further run on the drawn rows. */
  readonly converged?: FinishedRun | undefined
}

interface FinishedRun {
  readonly start: number
  /** Number of the run. */
  readonly run: number
  readonly phase: RunPhase
  readonly rows: number
  readonly outcome: RunOutcome
}

/** The rows of a run. */
interface Stage {
  readonly phase: RunPhase
  readonly heat?: number
  readonly rows: number
  readonly mayContinue?: boolean
}

interface StageOptions {
  /** Runs that finished on these rows before. */
  readonly finished?: readonly FinishedRun[]
  /** Whether a run ends early once it cannot become the best. */
  readonly endsEarly?: boolean
  readonly tolerance: number
  readonly maxIterations: number
  /** Whether only the best run counts afterwards. */
  readonly onlyBest?: boolean
  /** Called after each run; true if the waiting starts need not run. */
  readonly isEnough?: (latest: FinishedRun, finished: readonly FinishedRun[]) => boolean
}

/**
 * Searches for the start that leads to the highest log-likelihood. The search itself runs nothing: it yields one task after another,
 * and each task depends only on the plan and the outcomes so far. The outcomes are therefore the whole state of a search: a search
 * that receives the same outcomes reaches the same state.
 *
 * Each start is the best of several candidates after a short run on the drawn rows, because a few iterations mostly determine the
 * optimum that EM reaches. If two candidates of different kinds converge to the same log-likelihood, no more are tried. If there
 * are several kinds, two candidates of one kind do not suffice, because they may miss the same optimum. A collapsed run is never
 * better than one that did not collapse: its likelihood depends on the size of the regularisation.
 *
 * A run ends early if it cannot end above the best one. A stopped run ends the search.
 *
 * @throws the error of the first start if all starts fail.
 * @see Biernacki, Celeux & Govaert, Choosing starting values for the EM algorithm (2003), sec. 3 (em-EM).
 */
export function* searchStarts(plan: SearchPlan): Search<SearchResult> {
  const { rows, startRows, starts, soleStarts = 0, candidates, kinds, heats, agreeingStarts, agreeingRuns } = plan
  const { continuesShortRuns, predictsEnds, tolerance, maxIterations } = plan
  const outcomes: StartOutcome[] = []
  let runs = 0
  /** The best log-likelihood to which short runs converged, nats per sample, and the number of starts that reached it. */
  let agreement = { value: -Infinity, starts: 0 }
  let stopped = false
  /** The best run of the latest phase. */
  let bestSoFar: FinishedRun | undefined
  let obsolete: number[] = []
  const forget = (number: number): void => void (number !== bestSoFar?.run && obsolete.push(number))

  function* run(task: RunTask): Search<FinishedRun> {
    const number = runs++
    const passed = obsolete
    obsolete = []
    const outcome = yield { ...task, ...(passed.length > 0 && { obsolete: passed }) }
    const finished = { start: task.start, run: number, phase: task.phase, rows: task.rows, outcome }
    stopped ||= outcome.stopped
    const isNewPhase = !bestSoFar || bestSoFar.rows < task.rows || bestSoFar.phase !== task.phase
    if (!outcome.error && (isNewPhase || byRank(finished, bestSoFar!) < 0)) bestSoFar = finished
    if (!outcome.error && task.from.kind !== 'candidate') forget(task.from.of)
    return finished
  }
  const startsAgree = (): boolean => agreeingStarts !== undefined && agreement.starts >= agreeingStarts
  const record = ({ start, rows, outcome }: FinishedRun): void => void (outcomes[start] = { start, rows, ...outcome })

  /**
   * Whether a collapse on the drawn rows counts. It does not count if the first heat has more rows, because the drawn rows are too few
   * for the parameters. The heat then begins at the candidate itself, which need not collapse on more rows.
   */
  const countsCollapse = startRows === rows || heats[0] === startRows

  /** The best candidate of a start after a short run; undefined if all candidates failed. */
  function* bestCandidate(start: number): Search<{ readonly candidate: number; readonly finished: FinishedRun } | undefined> {
    const known = agreement.value
    const ends: { readonly value: number; readonly kind?: number }[] = [{ value: known }]
    let best: { readonly candidate: number; readonly finished: FinishedRun } | undefined
    for (let candidate = 0; candidate < candidates && !stopped; candidate++) {
      const shortRun = yield* run({
        phase: 'short-run', rows: startRows, start, from: { kind: 'candidate', start, candidate }, tolerance: heatTolerance, maxIterations: shortIterations,
        mayContinue: continuesShortRuns && startRows === rows,
      })
      const finished = countsCollapse ? shortRun : { ...shortRun, outcome: { ...shortRun.outcome, collapsed: false } }
      const { value, converged, collapsed, isCertain, error } = finished.outcome
      if (error) {
        if (!best && !outcomes[start]) record(finished)
        continue
      }
      const kind = candidate % kinds
      const isSame = (end: { readonly value: number; readonly kind?: number }): boolean =>
        Math.abs(value - end.value) < heatTolerance && (kinds === 1 || end.kind !== kind)
      const reached = converged && !collapsed ? ends.find(isSame)?.value : undefined
      const bestValue = best && !best.finished.outcome.collapsed ? best.finished.outcome.value : -Infinity
      const isBest = value > Math.max(known, bestValue) - heatTolerance
      if (best) forget(worse(best.finished, finished).run)
      if (!best || byRank(finished, best.finished) < 0) best = { candidate, finished }
      if (converged && isBest && isCertain) {
        agreement = { value: best.finished.outcome.value, starts: agreeingStarts ?? 0 }
        return best
      }
      if (reached !== undefined && isBest) {
        agreement = { value: reached, starts: reached === agreement.value ? agreement.starts + 1 : 1 }
        return best
      }
      if (converged && !collapsed) ends.push({ value, kind })
    }
    if (best && !best.finished.outcome.collapsed && !(best.finished.outcome.value <= agreement.value)) {
      const { value, converged } = best.finished.outcome
      agreement = { value: converged ? value : -Infinity, starts: 0 }
    }
    return best
  }

  let nextStart = 0
  /** Makes the next start; undefined if no more are needed. */
  function* makeStart(): Search<WaitingStart | undefined> {
    while (nextStart < starts && !stopped && !(nextStart > 0 && startsAgree())) {
      const start = nextStart++
      if (candidates === 1 || start < soleStarts) return { start, from: { kind: 'candidate', start, candidate: 0 } }
      const best = yield* bestCandidate(start)
      if (!best) continue
      const { candidate, finished } = best
      record(finished)
      const begin: Beginning = { kind: 'candidate', start, candidate }
      const end: Beginning = { kind: 'end', of: finished.run }
      if (startRows === rows && continuesShortRuns) return { start, from: { kind: 'run', of: finished.run } }
      if (startRows !== rows && finished.outcome.converged) return { start, from: end, converged: finished }
      // If the first heat has more rows, the drawn rows are too few for the parameters, and the short run may have overfitted them.
      if (heats[0] === startRows) return { start, from: end }
      forget(finished.run)
      return { start, from: begin }
    }
    return undefined
  }

  /** Runs the waiting starts, or new ones while they are needed, on the rows of a stage. Returns the finished runs, best first. */
  function* runStage(stage: Stage, waiting: readonly WaitingStart[] | 'new starts', options: StageOptions): Search<readonly FinishedRun[]> {
    const { endsEarly = predictsEnds, isEnough = () => false } = options
    const finished = [...(options.finished ?? [])]
    for (let at = 0; ; at++) {
      const next = waiting === 'new starts' ? yield* makeStart() : waiting[at]
      if (!next || stopped) break
      const { start, from } = next
      const leader = Math.max(...finished.map(({ outcome }) => (outcome.collapsed ? -Infinity : outcome.value)))
      const latest = yield* run({
        ...stage, start, from, tolerance: options.tolerance, maxIterations: options.maxIterations, ...(endsEarly && leader > -Infinity && { leader }),
      })
      record(latest)
      if (latest.outcome.error) continue
      if (options.onlyBest && finished.length > 0) forget(worse(finished.reduce(better), latest).run)
      finished.push(latest)
      if (isEnough(latest, finished)) break
    }
    return finished.sort(byRank)
  }

  const allRows: Stage = { phase: 'fit', rows }
  const untilConverged: StageOptions = { tolerance, maxIterations, onlyBest: true }
  const untilComparable: StageOptions = { tolerance: heatTolerance, maxIterations: Math.min(heatIterations, maxIterations) }

  /** Compares all starts on some of the rows; returns them best first. */
  function* runHeats(): Search<readonly WaitingStart[]> {
    const converged: FinishedRun[] = []
    const waiting: WaitingStart[] = []
    for (let next = yield* makeStart(); next; next = yield* makeStart()) {
      if (next.converged) converged.push(next.converged)
      else waiting.push(next)
    }
    if (stopped || (waiting.length === 0 && startsAgree())) return converged.sort(byRank).map(fromEnd)
    const first: Stage = { phase: 'heat', heat: 0, rows: heats[0] }
    let finished =
      first.rows === startRows
        ? yield* runStage(first, waiting, { ...untilComparable, finished: converged })
        : yield* runStage(first, [...converged.map(fromEnd), ...waiting], untilComparable)
    for (let heat = 1; heat < heats.length && !stopped; heat++) {
      const admitted = distinctEnds(finished)
      if (admitted.length < 2) break
      const others = finished.filter(one => !admitted.includes(one))
      finished = [...(yield* runStage({ phase: 'heat', heat, rows: heats[heat] }, admitted.map(fromEnd), untilComparable)), ...others]
    }
    return finished.map(fromEnd)
  }

  /** Few rows need no heats: all starts run until they can be compared, then one run per distinct log-likelihood continues. */
  function* runOnFewRows(): Search<readonly FinishedRun[]> {
    const compared = yield* runStage({ ...allRows, mayContinue: true }, 'new starts', {
      ...untilComparable,
      endsEarly: false, // so that each run stops at the same iteration, whether it continues a short run or not
      isEnough: (_, finished) => agreeingRuns !== undefined && runsAtBestEnd(finished) >= agreeingRuns,
    })
    if (stopped) return compared
    const admitted = distinctEnds(compared)
    const others = compared.filter(one => !admitted.includes(one))
    const continued = (some: readonly FinishedRun[]): Search<readonly FinishedRun[]> =>
      runStage(allRows, some.map(({ start, run: of }) => ({ start, from: { kind: 'run', of } })), untilConverged)
    const finished = yield* continued(admitted)
    if (finished.every(({ outcome }) => outcome.collapsed)) return [...finished, ...(yield* continued(others))].sort(byRank)
    for (const { start } of others) outcomes[start] = { ...outcomes[start], converged: false }
    return [...finished, ...others]
  }

  let finished: readonly FinishedRun[]
  if (heats.length > 0 && starts > 1) {
    finished = yield* runStage(allRows, yield* runHeats(), { ...untilConverged, isEnough: ({ outcome }) => !outcome.collapsed })
  } else if (starts > 1 && predictsEnds && tolerance < heatTolerance) finished = yield* runOnFewRows()
  else finished = yield* runStage(allRows, 'new starts', untilConverged)

  let best: FinishedRun | undefined = finished[0]
  if (!best && bestSoFar) {
    // The search was stopped before any run on all rows: evaluate the best parameters so far there.
    best = yield* run({ ...allRows, start: bestSoFar.start, from: { kind: 'end', of: bestSoFar.run }, tolerance, maxIterations: 0 })
    record(best)
  }
  const failure = best ? best.outcome.error : outcomes[0].error
  if (failure || !best) throw failure
  return { best: best.run, collapsed: best.outcome.collapsed, stopped, starts: outcomes }
}

/** The plan of a search that runs every start until it converges. */
export function everyStart(plan: Pick<SearchPlan, 'rows' | 'starts' | 'tolerance' | 'maxIterations'>): SearchPlan {
  return { ...plan, startRows: plan.rows, candidates: 1, kinds: 1, heats: [], continuesShortRuns: false, predictsEnds: false }
}

const fromEnd = ({ start, run }: FinishedRun): WaitingStart => ({ start, from: { kind: 'end', of: run } })

/**
 * The runs, best first, that did not collapse and whose log-likelihoods differ from the next better one. On few rows, different
 * optima rarely have such close log-likelihoods.
 */
function distinctEnds(finished: readonly FinishedRun[]): readonly FinishedRun[] {
  const lead = (i: number): number => finished[i - 1].outcome.value - finished[i].outcome.value
  return finished.filter(({ outcome }, i) => !outcome.collapsed && (i === 0 || lead(i) > sameEndTolerance))
}

/** Number of runs that converged to the best log-likelihood of all runs that did not collapse. */
function runsAtBestEnd(finished: readonly FinishedRun[]): number {
  const valid = finished.filter(({ outcome }) => !outcome.collapsed).sort(byRank)
  return valid.filter(({ outcome }) => outcome.converged && outcome.value >= valid[0].outcome.value - sameEndTolerance).length
}

const better = (one: FinishedRun, other: FinishedRun): FinishedRun => (byRank(one, other) <= 0 ? one : other)
const worse = (one: FinishedRun, other: FinishedRun): FinishedRun => (byRank(one, other) <= 0 ? other : one)

/** Runs that did not collapse come first, then the higher value, then the earlier start. */
function byRank(one: FinishedRun, other: FinishedRun): number {
  if (one.outcome.collapsed !== other.outcome.collapsed) return one.outcome.collapsed ? 1 : -1
  return other.outcome.value - one.outcome.value || one.start - other.start
}
