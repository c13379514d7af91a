import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startEngine } from './engineFixture.js'

const notSaved = {
  code: 'session-not-saved',
  message: expect.stringMatching(
    /^Studio cannot keep this session safe: its working folder cannot be written to \(\w+\)\. Go on, but export what you need; free some space, or start Studio with --state-folder\.$/,
  ) as string,
}

it('says once that the session cannot be written, and takes it back when it can', async () => {
  const { engine, folder, next, onEvent } = await startEngine()
  const sessionFile = join(folder, 'session.json')
  expect((await engine.getSession(null)).problem).toBeNull()
  await rm(sessionFile)
  // No user, not even root, can replace a folder by a file.
  await mkdir(join(sessionFile, 'in the way'), { recursive: true })

  const told: string[] = []
  onEvent('problem', ({ code }) => told.push(code))
  const problem = next('problem', () => true)
  const iris = await engine.openSample({ name: 'iris' })
  expect(iris.rows).toBe(150)
  expect(await problem).toMatchObject(notSaved)
  expect((await engine.getSession(null)).problem).toMatchObject(notSaved)
  await engine.openSample({ name: 'old-faithful' })
  expect(told).toEqual(['session-not-saved'])

  await rm(sessionFile, { recursive: true })
  await engine.closeDataset({ dataset: iris.id })
  expect((await engine.getSession(null)).problem).toBeNull()
})

it('says that an engine which took the place of another found no session', async () => {
  const { engine, folder, crash, is } = await startEngine()
  await engine.openSample({ name: 'iris' })
  await rm(join(folder, 'session.json'))
  const lost = is('lost')
  crash()
  await lost
  await is('ready')
  expect(await engine.getSession(null)).toMatchObject({
    datasets: [],
    problem: {
      code: 'session-lost',
      message:
        'The engine was started again, but its working folder had been removed: datasets and fits of before are lost. Open the file again, and fit again.',
    },
  })
})

it('says that the working folder was removed, and writes the session down anew', async () => {
  const { engine, folder, supervisor, next, crash, is } = await startEngine()
  const iris = await engine.openSample({ name: 'iris' })
  await rm(folder, { recursive: true })
  await mkdir(folder)
  const problem = next('problem', () => true)
  supervisor.folderLost()
  expect(await problem).toEqual({
    code: 'folder-removed',
    message:
      "Studio's working folder was removed by something else. Datasets and fits are kept, but uploaded files and exports are gone: open such a file again before you go on.",
    fields: {},
  })
  const lost = is('lost')
  crash()
  await lost
  await is('ready')
  expect((await engine.getSession(null)).datasets).toEqual([iris])
})

it.each([
  ['of an earlier version', JSON.stringify({ format: 'mixtura-studio-session', version: 1, datasets: [], fits: [] }), 'has version 1, and this is version 2'],
  ['with a fit that it cannot read', JSON.stringify({ format: 'mixtura-studio-session', version: 2, datasets: [], fits: [{}] }), 'has a wrong fits.0.summary'],
  ['that is cut short', '{"format": "mixtura', 'is damaged'],
])('keeps a session %s, and says why it cannot be read', async (_, text, reason) => {
  const { engine, folder, crash, is } = await startEngine()
  await engine.getSession(null)
  await writeFile(join(folder, 'session.json'), text)
  const lost = is('lost')
  crash()
  await lost
  await is('ready')
  const file = 'session-not-read.json'
  expect((await engine.getSession(null)).problem).toEqual({
    code: 'session-not-read',
    message: `The session of before could not be read: its file ${reason}. It was kept as ${file} in the working folder. Open the file of your data again, and fit again.`,
    fields: { reason, file },
  })
  expect(await readFile(join(folder, file), 'utf8')).toBe(text)
})
