import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { RunFolderTimes } from './runFolder.js'
import { createRunFolder } from './runFolder.js'
import { defaultStateFolder, StateFolderError } from './stateFolder.js'

const remedy = 'Start it with --state-folder and a folder that you may write to.'
/** Times in milliseconds. A holder writes ten times while it is watched. */
const quick: RunFolderTimes = { renewEvery: 20, staleAfter: 3_600_000, watchFor: 200 }

async function baseFolder(): Promise<string> {
  const base = await mkdtemp(join(tmpdir(), 'mixtura-runs-'))
  onTestFinished(() => rm(base, { recursive: true, force: true }))
  return base
}

async function start(base: string, times = quick) {
  const run = await createRunFolder(base, { remedy, times })
  onTestFinished(() => run.release())
  return run
}

/** Makes a run folder whose holder last wrote `hours` ago by its own clock, on the machine of the second line of the holder file. */
async function leftBehind(base: string, name: string, hours: number, machine = 'elsewhere'): Promise<string> {
  const path = join(base, name)
  await mkdir(path)
  await writeFile(join(path, 'held'), `another\n${machine}\n`)
  await writeFile(join(path, 'session.json'), '{}')
  const time = new Date(Date.now() - hours * 3_600_000)
  for (const entry of ['held', 'session.json', '.']) await utimes(join(path, entry), time, time)
  return path
}

it('begins empty, removes what was left behind long ago, and nothing else', async () => {
  const base = await baseFolder()
  const stale = await leftBehind(base, 'run-left', 2)
  // No process on this machine has this id, but one in a container or on another machine may have it.
  const recent = await leftBehind(base, 'run-99999999-1', 0.5)
  const ahead = await leftBehind(base, 'run-ahead', -48)
  const notes = await leftBehind(base, 'notes', 500)
  const run = await start(base)
  await run.swept
  expect([stale, recent, ahead, notes, run.path].map(existsSync)).toEqual([false, true, true, true, true])
  expect((await readdir(base)).filter(name => name.startsWith('removing'))).toEqual([])
})

it('takes the folder of a run of this machine that writes no more', async () => {
  const base = await baseFolder()
  const crashed = await leftBehind(base, 'run-crashed', 0.001, hostname())
  const elsewhere = await leftBehind(base, 'run-elsewhere', 0.001)
  const alive = await start(base)
  const run = await start(base)
  await run.swept
  expect([crashed, elsewhere, alive.path].map(existsSync)).toEqual([false, true, true])
})

it('leaves a folder alone whose holder still writes, whatever its clock says', async () => {
  const base = await baseFolder()
  const other = await start(base)
  // The clock of the other host is days behind. Each of its writes looks stale, but is noticed.
  const behind = setInterval(() => void utimes(join(other.path, 'held'), 1, 1).then(() => utimes(other.path, 1, 1)), 5)
  const run = await start(base, { ...quick, staleAfter: 1_000 })
  await run.swept
  clearInterval(behind)
  expect(existsSync(other.path)).toBe(true)
})

it('gives two Studios on one base a folder each, and takes only its own away', async () => {
  const base = await baseFolder()
  const [first, second] = await Promise.all([start(base), start(base)])
  expect(first.path).not.toBe(second.path)
  await first.release()
  expect([first.path, second.path].map(existsSync)).toEqual([false, true])
  expect(await readdir(base)).toHaveLength(1)
})

it('writes again and again while it runs, and says when its folder was taken', async () => {
  const run = await start(await baseFolder())
  const held = await readFile(join(run.path, 'held'), 'utf8')
  await expect.poll(() => readFile(join(run.path, 'held'), 'utf8')).not.toBe(held)
  const lost = vi.fn()
  run.onLost(lost)
  await rm(run.path, { recursive: true, maxRetries: 10 }) // the run may write a file at this moment
  await expect.poll(() => lost.mock.calls.length).toBe(1)
  expect(existsSync(run.path)).toBe(true)
})

it('names a base folder that cannot be written to, and the way out', async () => {
  const base = await baseFolder()
  const file = join(base, 'file')
  await writeFile(file, '')
  const inFile = join(file, 'state')
  await expect(createRunFolder(inFile, { remedy })).rejects.toThrow(StateFolderError)
  await expect(createRunFolder(inFile, { remedy })).rejects.toThrow(
    `Studio's working folder must be one that it can write to, but ${inFile} is not: ENOTDIR: not a directory, mkdir '${inFile}'. ${remedy}`,
  )
})

it('lies in the user’s cache folder', () => {
  const home = defaultStateFolder({}, 'linux')
  expect(home).toMatch(/\.cache.mixtura-studio$/)
  expect(defaultStateFolder({ XDG_CACHE_HOME: '/cache' }, 'linux')).toBe(join('/cache', 'mixtura-studio'))
  expect(defaultStateFolder({ XDG_CACHE_HOME: '' }, 'linux')).toBe(home)
  expect(defaultStateFolder({ XDG_CACHE_HOME: 'relative' }, 'linux')).toBe(home)
  expect(defaultStateFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe(join('/local', 'mixtura-studio'))
})
