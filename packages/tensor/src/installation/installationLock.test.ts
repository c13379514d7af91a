import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withInstallationLock } from './installationLock.js'
import type { NativePackage } from './nativePackage.js'

let nativePackage: NativePackage
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mixtura-lock-'))
  nativePackage = { name: '@tensorflow/tfjs-node', version: '4.22.0', folder, addonPath: '', dependenciesFolder: '' }
})
afterAll(() => rm(nativePackage.folder, { recursive: true }))

it('lets one installation in at a time', async () => {
  let inside = 0
  let most = 0
  const install = async () => {
    most = Math.max(most, ++inside)
    await pause(20)
    inside--
  }
  await Promise.all([1, 2].map(() => withInstallationLock(nativePackage, install)))
  expect(most).toBe(1)
})

it('takes over from a process that has ended', async () => {
  await writeFile(join(nativePackage.folder, 'mixtura-installation.lock'), '999999999')
  expect(await withInstallationLock(nativePackage, async () => 'in')).toBe('in')
})

it('gives the lock back when an installation fails', async () => {
  await expect(withInstallationLock(nativePackage, () => Promise.reject(new Error('no wheel')))).rejects.toThrow('no wheel')
  expect(await withInstallationLock(nativePackage, async () => 'in')).toBe('in')
})
