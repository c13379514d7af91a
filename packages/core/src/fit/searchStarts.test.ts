import { DegenerateCovarianceError } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { everyStart, heatTolerance, searchStarts, type RunOutcome, type RunTask, type SearchPlan, type SearchResult } from './searchStarts.js'

const ended: RunOutcome = { value: 0, iterations: 3, converged: true, stopped: false, collapsed: false }
const failed: RunOutcome = { ...ended, value: NaN, converged: false, error: new DegenerateCovarianceError(0, 0, 0) }

/** Runs a search with the given outcomes. */
function simulate(plan: SearchPlan, outcomeOf: (task: RunTask, number: number) => Partial<RunOutcome>): { readonly tasks: readonly RunTask[]; readonly result: SearchResult } {
  const search = searchStarts(plan)
  const tasks: RunTask[] = []
  let step = search.next()
  while (!step.done) {
    tasks.push(step.value)
    step = search.next({ ...ended, ...outcomeOf(step.value, tasks.length - 1) })
  }
  return { tasks, result: step.value }
}

/** Short forms of tasks, such as 'heat 0.1': the phase, the start and, of a short run, the candidate. */
const namesOf = (tasks: readonly RunTask[]): readonly string[] =>
  tasks.map(({ phase, start, from }) => `${phase} ${start}${phase === 'short-run' && from.kind === 'candidate' ? `.${from.candidate}` : ''}`)

const fewRows: SearchPlan = {
  rows: 300, startRows: 300, starts: 3, candidates: 1, kinds: 1, heats: [], continuesShortRuns: true, predictsEnds: true, tolerance: 1e-7, maxIterations: 1000,
}
const manyRows: SearchPlan = { ...fewRows, rows: 12_000, startRows: 2_000, heats: [2_000], continuesShortRuns: false }

describe('a search that runs every start', () => {
  const plan = everyStart({ rows: 300, starts: 3, tolerance: 1e-7, maxIterations: 100 })

  it('asks for one full run per start, and returns the best; the earlier of equally good ones', () => {
    const { tasks, result } = simulate(plan, ({ start }) => ({ value: [-5, -2, -2][start] }))
    expect(namesOf(tasks)).toEqual(['fit 0', 'fit 1', 'fit 2'])
    expect(tasks.map(({ tolerance, maxIterations, leader }) => [tolerance, maxIterations, leader])).toEqual([0, 1, 2].map(() => [1e-7, 100, undefined]))
    expect([result.best, result.starts.map(({ value }) => value)]).toEqual([1, [-5, -2, -2]])
  })

  it('ignores starts that fail, and throws the first error if all fail', () => {
    expect(simulate(plan, ({ start }) => (start === 0 ? failed : {})).result.best).toBe(1)
    const second = { ...failed, error: new DegenerateCovarianceError(1, 0, 0) }
    expect(() => simulate(plan, ({ start }) => (start === 0 ? failed : second))).toThrow(failed.error)
  })

  it('prefers a start that did not collapse, even to more likely ones', () => {
    const { result } = simulate(plan, ({ start }) => ({ value: -start, collapsed: start !== 1 }))
    expect([result.best, result.collapsed]).toEqual([1, false])
    expect(simulate(plan, () => ({ collapsed: true })).result.collapsed).toBe(true)
  })

  it('ends after a stopped run, and returns the best so far', () => {
    const { tasks, result } = simulate(plan, ({ start }) => ({ value: -start, stopped: start === 1, converged: start !== 1 }))
    expect([tasks.length, result.best, result.stopped]).toEqual([2, 0, true])
  })
})

