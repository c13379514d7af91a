import { existsSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { endOf, fitRequest, openEngine, startEngine, type RunningEngine } from './engineFixture.js'
import { createRunFolder } from './runFolder.js'
import { newUploadFolder } from './uploads.js'

/** A fit that takes minutes. */
const long = { components: 4, starts: 1000, maxIterations: 100_000, tolerance: 0 }
const table = `a,b\n${Array.from({ length: 60 }, (_, i) => `${(i % 2) * 9 + Math.sin(i)},${(i % 3) * 5 + Math.cos(i)}`).join('\n')}\n`

async function baseFolder(): Promise<string> {
  const base = await mkdtemp(join(tmpdir(), 'mixtura-kept-'))
  onTestFinished(() => rm(base, { recursive: true, force: true }))
  return base
}

/** One run of Studio. `end` ends it as closing Studio does. */
async function startRun(base: string) {
  const run = await createRunFolder(base, { remedy: '' })
  const { stop: _stop, ...running } = await openEngine({ folder: run.path })
  let hasEnded = false
  const end = async (): Promise<void> => {
    if (hasEnded) return
    hasEnded = true
    await running.supervisor.stop()
    await run.release()
  }
  onTestFinished(end)
  return { ...running, end }
}

/** Opens the table as a file that was uploaded. */
async function openUpload({ engine, grants, folder }: RunningEngine) {
  const place = newUploadFolder(folder)
  await mkdir(place, { recursive: true })
  await writeFile(join(place, 'mine.csv'), table)
  return engine.openFile({ file: grants.grant(join(place, 'mine.csv')) })
}

const page = { offset: 0, limit: 60, order: 'row', group: null, row: null } as const

it('a session is kept when its run ends, and continues in a later one', async () => {
  const base = await baseFolder()
  const first = await startRun(base)
  const mine = await openUpload(first)
  const iris = await first.engine.openSample({ name: 'iris' })
  const done = await first.engine.startFit(fitRequest(mine))
  const ended = await endOf(first, done.id)
  const script = await first.engine.getScript({ fit: done.id })
  const atWork = await first.engine.startFit(fitRequest(iris, { options: long }))
  await first.next('fitProgress', ({ fit, step }) => fit === atWork.id && step > 5)
  await first.engine.pauseFit({ fit: atWork.id })
  await first.end()
  expect(existsSync(first.folder)).toBe(false)

  const second = await startRun(base)
  await second.engine.openSample({ name: 'old-faithful' })
  const [kept, ...others] = await second.engine.listKeptSessions(null)
  expect([kept?.datasets, kept?.fits, others]).toEqual([['mine.csv'], 2, []])
  const session = await second.engine.continueSession({ session: kept!.session })
  expect(session.datasets.map(({ id, name }) => [id, name])).toEqual([['dataset-1', 'old-faithful'], ['dataset-2', 'mine.csv'], ['dataset-3', 'iris']])
  const [again, resumable] = session.fits
  expect(again).toEqual({ ...ended, id: 'fit-1', features: { ...ended.features, dataset: 'dataset-2' } })
  expect(await second.engine.getScript({ fit: again!.id })).toEqual(script)
  expect(resumable).toMatchObject({ id: 'fit-2', status: 'interrupted', resumable: true, hasModel: false })
  const resumed = second.next('fitProgress', ({ fit }) => fit === resumable!.id)
  await second.engine.resumeFit({ fit: resumable!.id })
  expect((await resumed).seconds).toBeGreaterThan(0)
  expect(await second.engine.stopFit({ fit: resumable!.id })).toMatchObject({ status: 'stopped', hasModel: true })

  expect(await second.engine.listKeptSessions(null)).toEqual([])
  await expect(second.engine.continueSession({ session: kept!.session })).rejects.toMatchObject({
    code: 'session-gone',
    message: 'This earlier session is not there any more: another Studio has continued or removed it.',
  })
  // Closing the dataset removes the upload, as in the run that it was sent to.
  await second.engine.closeDataset({ dataset: session.datasets[1]!.id })
  expect(await readdir(join(second.folder, 'uploads'))).toEqual([])
})

it('the sample that Studio shows by itself is no session to keep, and at most five are kept', async () => {
  const base = await baseFolder()
  const sampleOnly = await startRun(base)
  const faithful = await sampleOnly.engine.openSample({ name: 'old-faithful' })
  await sampleOnly.engine.startFit(fitRequest(faithful))
  await sampleOnly.end()
  expect(await readdir(base)).toEqual([])
  for (let i = 0; i < 6; i++) {
    const run = await startRun(base)
    await openUpload(run)
    await run.end()
  }
  expect(await readdir(base)).toHaveLength(5)
  const last = await startRun(base)
  const [latest] = await last.engine.listKeptSessions(null)
  await last.engine.removeKeptSession({ session: latest!.session })
  expect(await last.engine.listKeptSessions(null)).toHaveLength(4)
  await last.engine.removeKeptSession({ session: '../..' })
  expect(existsSync(base)).toBe(true)
})

it('a file that has changed since its fits were made is refused', async () => {
  const base = await baseFolder()
  const path = join(base, 'own.csv')
  await writeFile(path, table)
  const first = await startRun(base)
  const own = await first.engine.openFile({ file: first.grants.grant(path) })
  await endOf(first, (await first.engine.startFit(fitRequest(own))).id)
  await first.end()
  await writeFile(path, `${table}1,2\n`)
  const second = await startRun(base)
  const [kept] = await second.engine.listKeptSessions(null)
  const { datasets, fits } = await second.engine.continueSession({ session: kept!.session })
  expect(fits[0]).toMatchObject({ status: 'completed', hasModel: true })
  await expect(second.engine.getRows({ dataset: datasets[0]!.id, offset: 0, limit: 1 })).rejects.toMatchObject({
    code: 'file-changed',
    message: 'own.csv has changed since it was opened, so it cannot be read again. Open it anew.',
  })
})

it('a project holds files, fits and models, and opens to the same results elsewhere', async () => {
  const first = await startEngine()
  const mine = await openUpload(first)
  const iris = await first.engine.openSample({ name: 'iris' })
  const [one, two] = [await first.engine.startFit(fitRequest(mine, { options: { components: 3 } })), await first.engine.startFit(fitRequest(iris))]
  const ended = [await endOf(first, one.id), await endOf(first, two.id)]
  const atWork = await first.engine.startFit(fitRequest(iris, { options: long }))
  const { file, suggestedName, bytes } = await first.engine.saveProject(null)
  await first.engine.stopFit({ fit: atWork.id })
  expect(suggestedName).toBe('mine.mixtura-project')
  const saved = join(await baseFolder(), suggestedName)
  await copyFile(first.grants.exported(file)!.path, saved)
  expect((await readFile(saved)).length).toBe(bytes)

  const second = await startEngine()
  const granted = second.grants.grant(saved)
  expect(await second.engine.describeFile({ file: granted })).toEqual({ kind: 'project' })
  const { datasets, fits } = await second.engine.openProject({ file: granted })
  expect(datasets).toEqual([mine, iris])
  expect(fits).toEqual(ended)
  for (const { id } of fits) {
    expect(await second.engine.getScript({ fit: id })).toEqual(await first.engine.getScript({ fit: id }))
    expect(await second.engine.getMemberships({ fit: id, ...page })).toEqual(await first.engine.getMemberships({ fit: id, ...page }))
    expect(await second.engine.getGroups({ fit: id })).toEqual(await first.engine.getGroups({ fit: id }))
  }
  // Opened twice, it is there twice.
  expect((await second.engine.openProject({ file: granted })).fits.map(({ id }) => id)).toEqual(['fit-1', 'fit-2', 'fit-3', 'fit-4'])
  await rm(dirname(saved), { recursive: true })
  expect((await second.engine.getRows({ dataset: datasets[0]!.id, offset: 0, limit: 1 })).rows).toHaveLength(1)
})
