import { execFile } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import type { FitSummary } from '../contract/fit.js'
import type { FitId } from '../contract/identifiers.js'
import { endOf, engineOf, fitRequest, startEngine, workersOf, type RunningEngine } from './engineFixture.js'

/*
 * An engine that is used for long, and one that is killed at any moment. The fits are small, so that most of the time is that of starting
 * processes. MIXTURA_ENDURANCE=1 runs the long versions and prints what they measured.
 */
const isLong = process.env['MIXTURA_ENDURANCE'] === '1'
const length = { fits: isLong ? 50 : 10, kills: isLong ? 30 : 5 }
const isWindows = process.platform === 'win32'
const why = isWindows ? ' (skipped: memory and processes are found by ps, which Windows lacks)' : ''
const patience = isLong ? 900_000 : 120_000

/** Resident memory of a process, in MB. */
async function memoryOf(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
  return Number(stdout) / 1024
}

function tell(text: string): void {
  if (isLong) process.stderr.write(`${text}\n`)
}

describe.skipIf(isWindows)(`an engine that fits again and again${why}`, () => {
  /** The collector frees memory late, and every fit leaves its summary, which is some kilobytes. A model or a table that is kept is more. */
  const tolerance = 32

  it(`needs no more memory after ${length.fits} fits than after the first few, within ${tolerance} MB, and leaves no process`, async () => {
    const running = await startEngine()
    const { engine } = running
    const faithful = await engine.openSample({ name: 'old-faithful' })
    const request = fitRequest(faithful, { options: { starts: 1, maxIterations: 20 } })
    const warmUp = Math.min(10, length.fits / 2)
    const memory: number[] = []
    for (let fit = 0; fit < length.fits; fit++) {
      const end = await endOf(running, (await engine.startFit({ ...request, options: { ...request.options, seed: fit } })).id)
      expect(end.status).toBe('completed')
      await engine.getGroups({ fit: end.id })
      memory.push(await memoryOf(await engineOf(running)))
    }
    const [before, after] = [Math.max(...memory.slice(0, warmUp)), memory.at(-1)!]
    tell(`${length.fits} fits: ${before.toFixed(0)} MB at most in the first ${warmUp}, ${after.toFixed(0)} MB after the last`)
    expect(after - before).toBeLessThan(tolerance)
    expect((await engine.getSession(null)).fits).toHaveLength(length.fits)
    // Two models are held, and one process waits for the next fit; those of the fits before may take a moment to end.
    await expect.poll(async () => (await workersOf(running)).length, { timeout: 10_000 }).toBeLessThanOrEqual(3)
  }, patience)
})

/** What must outlive a crash: everything that a finished fit says of itself. */
type Finished = ReadonlyMap<FitId, Pick<FitSummary, 'facts' | 'groups' | 'record'>>

async function expectAllOf(finished: Finished, { engine }: RunningEngine): Promise<void> {
  const { fits } = await engine.getSession(null)
  for (const [id, known] of finished) expect(fits.find(fit => fit.id === id)).toMatchObject({ ...known, status: 'completed', hasModel: true })
}

describe.skipIf(isWindows)(`an engine that is killed at any moment${why}`, () => {
  it(`has lost nothing that was finished, after ${length.kills} kills of it or of its workers`, async () => {
    // A person who kills an engine this often would otherwise be told to restart Studio.
    const running = await startEngine({ policy: { delays: [50], maximumEnds: length.kills + 1, windowMilliseconds: 1 } })
    const { engine, is, supervisor } = running
    const random = createRandom(11)
    const iris = await engine.openSample({ name: 'iris' })
    const finished = new Map<FitId, Pick<FitSummary, 'facts' | 'groups' | 'record'>>()
    const known = new Map<FitId, FitSummary['status']>()
    running.onEvent('fitChanged', fit => {
      known.set(fit.id, fit.status)
      // What a window was told is finished must be there after any crash.
      if (fit.status === 'completed') finished.set(fit.id, { facts: fit.facts, groups: fit.groups, record: fit.record })
    })

    let [engineKills, started, unsaved] = [0, 0, 0]
    for (let kill = 0; kill < length.kills; kill++) {
      await engine.startFit(fitRequest(iris, { options: { starts: 4, components: 3, seed: kill } })).then(() => started++, () => undefined)
      await setTimeout(1500 * random.uniform())
      const workers = await workersOf(running)
      const isEngineKill = workers.length === 0 || random.uniform() < 0.5
      if (isEngineKill) {
        engineKills++
        const lost = is('lost')
        running.crash()
        await lost
        await is('ready')
      } else {
        process.kill(workers[Math.floor(random.uniform() * workers.length)]!, 'SIGKILL')
      }
      expect(supervisor.state.kind).toBe('ready')
      await expectAllOf(finished, running)
    }
    tell(`${length.kills} kills, ${engineKills} of them of the engine: ${finished.size} fits were finished`)

    // What was interrupted goes on, and every model can still be asked.
    for (const { id, status, resumable } of (await engine.getSession(null)).fits) {
      if (status === 'completed') continue
      // On a busy machine, a fit may be killed before its first checkpoint.
      if (status === 'interrupted' && !resumable) {
        unsaved++
        continue
      }
      if (status === 'interrupted') await engine.resumeFit({ fit: id })
      // The last kill may be noticed after the list was made.
      const end = await endOf(running, id)
      if (end.status === 'interrupted' && !end.resumable) {
        unsaved++
        continue
      }
      if (end.status === 'interrupted') await engine.resumeFit({ fit: id })
      expect((await endOf(running, id)).status).toBe('completed')
    }
    await expectAllOf(finished, running)
    for (const { id, groups } of (await engine.getSession(null)).fits) expect((await engine.getGroups({ fit: id })).groups).toHaveLength(groups.length)
    expect(finished.size).toBeGreaterThanOrEqual(started - unsaved)
  }, patience)
})
