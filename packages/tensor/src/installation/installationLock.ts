import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { NativePackage } from './nativePackage.js'

/**
 * Runs `install` while no other process installs into the same package. Two installations started at once, for example by tests in
 * two terminals, wait for each other. A lock is taken over if the process that holds it has ended.
 */
export async function withInstallationLock<T>(nativePackage: NativePackage, install: () => Promise<T>): Promise<T> {
  const lock = join(nativePackage.folder, 'mixtura-installation.lock')
  while (!(await take(lock))) {
    if (await isAbandoned(lock)) await rm(lock, { force: true })
    else await pause(500)
  }
  try {
    return await install()
  } finally {
    await rm(lock, { force: true })
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function isAbandoned(lock: string): Promise<boolean> {
  const holder = Number(await readFile(lock, 'utf8').catch(() => ''))
  if (!(holder > 0)) return false // just being written, or just gone
  try {
    process.kill(holder, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
