import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunningEngine } from './engineFixture.js'
import { endOf, fitRequest, grantFile, startEngine } from './engineFixture.js'
import { newUploadFolder } from './uploads.js'

const table = `x,y\n${Array.from({ length: 40 }, (_, i) => `${i % 2 ? 10 + (i % 7) : i % 5},${i}`).join('\n')}\n`

async function fittedUpload(running: RunningEngine) {
  const ownFolder = newUploadFolder(running.folder)
  await mkdir(ownFolder, { recursive: true })
  await writeFile(join(ownFolder, 'visits.csv'), table)
  const dataset = await running.engine.openFile({ file: running.grants.grant(join(ownFolder, 'visits.csv')) })
  const { id } = await running.engine.startFit(fitRequest(dataset))
  return { dataset, fit: await endOf(running, id) }
}

async function restart({ is, crash }: RunningEngine): Promise<void> {
  const lost = is('lost')
  crash()
  await lost
  await is('ready')
}

describe('what was removed', () => {
  it('comes back with its model and its name, also from an engine that was restarted meanwhile', async () => {
    const running = await startEngine()
    const { engine } = running
    const { dataset, fit } = await fittedUpload(running)
    const groups = await engine.getGroups({ fit: fit.id })
    await engine.annotateFit({ fit: fit.id, title: 'Visitors', note: 'two kinds' })
    await engine.saveSelection({ name: 'First', selection: { fit: fit.id, parts: [{ combine: 'add', region: { kind: 'group', group: 0 } }] } })

    const { removal } = await engine.removeFit({ fit: fit.id })
    await expect(engine.getFit({ fit: fit.id })).rejects.toMatchObject({ code: 'unknown-fit' })
    await restart(running)
    expect(JSON.parse(await readFile(join(running.folder, 'session.json'), 'utf8'))).toMatchObject({ selections: [] })
    const told = running.next('fitChanged', ({ id }) => id === fit.id)
    const session = await engine.restoreRemoved({ removal })
    expect(session.fits).toMatchObject([{ id: fit.id, status: 'completed', hasModel: true, title: 'Visitors', note: 'two kinds' }])
    expect(session.selections).toMatchObject([{ name: 'First', selection: { fit: fit.id } }])
    expect(await told).toMatchObject({ title: 'Visitors' })
    expect(await engine.getGroups({ fit: fit.id })).toEqual(groups)
    expect(await readdir(join(running.folder, 'removed'))).toEqual([])
    await expect(engine.restoreRemoved({ removal })).rejects.toMatchObject({
      code: 'not-restorable',
      message: 'What was removed is not there any more, so it cannot come back. Open the file again, and fit again.',
    })
    expect((await engine.getRows({ dataset: dataset.id, offset: 0, limit: 1 })).rows).toEqual([[0, 0]])
  })

  it('is nothing where it cannot be written down', async () => {
    const running = await startEngine()
    const { engine } = running
    const { dataset, fit } = await fittedUpload(running)
    await writeFile(join(running.folder, 'removed'), 'in the way')
    await expect(engine.closeDataset({ dataset: dataset.id })).rejects.toThrow()
    expect(await engine.getSession(null)).toMatchObject({ datasets: [{ id: dataset.id }], fits: [{ id: fit.id }] })
    expect((await engine.getRows({ dataset: dataset.id, offset: 0, limit: 1 })).rows).toEqual([[0, 0]])
  })

  it('is a whole dataset: its upload, its name and its fits', async () => {
    const running = await startEngine()
    const { engine } = running
    const { dataset, fit } = await fittedUpload(running)
    await engine.annotateDataset({ dataset: dataset.id, title: 'Visits', note: '' })
    const { removal } = await engine.closeDataset({ dataset: dataset.id })
    expect((await engine.getSession(null))).toMatchObject({ datasets: [], fits: [] })
    const session = await engine.restoreRemoved({ removal })
    expect(session).toMatchObject({ datasets: [{ id: dataset.id, title: 'Visits', name: 'visits.csv' }], fits: [{ id: fit.id, hasModel: true }] })
    expect((await engine.getScript({ fit: fit.id })).text).toContain("openDataset('visits.csv')")
    expect((await engine.getRows({ dataset: dataset.id, offset: 0, limit: 1 })).rows).toEqual([[0, 0]])
  })

  it('keeps out of the way of a fit that has its number meanwhile', async () => {
    const running = await startEngine()
    const { engine } = running
    const { dataset, fit } = await fittedUpload(running)
    const { removal } = await engine.removeFit({ fit: fit.id })
    await restart(running)
    const other = await engine.startFit(fitRequest(dataset))
    await endOf(running, other.id)
    expect(other.id).toBe(fit.id)
    const session = await engine.restoreRemoved({ removal })
    expect(session.fits.map(({ id, hasModel }) => [id, hasModel])).toEqual([['fit-1', true], ['fit-2', true]])
  })

  it('can be resumed if it had not ended', async () => {
    const running = await startEngine()
    const { engine } = running
    const faithful = await engine.openSample({ name: 'old-faithful' })
    const { id } = await engine.startFit(fitRequest(faithful, { options: { starts: 1000, components: 8 } }))
    await engine.pauseFit({ fit: id })
    const { removal } = await engine.removeFit({ fit: id })
    const session = await engine.restoreRemoved({ removal })
    expect(session.fits).toMatchObject([{ id, status: 'interrupted', resumable: true }])
    expect(['running', 'queued']).toContain((await engine.resumeFit({ fit: id })).status)
    await engine.stopFit({ fit: id })
  })
})

describe('the record of a fit', () => {
  it('has the hash of the file, the versions and the time', async () => {
    const running = await startEngine()
    const before = Date.now()
    const dataset = await running.engine.openFile({ file: await grantFile(running, 'visits.csv', table) })
    const { id } = await running.engine.startFit(fitRequest(dataset))
    const { record } = await endOf(running, id)
    expect(record!.data).toEqual({ name: 'visits.csv', rows: 40, sha256: createHash('sha256').update(await readFile(join(running.folder, 'visits.csv'))).digest('hex') })
    expect(record!.versions.map(({ name }) => name)).toEqual(['Mixtura Studio', '@mixtura/core', '@mixtura/data', '@mixtura/models', '@mixtura/numerics', '@mixtura/tensor', 'Node.js'])
    expect(record!.versions.at(-1)!.version).toBe(process.versions.node)
    expect(record!.startedAt).toBeGreaterThanOrEqual(before)
    expect((await running.engine.getSession(null)).fits[0]!.record).toEqual(record)
  })
})
