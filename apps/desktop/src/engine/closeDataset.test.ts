import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FileHandle } from '../contract/identifiers.js'
import type { RunningEngine } from './engineFixture.js'
import { endOf, fitRequest, grantFile, startEngine } from './engineFixture.js'
import { newUploadFolder } from './uploads.js'

const table = `x,y\n${Array.from({ length: 40 }, (_, i) => `${i % 2 ? 10 + (i % 7) : i % 5},${i}`).join('\n')}\n`

async function upload({ folder, grants }: RunningEngine): Promise<{ readonly path: string; readonly file: FileHandle }> {
  const ownFolder = newUploadFolder(folder)
  await mkdir(ownFolder, { recursive: true })
  const path = join(ownFolder, 'visits.csv')
  await writeFile(path, table)
  return { path, file: grants.grant(path) }
}

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false)

describe('closing a dataset', () => {
  it('removes its upload and its fits, also for the engine that comes after a crash', async () => {
    const running = await startEngine()
    const { engine, crash, is } = running
    const { path, file } = await upload(running)
    const dataset = await engine.openFile({ file })
    const other = await engine.openSample({ name: 'iris' })
    const { id } = await engine.startFit(fitRequest(dataset))
    await endOf(running, id)
    const kept = await engine.startFit(fitRequest(other))
    await endOf(running, kept.id)

    expect(await engine.closeDataset({ dataset: dataset.id })).toEqual({ removal: expect.any(String) as string })
    expect(await exists(path)).toBe(false)
    await expect(engine.getRows({ dataset: dataset.id, offset: 0, limit: 1 })).rejects.toMatchObject({
      code: 'unknown-dataset',
      message: 'There is no dataset dataset-1 in this session. Open the file again.',
    })
    await expect(engine.closeDataset({ dataset: dataset.id })).rejects.toMatchObject({ code: 'unknown-dataset' })
    await expect(engine.getFit({ fit: id })).rejects.toMatchObject({ code: 'unknown-fit' })
    await expect(engine.openFile({ file })).rejects.toMatchObject({ code: 'file-not-found' })

    const lost = is('lost')
    crash()
    await lost
    await is('ready')
    const session = await engine.getSession(null)
    expect(session.datasets.map(held => held.id)).toEqual([other.id])
    expect(session.fits.map(fit => fit.id)).toEqual([kept.id])
  })

  it('leaves a file that a person gave by its path', async () => {
    const running = await startEngine()
    const file = await grantFile(running, 'own.csv', table)
    const dataset = await running.engine.openFile({ file })
    await running.engine.closeDataset({ dataset: dataset.id })
    expect(await readFile(join(running.folder, 'own.csv'), 'utf8')).toBe(table)
    expect(await running.engine.openFile({ file })).toMatchObject({ id: 'dataset-2', rows: 40 })
  })

  it('keeps an upload that another dataset is read from', async () => {
    const running = await startEngine()
    const { engine } = running
    const { path, file } = await upload(running)
    const [first, second] = [await engine.openFile({ file }), await engine.openFile({ file })]
    await engine.closeDataset({ dataset: first.id })
    expect(await exists(path)).toBe(true)
    expect((await engine.getRows({ dataset: second.id, offset: 0, limit: 2 })).rows).toHaveLength(2)
    await engine.closeDataset({ dataset: second.id })
    expect(await exists(path)).toBe(false)
  })

  it('waits for no fit: one at work holds its dataset, one that was interrupted goes with it', async () => {
    const running = await startEngine()
    const { engine, crash, is } = running
    const { path, file } = await upload(running)
    const dataset = await engine.openFile({ file })
    const { id } = await engine.startFit(fitRequest(dataset, { options: { starts: 1000, components: 8 } }))
    await engine.pauseFit({ fit: id })
    await expect(engine.closeDataset({ dataset: dataset.id })).rejects.toMatchObject({
      code: 'dataset-in-use',
      message: 'Fit 1 of this dataset is paused. Stop it, or let it finish, before you close the dataset.',
      fields: { dataset: 'dataset-1', fit: 'fit-1' },
    })
    expect(await exists(path)).toBe(true)
    const lost = is('lost')
    crash()
    await lost
    await is('ready')
    await engine.closeDataset({ dataset: dataset.id })
    expect(await exists(path)).toBe(false)
    await expect(engine.resumeFit({ fit: id })).rejects.toMatchObject({ code: 'unknown-fit' })
  })
})
