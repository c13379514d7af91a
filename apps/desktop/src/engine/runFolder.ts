import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reasonOf } from './reasonOf.js'
import { StateFolderError } from './stateFolder.js'

/*
 * Several Studios may share a base folder: in containers, whose process ids mean nothing outside, and on machines with one
 * network home, whose clocks differ. So a run is held by a file that its host writes anew, and nothing else says that it lives:
 *
 * - Ages are differences of times that one file system gave to files, never of a file's time and this machine's clock.
 * - A folder is removed only if its file is `staleAfter` old, and stays as it is for `watchFor` more, several renewals long:
 *   a host that runs is seen to write, whatever the clocks did.
 */
export interface RunFolderTimes {
  /** Between two writes of the holder, milliseconds. */
  readonly renewEvery: number
  /** Age of the holder's last write, milliseconds: a computer may sleep over a long weekend. */
  readonly staleAfter: number
  /** How long a stale folder is watched, milliseconds. */
  readonly watchFor: number
}

export const runFolderTimes: RunFolderTimes = { renewEvery: 30_000, staleAfter: 4 * 86_400_000, watchFor: 120_000 }

export interface RunFolder {
  readonly path: string
  /** Called when the folder was found to be gone or taken, once each time; it has been made again, empty. */
  onLost(listener: () => void): void
  /** Resolves when stale folders of others have been looked at; for tests. */
  readonly swept: Promise<void>
  /** Ends the holding and removes the folder. */
  release(): Promise<void>
}

export interface RunFolderOptions {
  /** What a person can do about a base folder that cannot be written to. */
  readonly remedy: string
  readonly times?: RunFolderTimes
}

/** `run-<anything>`: older versions named the process. */
const runName = /^run-[\w-]+$/
const holderFile = 'held'

/**
 * A fresh folder for this run under `base`: each start of Studio begins with an empty session.
 *
 * @throws {StateFolderError} if nothing can be written there.
 */
export async function createRunFolder(base: string, { remedy, times = runFolderTimes }: RunFolderOptions): Promise<RunFolder> {
  const holder = randomUUID()
  const path = join(base, `run-${holder}`)
  try {
    await mkdir(base, { recursive: true, mode: 0o700 })
    await hold(path, holder)
    // Tells a person who finds the folder what it is.
    await writeFile(join(path, 'README.txt'), 'Working files of a running Mixtura Studio. It removes them when it ends.\n')
  } catch (error) {
    await rm(path, { recursive: true, force: true }).catch(() => undefined)
    throw new StateFolderError(base, reasonOf(error), remedy)
  }

  const listeners = new Set<() => void>()
  let renewing: Promise<void> = Promise.resolve()
  const renewal = setInterval(() => {
    renewing = renewing.then(async () => {
      const wasHeld = (await readFile(join(path, holderFile), 'utf8').catch(isMissing)) !== null
      // A full disk: the folder stays, and the next renewal tries again.
      await hold(path, holder).catch(() => undefined)
      if (!wasHeld) for (const listener of listeners) listener()
    })
  }, times.renewEvery)
  renewal.unref()
  const sweep = sweepRuns(base, path, times)

  return {
    path,
    swept: sweep.done,
    onLost: listener => void listeners.add(listener),
    async release() {
      clearInterval(renewal)
      sweep.stop()
      await renewing
      await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
    },
  }
}

/** Null for a file that is not there; one that cannot be read just now is there. */
function isMissing(error: unknown): string | null {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? null : ''
}

/** Written, not touched: the file system gives the time. */
async function hold(path: string, holder: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await writeFile(join(path, holderFile), `${holder} ${randomUUID()}\n`)
}

/** What shows that a run is written to: contents and time of its holder's file, or the times of what lies in it. */
interface Sign {
  readonly time: number
  readonly content: string
}

async function signOf(path: string): Promise<Sign | null> {
  try {
    const names = [holderFile, 'session.json', '.']
    const times = await Promise.all(names.map(name => stat(join(path, name)).then(({ mtimeMs }) => mtimeMs, () => -Infinity)))
    const content = await readFile(join(path, holderFile), 'utf8').catch(() => '')
    const time = Math.max(...times)
    return time === -Infinity ? null : { time, content }
  } catch {
    return null
  }
}

function sweepRuns(base: string, own: string, { staleAfter, watchFor }: RunFolderTimes): { readonly done: Promise<void>; readonly stop: () => void } {
  const stopping = new AbortController()
  async function sweep(): Promise<void> {
    const now = (await signOf(own))?.time
    if (now === undefined) return
    const stale = new Map<string, Sign>()
    for (const name of await readdir(base)) {
      const path = join(base, name)
      if (!runName.test(name) || path === own) continue
      const sign = await signOf(path)
      if (sign && now - sign.time > staleAfter) stale.set(path, sign)
    }
    if (stale.size === 0) return
    await wait(watchFor, stopping.signal)
    for (const [path, before] of stale) {
      if (stopping.signal.aborted) return
      const sign = await signOf(path)
      if (sign && sign.time === before.time && sign.content === before.content) await removeUnheld(path, before)
    }
  }
  // What cannot be removed now is left to a later start.
  return { done: sweep().catch(() => undefined), stop: () => stopping.abort() }
}

/** Takes the folder out of its holder's way first; a holder that wrote in between gets it back. */
async function removeUnheld(path: string, before: Sign): Promise<void> {
  const aside = join(path, '..', `removing-${randomUUID()}`)
  await rename(path, aside)
  const sign = await signOf(aside)
  if (sign && sign.content !== before.content) await rename(aside, path)
  else await rm(aside, { recursive: true, force: true })
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds)
    timer.unref()
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()))
  })
}
