import { createRandom } from '@mixtura/numerics'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { endOf, factOf, fitRequest, grantFile, startEngine, workersOf } from '../engineFixture.js'

/** A fit that takes minutes. */
const long = { components: 4, starts: 1000, maxIterations: 100_000, tolerance: 0 }

describe('the queue', () => {
  it('runs one fit at a time, and the next when it has ended, was removed or is paused', async () => {
    const running = await startEngine()
    const { engine, next } = running
    const iris = await engine.openSample({ name: 'iris' })
    const first = await engine.startFit(fitRequest(iris, { options: long }))
    const second = await engine.startFit(fitRequest(iris, { options: long }))
    const third = await engine.startFit(fitRequest(iris))
    expect([first, second, third].map(({ status, queuePosition }) => [status, queuePosition])).toEqual([['running', null], ['queued', 1], ['queued', 2]])
    await expect(engine.pauseFit({ fit: second.id })).rejects.toMatchObject({
      code: 'fit-not-ready',
      message: 'Fit 2 is queued, so it cannot be paused. Start a new fit.',
    })
    await expect(engine.closeDataset({ dataset: iris.id })).rejects.toMatchObject({
      code: 'dataset-in-use',
      message: 'Fit 1 of this dataset is still running. Stop it, or let it finish, before you close the dataset.',
    })

    const moved = next('fitChanged', ({ id, queuePosition }) => id === third.id && queuePosition === 1)
    expect(await engine.stopFit({ fit: second.id })).toMatchObject({ status: 'stopped', hasModel: false })
    await moved

    // The third runs while the first is paused. When the first is resumed, it waits for the third.
    const runs = next('fitChanged', ({ id, status }) => id === third.id && status === 'running')
    expect(await engine.pauseFit({ fit: first.id })).toMatchObject({ status: 'paused' })
    await runs
    expect((await endOf(running, third.id)).status).toBe('completed')
    const fourth = await engine.startFit(fitRequest(iris, { options: long }))
    expect(fourth.status).toBe('running')
    expect(await engine.resumeFit({ fit: first.id })).toMatchObject({ status: 'queued', queuePosition: 1 })
    const resumed = next('fitChanged', ({ id, status }) => id === first.id && status === 'running')
    const gone = next('fitRemoved', () => true)
    expect(await engine.removeFit({ fit: fourth.id })).toEqual({ removal: expect.any(String) as string })
    expect(await gone).toEqual({ fit: fourth.id })
    await resumed
    await expect(engine.getFit({ fit: fourth.id })).rejects.toMatchObject({ code: 'unknown-fit' })
    expect(await engine.stopFit({ fit: first.id })).toMatchObject({ status: 'stopped', hasModel: true })
  })

  it('stops and pauses a fit whose process is still being prepared', async () => {
    const { engine } = await startEngine()
    const iris = await engine.openSample({ name: 'iris' })
    const { id: stopped } = await engine.startFit(fitRequest(iris, { options: long }))
    expect((await engine.stopFit({ fit: stopped })).status).toBe('stopped')
    const { id: paused } = await engine.startFit(fitRequest(iris, { options: long }))
    expect((await engine.pauseFit({ fit: paused })).status).toBe('paused')
    const { seconds } = await engine.getFit({ fit: paused })
    await setTimeout(300)
    expect((await engine.getFit({ fit: paused })).seconds).toBe(seconds)
    expect((await engine.stopFit({ fit: paused })).status).toBe('stopped')
  })

  it('is one for each device', async () => {
    const running = await startEngine()
    const { engine, next } = running
    const iris = await engine.openSample({ name: 'iris' })
    const { families } = await engine.listFamilies(null)
    const onTensors = families.find(family => family.engine === 'tensorflow' && !family.usesLabels)!
    const base = fitRequest(iris, { options: long })
    await engine.startFit(base)
    const started = next('fitChanged', ({ device }) => device !== null && device.backend !== 'core')
    const beside = await engine.startFit({ ...base, family: onTensors.kind, options: {} })
    expect(beside.status).toBe('running')
    expect((await started).device!.passedOver.every(({ backend, code, reason, remedy }) => [backend, code, reason, remedy].every(text => text))).toBe(true)
    await engine.removeFit({ fit: beside.id })
  })
})

const isWindows = process.platform === 'win32'
const why = isWindows ? ' (skipped: workers are found by ps, which Windows lacks)' : ''

