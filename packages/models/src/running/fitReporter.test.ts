import { memoryCheckpointStore } from '@mixtura/tensor'
import { expect, it } from 'vitest'
import type { FitProgress } from '../contract/progress.js'
import { startRun, type StepReport } from './fitReporter.js'

const step = (phase: string, at: number, start = 1): StepReport => ({
  phase,
  step: at,
  steps: 9,
  places: [{ name: 'start', at: start, of: 2 }],
  metrics: { gain: 10 * at },
  checkpoint: () => Uint8Array.of(at),
})

it('gathers the metrics of one place between two reports', async () => {
  const heard: FitProgress[] = []
  const run = await startRun({ gain: 'nats' }, { reportEvery: 1e9, onProgress: progress => void heard.push(progress) })
  for (const report of [step('search', 0), step('search', 1), step('fit', 0), step('fit', 1), step('fit', 0, 2)]) await run.report(report)
  // A phase begins with a report; the time for another has not come since.
  expect(heard).toEqual([
    { phase: 'search', step: 0, steps: 9, places: [{ name: 'start', at: 1, of: 2 }], metrics: [{ name: 'gain', unit: 'nats', steps: [0], values: [0] }], picture: null },
    { phase: 'fit', step: 0, steps: 9, places: [{ name: 'start', at: 1, of: 2 }], metrics: [{ name: 'gain', unit: 'nats', steps: [0], values: [0] }], picture: null },
  ])
})

it('hands out every step once', async () => {
  const heard: (readonly number[])[] = []
  const run = await startRun({ gain: '' }, { reportEvery: 0, onProgress: ({ metrics }) => void heard.push(metrics[0].values) })
  for (const report of [step('fit', 0), step('fit', 1), step('fit', 0, 2)]) await run.report(report)
  expect(heard).toEqual([[0], [10], [0]])
})

it('drops what belongs to an earlier start', async () => {
  const heard: (readonly number[])[] = []
  const run = await startRun({ gain: '' }, { reportEvery: 20, onProgress: ({ metrics }) => void heard.push(metrics[0].values) })
  for (const report of [step('fit', 0), step('fit', 1), step('fit', 2), step('fit', 0, 2), step('fit', 1, 2)]) await run.report(report)
  await new Promise(resolve => setTimeout(resolve, 40))
  await run.report(step('fit', 2, 2))
  expect(heard).toEqual([[0], [0, 10, 20]])
})

it("answers 'stop' to every step once it was told so, and saves the state", async () => {
  const checkpoints = memoryCheckpointStore()
  const run = await startRun({}, { reportEvery: 1e9, checkpoints, checkpointEvery: 1e9, onProgress: ({ phase }) => (phase === 'fit' ? 'stop' : undefined) })
  expect(await run.report(step('search', 1))).toBeUndefined()
  expect(await checkpoints.read('fit')).toBeUndefined()
  expect(await run.report(step('fit', 2))).toBe('stop')
  expect(await run.report(step('fit', 3))).toBe('stop')
  // Once: what follows only ends the fit.
  expect(await checkpoints.read('fit')).toEqual(Uint8Array.of(2))
})

it('writes a checkpoint after every step if asked to, and begins with the one that is there', async () => {
  const checkpoints = memoryCheckpointStore()
  const run = await startRun({}, { checkpoints, checkpointEvery: 0 })
  expect(run.resume).toBeUndefined()
  for (const at of [1, 2]) await run.report(step('fit', at))
  expect((await startRun({}, { checkpoints })).resume).toEqual(Uint8Array.of(2))
})

it('waits for the answer, so that a pause is an answer that takes its time', async () => {
  let go = (): void => undefined
  const run = await startRun({}, { onProgress: () => new Promise<void>(resolve => (go = resolve)) })
  let isAnswered = false
  const reported = run.report(step('fit', 1)).then(() => (isAnswered = true))
  await new Promise(resolve => setImmediate(resolve))
  expect(isAnswered).toBe(false)
  go()
  await reported
  expect(isAnswered).toBe(true)
})

it('writes a checkpoint when it is told to, such as before a pause', async () => {
  const checkpoints = memoryCheckpointStore()
  const saved: (Uint8Array | undefined)[] = []
  const run = await startRun({}, {
    checkpoints,
    checkpointEvery: 1e9,
    reportEvery: 0,
    async onProgress({ step: at }, save) {
      if (at === 2) await save()
      saved.push(await checkpoints.read('fit'))
    },
  })
  for (const at of [1, 2, 3]) await run.report(step('fit', at))
  expect(saved).toEqual([undefined, Uint8Array.of(2), Uint8Array.of(2)])
})

it('saves a stop at the first step that has a checkpoint', async () => {
  const checkpoints = memoryCheckpointStore()
  const run = await startRun({}, { checkpoints, checkpointEvery: 1e9, onProgress: () => 'stop' })
  const { checkpoint: _, ...draw } = step('draw', 1)
  expect(await run.report(draw)).toBe('stop')
  expect(await checkpoints.read('fit')).toBeUndefined()
  expect(await run.report(step('fit', 2))).toBe('stop')
  expect(await checkpoints.read('fit')).toEqual(Uint8Array.of(2))
})

it('writes nothing when it is told to after the answer', async () => {
  const checkpoints = memoryCheckpointStore()
  let saveLate = async (): Promise<void> => undefined
  const run = await startRun({}, { checkpoints, checkpointEvery: 1e9, onProgress: (_, save) => void (saveLate = save) })
  await run.report(step('fit', 1))
  await saveLate()
  expect(await checkpoints.read('fit')).toBeUndefined()
})