describe('short runs', () => {
  const plan: SearchPlan = { ...fewRows, starts: 1, candidates: 4, agreeingStarts: 2 }
  const candidateOf = ({ from }: RunTask): number => (from.kind === 'candidate' ? from.candidate : -1)

  it('use the drawn rows, and the most likely one continues', () => {
    const { tasks } = simulate(plan, task => ({ value: [-4, -1, -3, -2][candidateOf(task)] ?? -1, converged: false }))
    expect(namesOf(tasks)).toEqual(['short-run 0.0', 'short-run 0.1', 'short-run 0.2', 'short-run 0.3', 'fit 0'])
    expect(tasks[4].from).toEqual({ kind: 'run', of: 1 })
    expect(tasks[0]).toMatchObject({ tolerance: heatTolerance, maxIterations: 5, rows: 300 })
  })

  it('end once two of different kinds have converged to the same log-likelihood', () => {
    const same = (kinds: number): readonly string[] => namesOf(simulate({ ...plan, kinds }, () => ({ value: -1 })).tasks)
    expect(same(1)).toEqual(['short-run 0.0', 'short-run 0.1', 'fit 0'])
    // The first and the fourth have the same kind.
    const { tasks } = simulate({ ...plan, kinds: 3 }, task => ({ value: [-1, -2, -3, -1][candidateOf(task)] ?? -1 }))
    expect(namesOf(tasks)).toHaveLength(5)
    // Agreement below a better candidate does not count.
    const lower = simulate(plan, task => ({ value: [-1, -2, -2, -2][candidateOf(task)] ?? -1 }))
    expect(lower.tasks).toHaveLength(5)
    expect(lower.tasks[4].from).toEqual({ kind: 'run', of: 0 })
  })

  it('need one candidate if it reaches the best known log-likelihood', () => {
    const { tasks } = simulate({ ...plan, starts: 4, kinds: 2 }, () => ({ value: -1 }))
    // The first start needs two candidates, the second one; then two starts agree.
    expect(namesOf(tasks).filter(name => name.startsWith('short-run'))).toEqual(['short-run 0.0', 'short-run 0.1', 'short-run 1.0'])
  })

  it('need one candidate if it is certain to be optimal', () => {
    const { tasks } = simulate({ ...plan, starts: 4 }, () => ({ value: -1, isCertain: true }))
    expect(namesOf(tasks)[0]).toBe('short-run 0.0')
    expect(namesOf(tasks).filter(name => name.startsWith('short-run'))).toHaveLength(1)
  })

  it('do not agree on a collapsed run, and prefer one that did not collapse', () => {
    const { tasks } = simulate(plan, task => ({ value: [-1, -1, -9, -9.5][candidateOf(task)] ?? -1, collapsed: candidateOf(task) < 2 }))
    expect(namesOf(tasks).slice(0, 4)).toEqual(['short-run 0.0', 'short-run 0.1', 'short-run 0.2', 'short-run 0.3'])
    expect(tasks[4].from).toEqual({ kind: 'run', of: 2 })
  })

  it('may collapse if the first heat has more rows, because it begins at the candidate itself', () => {
    const outcome = (task: RunTask): Partial<RunOutcome> => ({ value: [-1, -2, -3, -4][candidateOf(task)] ?? -1, converged: false, collapsed: task.phase === 'short-run' && candidateOf(task) === 0 })
    const heatOf = (rows: number) => simulate({ ...manyRows, starts: 2, candidates: 4, heats: [rows] }, outcome).tasks.find(({ phase }) => phase === 'heat')!.from
    expect([heatOf(3_000), heatOf(2_000)]).toEqual([{ kind: 'candidate', start: 0, candidate: 0 }, { kind: 'end', of: 1 }])
  })

  it('ignore candidates that fail; a start whose candidates all fail has the first error', () => {
    const { tasks } = simulate(plan, (_, number) => (number < 2 ? failed : { value: -number }))
    expect(tasks[4].from).toEqual({ kind: 'run', of: 2 })
    const { result } = simulate({ ...plan, starts: 2 }, ({ phase, start }) => (phase === 'short-run' && start === 0 ? failed : {}))
    expect(result.starts[0].error).toBe(failed.error)
  })

  it('are left out for sole starts', () => {
    const { tasks } = simulate({ ...plan, starts: 2, soleStarts: 1 }, () => ({ value: -1 }))
    expect(namesOf(tasks).slice(0, 2)).toEqual(['fit 0', 'short-run 1.0'])
  })
})

describe('a search on few rows', () => {
  it('runs all starts until they can be compared, and continues one run per distinct log-likelihood', () => {
    const values = [-3, -1, -1 - heatTolerance]
    const { tasks, result } = simulate(fewRows, ({ start }) => ({ value: values[start] }))
    expect(namesOf(tasks)).toEqual(['fit 0', 'fit 1', 'fit 2', 'fit 1', 'fit 0'])
    expect(tasks.slice(3).map(({ from, leader }) => [from, leader])).toEqual([[{ kind: 'run', of: 1 }, undefined], [{ kind: 'run', of: 0 }, -1]])
    // The third equals the second, so it did not continue and did not converge.
    expect(result.starts.map(({ converged }) => converged)).toEqual([true, true, false])
  })

  it('makes no more starts once enough runs have reached the best log-likelihood', () => {
    const startsOf = (values: readonly number[], enough?: number): number =>
      simulate({ ...fewRows, starts: values.length, agreeingRuns: enough }, ({ start }) => ({ value: values[start] })).result.starts.length
    expect([startsOf([-9, -9, -9, -9], 2), startsOf([-9, -9, -9, -9])]).toEqual([2, 4])
    expect([startsOf([-9, -4, -9, -4, -4], 2), startsOf([-9, -4, -9, -8, -7], 2)]).toEqual([4, 5])
  })
})