describe('a worker process', () => {
  it.skipIf(isWindows)(`that is killed again and again costs the session nothing, and its fit comes to the same numbers${why}`, async () => {
    const running = await startEngine()
    const { engine, next, is } = running
    let state = 'ready'
    running.onEngineState(({ kind }) => (state = kind))
    await is('ready')
    const random = createRandom(2)
    const line = (): string => Array.from({ length: 3 }, () => random.normal().toFixed(4)).join(',')
    const file = await grantFile(running, 'noise.csv', `a,b,c\n${Array.from({ length: 3000 }, line).join('\n')}\n`)
    const request = fitRequest(await engine.openFile({ file }), { options: { components: 5, starts: 10, maxIterations: 300 } })
    const undisturbed = await endOf(running, (await engine.startFit(request)).id)
    const begun = next('fitProgress', ({ step }) => step > 0)
    const { id } = await engine.startFit(request)
    await begun
    for (let kill = 0; kill < 3; kill++) {
      if (kill > 0) await setTimeout(1000 * random.uniform())
      const changed = next('fitChanged', fit => fit.id === id && (fit.status === 'interrupted' || fit.status === 'completed'))
      if ((await engine.getFit({ fit: id })).status !== 'running') break
      for (const worker of await workersOf(running)) process.kill(worker, 'SIGKILL')
      const after = await changed
      // The fit may end while its process is looked for.
      if (after.status === 'completed') break
      expect(after).toMatchObject({
        resumable: true,
        error: {
          code: 'worker-lost',
          message:
            'The process of the fit was ended by SIGKILL, perhaps because memory ran out. Resume the fit from its last checkpoint; ' +
            'if it ends again, choose fewer rows or columns, or a smaller model.',
        },
      })
      // The model of the first fit was in such a process, too.
      expect((await engine.getMemberships({ fit: undisturbed.id, offset: 0, limit: 1, order: 'row', group: null, row: null })).total).toBe(3000)
      expect(await engine.resumeFit({ fit: id })).toMatchObject({ error: null })
    }
    const end = await endOf(running, id)
    expect(end.status).toBe('completed')
    expect(end.curves).toEqual(undisturbed.curves)
    expect(factOf(end, 'bic')).toBe(factOf(undisturbed, 'bic'))
    expect(state).toBe('ready')
  })

  it.skipIf(isWindows)(`does not outlive its engine${why}`, async () => {
    const running = await startEngine()
    const { engine, crash, is } = running
    const iris = await engine.openSample({ name: 'iris' })
    await engine.startFit(fitRequest(iris, { options: long }))
    const workers = await workersOf(running)
    expect(workers.length).toBeGreaterThan(0)
    const lost = is('lost')
    crash()
    await lost
    await expect.poll(() => workers.filter(isAlive), { timeout: 30_000 }).toEqual([])
  })
})

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch {
    return false
  }
}

describe('a family that only this test knows', () => {
  const toy = fileURLToPath(new URL('../testing/toyFamily.mjs', import.meta.url))

  it('is listed with its texts, and is fitted, saved and read without another line', async () => {
    const running = await startEngine({ families: toy })
    const { engine, crash, is, next } = running
    const { families } = await engine.listFamilies(null)
    const family = families.at(-1)!
    expect(family).toMatchObject({
      kind: 'toy-means', engine: 'core', usesLabels: false, capabilities: ['reconstruct'],
      options: [{ name: 'passes', kind: 'count', minimum: 1, maximum: 1000, default: 3 }],
      texts: { en: { options: { passes: { name: 'Passes' } } }, zh: { phases: { pass: '遍数' } } },
    })
    const iris = await engine.openSample({ name: 'iris' })
    const progress = next('fitProgress', ({ phase }) => phase === 'pass')
    const { id } = await engine.startFit({ ...fitRequest(iris), family: family.kind, options: {} })
    expect(await progress).toMatchObject({ step: 1, steps: 3, metrics: [{ name: 'toyMean' }] })
    const end = await endOf(running, id)
    // The mean sepal length of Fisher's data.
    expect(factOf(end, 'toyMean')).toBeCloseTo(5.843333, 6)
    expect(end).toMatchObject({ status: 'completed', options: { passes: 3 }, groups: [], capabilities: ['reconstruct'] })
    const lost = is('lost')
    crash()
    await lost
    await is('ready')
    expect((await engine.getReconstructions({ fit: id, count: 2, seed: 1, row: null })).restored[0]).toBeCloseTo(5.843333, 6)
    expect((await engine.getScript({ fit: id })).text).toContain('columnMeans(samples)')
  })
})
