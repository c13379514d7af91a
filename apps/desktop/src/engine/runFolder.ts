import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { keepSession } from './keptSessions.js'
import { reasonOf } from './reasonOf.js'
import { StateFolderError } from './stateFolder.js'

/*
 * Several Studios may share a base folder: in containers, whose process ids have no meaning outside, and on machines with the
 * same network home, whose clocks differ. Therefore the host of a run rewrites a holder file at intervals. Only these writes show
 * that the run is alive:
 *
 * - An age is the difference of two file times of the same file system. A file time is never compared with this machine's clock.
 * - A folder is taken from its run only if its holder file then does not change during `watchFor`. Since `watchFor` is several renewals
 *   long, the writes of a running host are seen even if clocks are wrong.
 * - A run of another machine may sleep, so its folder is taken only if its holder file is older than `staleAfter`. A run of this machine
 *   does not sleep while this one runs.
 *
 * What was in the session of a run is kept when the run ends; see keptSessions.ts.
 */
export interface RunFolderTimes {
  /** Time between two writes of the holder, in milliseconds. */
  readonly renewEvery: number
  /** Age of the holder's last write from which the folder of another machine is stale, in milliseconds. A computer may sleep over a long weekend. */
  readonly staleAfter: number
  /** Time for which a stale folder is watched, in milliseconds. */
  readonly watchFor: number
}

export const runFolderTimes: RunFolderTimes = { renewEvery: 30_000, staleAfter: 4 * 86_400_000, watchFor: 75_000 }

export interface RunFolder {
  readonly path: string
  /** Calls `listener` each time the folder was found to be missing or taken. It has then been created again, empty. */
  onLost(listener: () => void): void
  /** Resolves when the folders of other runs have been checked; for tests. */
  readonly swept: Promise<void>
  /** Stops renewing. The session is kept if it holds work of a person; the folder is removed. */
  release(): Promise<void>
}

export interface RunFolderOptions {
  /** Advice for a person if the base folder cannot be written to. */
  readonly remedy: string
  readonly times?: RunFolderTimes
}

/** `run-<anything>`: in older versions the name contained the process id. */
const runName = /^run-[\w-]+$/
const holderFile = 'held'

/**
 * Makes a new folder for this run under `base`. Each start of Studio begins with an empty session, which can continue a kept one.
 *
 * @throws {StateFolderError} if the folder cannot be written to.
 */
export async function createRunFolder(base: string, { remedy, times = runFolderTimes }: RunFolderOptions): Promise<RunFolder> {
  const holder = randomUUID()
  const path = join(base, `run-${holder}`)
  try {
    await mkdir(base, { recursive: true, mode: 0o700 })
    await hold(path, holder)
    // Explains the folder to a person who finds it.
    await writeFile(join(path, 'README.txt'), 'Working files of a running Mixtura Studio. When it ends, it keeps the session, and removes the rest.\n')
  } catch (error) {
    await rm(path, { recursive: true, force: true }).catch(() => undefined)
    throw new StateFolderError(base, reasonOf(error), remedy)
  }

  const listeners = new Set<() => void>()
  let renewing: Promise<void> = Promise.resolve()
  const renewal = setInterval(() => {
    renewing = renewing.then(async () => {
      const wasHeld = (await readFile(join(path, holderFile), 'utf8').catch(isMissing)) !== null
      // If the disk is full, the folder stays and the next renewal tries again.
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
      await keepSession(base, path).catch(() => undefined)
    },
  }
}

/** Null if the file does not exist; an empty string if it exists but cannot be read now. */
function isMissing(error: unknown): string | null {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? null : ''
}

/** Writes the holder file. It is written and not only touched, so that its time comes from the file system. */
async function hold(path: string, holder: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await writeFile(join(path, holderFile), `${holder} ${randomUUID()}\n${hostname()}\n`)
}

/** Whether the run of a holder file is, or was, on this machine. */
const isOfThisMachine = ({ content }: Sign): boolean => content.split('\n')[1] === hostname()

/** The evidence of writes to a run folder: the content of its holder file, and the latest time of that file, the session and the folder. */
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
    const suspects = new Map<string, Sign>()
    for (const name of await readdir(base)) {
      const path = join(base, name)
      if (!runName.test(name) || path === own) continue
      const sign = await signOf(path)
      if (sign && (isOfThisMachine(sign) || now - sign.time > staleAfter)) suspects.set(path, sign)
    }
    if (suspects.size === 0) return
    await wait(watchFor, stopping.signal)
    for (const [path, before] of suspects) {
      if (stopping.signal.aborted) return
      const sign = await signOf(path)
      const isUnheld = sign?.time === before.time && sign.content === before.content
      // A folder that cannot be taken now is left for a later start.
      if (isUnheld) await keepSession(base, path, async moved => (await signOf(moved))?.content === before.content).catch(() => undefined)
    }
  }
  return { done: sweep().catch(() => undefined), stop: () => stopping.abort() }
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, milliseconds)
    timer.unref()
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()))
  })
}
