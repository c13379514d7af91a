import { createRandom, readPlainRecord } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { blobs } from '../testing/blobs.js'
import { importBuiltCore } from '../testing/builtCore.js'
import { iris } from '../testing/iris.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { selectGaussianMixture, type ComponentCounts, type Selection, type SelectionOptions, type SelectionRow } from './selectGaussianMixture.js'

type Follow = Pick<SelectionOptions<ComponentCounts>, 'onProgress' | 'onCandidate' | 'resume'>

const many = blobs([[0, 0], [2, 0], [0, 2]], { rows: 5_000, seed: 4 }).samples
const cases: readonly (readonly [string, (follow: Follow) => Promise<Selection>])[] = [
  ['few rows', follow => selectGaussianMixture(iris, { components: { minimum: 1, maximum: 3 }, covarianceTypes: ['full', 'EEV'], ...follow })],
  ['many rows', follow => selectGaussianMixture(many, { components: [2, 3], maxIterations: 30, ...follow })],
  ['a candidate that fails', follow => selectGaussianMixture(oldFaithful, { components: [1, 200], covarianceTypes: ['full'], starts: 1, ...follow })],
  ['cross-validation', follow => selectGaussianMixture(oldFaithful, { components: [1, 2], criterion: 'cross-validation', folds: 3, ...follow })],
]

/** Ends a selection as a crash would, with the checkpoint of that moment. */
class Killed extends Error {
  constructor(readonly checkpoint: Uint8Array) {
    super('killed')
  }
}

async function killedAt(moment: number, select: (follow: Follow) => Promise<Selection>): Promise<Uint8Array> {
  let moments = 0
  const listen = ({ checkpoint }: { readonly checkpoint: () => Uint8Array }): void => {
    if (moments++ === moment) throw new Killed(checkpoint())
  }
  try {
    await select({ onProgress: listen, onCandidate: listen })
  } catch (error) {
    if (error instanceof Killed) return error.checkpoint
    throw error
  }
  throw new Error(`there were ${moments} moments only`)
}

describe.each(cases)('a selection that was killed, %s', (_, select) => {
  it('goes on to the same bits from any moment', async () => {
    let moments = 0
    const count = (): void => void moments++
    const whole = await select({ onProgress: count, onCandidate: count })
    const random = createRandom(moments)
    for (const moment of [0, moments - 1, ...Array.from({ length: 6 }, () => random.integer(moments))]) {
      expect(await select({ resume: await killedAt(moment, select) })).toEqual(whole)
    }
  })
})

it('hands out each row as it ends, and does not fit those again that had ended', async () => {
  const select = (follow: Follow) => selectGaussianMixture(iris, { components: [1, 2, 3], ...follow })
  const ended: (readonly [number, number, number])[] = []
  const tables: (readonly SelectionRow[])[] = []
  let checkpoint: Uint8Array | undefined
  const whole = await select({
    onCandidate: finished => {
      ended.push([finished.candidate, finished.candidates, finished.row.components])
      if (finished.candidate === 1) checkpoint = finished.checkpoint()
      tables.push(finished.table())
    },
  })
  expect(ended).toEqual([[0, 3, 1], [1, 3, 2], [2, 3, 3]])
  expect(tables.map(({ length }) => length)).toEqual([1, 2, 3])
  expect(tables[1].map(({ bic }) => bic!)).toEqual(tables[1].map(({ bic }) => bic!).sort((a, b) => a - b))
  expect(tables[2]).toEqual(whole.table)
  const again: number[] = []
  expect(await select({ resume: checkpoint!, onCandidate: ({ candidate }) => void again.push(candidate) })).toEqual(whole)
  expect(again).toEqual([2])
})

it("ends with what was fitted where 'stop' is answered to a row", async () => {
  const { table, stopped } = await selectGaussianMixture(iris, { components: [1, 2, 3], onCandidate: ({ candidate }) => (candidate === 1 ? 'stop' : undefined) })
  expect([table.length, stopped]).toEqual([2, true])
})

it('goes on in several threads as on one', async () => {
  const built = await importBuiltCore()
  const select = (follow: Follow & { readonly threads?: number }) => built.selectGaussianMixture(iris, { components: [1, 2, 3, 4], ...follow })
  let checkpoint: Uint8Array | undefined
  const whole = await select({ onCandidate: finished => void (finished.candidate === 1 && (checkpoint = finished.checkpoint())) })
  expect(await select({ threads: 2, resume: checkpoint! })).toEqual(whole)
})

it('resumes a running candidate in another thread in the middle', async () => {
  const built = await importBuiltCore()
  const select = (follow: Follow & Pick<SelectionOptions, 'threads' | 'onIteration'>) => built.selectGaussianMixture(iris, { components: [2, 3], starts: 1, ...follow })
  const whole = await select({})
  let resume: Uint8Array | undefined
  await select({
    onProgress(progress) {
      if (progress.phase !== 'fit' || progress.candidate !== 1 || progress.iteration < 8) return undefined
      resume = progress.checkpoint()
      return 'stop'
    },
  })
  const first = new Map<number, number>()
  const again = await select({ threads: 2, resume: resume!, onIteration: ({ candidate, iteration }) => void (first.has(candidate) || first.set(candidate, iteration)) })
  expect(again).toEqual(whole)
  expect([...first]).toEqual([[1, 9]])
})

it('saves candidates that are running in other threads', async () => {
  const built = await importBuiltCore()
  // The first candidate fails at once, and the second runs until it is stopped.
  const endless = { components: [200, 6], tolerance: 0, maxIterations: 1e9, starts: 1 } as const
  const runningIn = (checkpoint: Uint8Array): readonly number[] =>
    (readPlainRecord(checkpoint)['found'] as { readonly running: readonly { readonly candidate: number }[] }).running.map(({ candidate }) => candidate)
  let resume: Uint8Array | undefined
  await built.selectGaussianMixture(iris, {
    ...endless,
    threads: 2,
    async onCandidate({ checkpoint }) {
      while (runningIn((resume = checkpoint())).length === 0) await new Promise(resolve => setTimeout(resolve, 20))
      return 'stop' as const
    },
  })
  expect(runningIn(resume!)).toEqual([1])
  let first: number | undefined
  await built.selectGaussianMixture(iris, { ...endless, resume: resume!, onIteration: ({ iteration }) => ((first ??= iteration), 'stop') })
  expect(first).toBeGreaterThan(0)
})

it('refuses a checkpoint of another selection by name', async () => {
  const resume = await killedAt(3, follow => selectGaussianMixture(iris, { components: [1, 2], ...follow }))
  await expect(selectGaussianMixture(iris, { components: [1, 3], resume })).rejects.toThrow(
    'checkpoint: option components must be [1,3], but it is [1,2]. Resume with the same data and options, or start without the checkpoint.',
  )
  await expect(selectGaussianMixture(oldFaithful, { components: [1, 2], resume })).rejects.toThrow(/^checkpoint: data must be 272 x 2 numbers/)
})