describe('a search on many rows', () => {
  it('compares starts in the heat, and fits only the best to all rows', () => {
    const { tasks, result } = simulate(manyRows, ({ start }) => ({ value: [-2, -1, -3][start] }))
    expect(namesOf(tasks)).toEqual(['heat 0', 'heat 1', 'heat 2', 'fit 1'])
    expect(tasks.map(({ rows }) => rows)).toEqual([2_000, 2_000, 2_000, 12_000])
    expect(result.starts.map(({ rows }) => rows)).toEqual([2_000, 12_000, 2_000])
  })

  it('tries the next best start if the best one fails or collapses on all rows', () => {
    for (const outcome of [failed, { collapsed: true }]) {
      const { tasks, result } = simulate(manyRows, ({ phase, start }) => (phase === 'fit' && start === 1 ? outcome : { value: [-2, -1, -3][start] }))
      expect(namesOf(tasks)).toEqual(['heat 0', 'heat 1', 'heat 2', 'fit 1', 'fit 0'])
      expect([result.collapsed, tasks[result.best].start]).toEqual([false, 0])
    }
  })

  it('runs a second heat with more rows only if the starts reached different log-likelihoods', () => {
    const plan = { ...manyRows, heats: [2_000, 4_000] }
    const different = simulate(plan, ({ start }) => ({ value: [-2, -1, -1.00001][start] }))
    expect(namesOf(different.tasks)).toEqual(['heat 0', 'heat 1', 'heat 2', 'heat 1', 'heat 0', 'fit 1'])
    expect(namesOf(simulate(plan, () => ({ value: -1 })).tasks)).toEqual(['heat 0', 'heat 1', 'heat 2', 'fit 0'])
  })

  it('skips the heat for starts whose short runs converged', () => {
    const { tasks } = simulate({ ...manyRows, starts: 2, candidates: 2, agreeingStarts: 2 }, () => ({ value: -1 }))
    expect(namesOf(tasks)).toEqual(['short-run 0.0', 'short-run 0.1', 'short-run 1.0', 'fit 0'])
    expect(tasks[3].from).toEqual({ kind: 'end', of: 0 })
  })

  it('runs them in a heat that has more rows, unless the starts agree', () => {
    const namesAt = (values: readonly number[]): readonly string[] =>
      namesOf(simulate({ ...manyRows, starts: 2, candidates: 2, heats: [3_000], agreeingStarts: 2 }, ({ start }) => ({ value: values[start] })).tasks)
    expect(namesAt([-1, -2]).slice(-3)).toEqual(['heat 0', 'heat 1', 'fit 0'])
    expect(namesAt([-1, -1]).slice(-2)).toEqual(['short-run 1.0', 'fit 0'])
  })

  it.each([
    ['a short run', 'short-run', ['short-run 0.0', 'fit 0']],
    ['a heat', 'heat', ['short-run 0.0', 'short-run 0.1', 'short-run 1.0', 'short-run 1.1', 'heat 0', 'fit 0']],
  ] as const)('evaluates the best so far on all rows if %s is stopped', (_, phase, names) => {
    const plan = { ...manyRows, starts: 2, candidates: 2, heats: [3_000] }
    const { tasks, result } = simulate(plan, task => ({ value: -1, converged: false, stopped: task.phase === phase }))
    expect(namesOf(tasks)).toEqual(names)
    expect(tasks.at(-1)).toMatchObject({ maxIterations: 0, rows: 12_000, from: { kind: 'end', of: names.length - 2 } })
    expect([result.stopped, result.best]).toEqual([true, names.length - 1])
  })
})

it('asks for the same runs if it receives the same outcomes', () => {
  const plan: SearchPlan = { ...manyRows, candidates: 4, kinds: 3, heats: [2_000, 8_000], agreeingStarts: 2 }
  const outcome = (_: RunTask, number: number): Partial<RunOutcome> => ({ value: -1 - ((number * 7919) % 13) / 10, converged: number % 3 > 0 })
  expect(simulate(plan, outcome)).toEqual(simulate(plan, outcome))
})
