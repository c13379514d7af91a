import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createRunFolder, defaultStateFolder } from './runFolder.js'

it('begins empty, and removes the folders of runs that have ended', async () => {
  const base = await mkdtemp(join(tmpdir(), 'mixtura-runs-'))
  onTestFinished(() => rm(base, { recursive: true }))
  // No process has this id: Linux and macOS end well below, Windows ids are multiples of four.
  const ended = join(base, 'run-99999999-1')
  const foreign = join(base, 'notes')
  await mkdir(ended)
  await mkdir(foreign)
  const first = await createRunFolder(base)
  expect(existsSync(ended)).toBe(false)
  expect(existsSync(foreign)).toBe(true)
  await new Promise(resolve => setTimeout(resolve, 2))
  expect(await createRunFolder(base)).not.toBe(first)
  expect(existsSync(first)).toBe(true)
})

it('lies in the user’s cache folder', () => {
  expect(defaultStateFolder({ XDG_CACHE_HOME: '/cache' }, 'linux')).toBe(join('/cache', 'mixtura-studio'))
  expect(defaultStateFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe(join('/local', 'mixtura-studio'))
})
