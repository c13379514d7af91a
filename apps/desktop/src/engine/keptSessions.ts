import { randomUUID } from 'node:crypto'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { KeptSession } from '../contract/session.js'
import { StudioError } from '../contract/errors.js'
import { SessionFile, type SessionContent } from './sessionFile.js'

/*
 * A session outlives its run: when a run ends, or has ended in a crash or with the machine, its folder is kept beside the folders of the
 * runs, under another name. A later run takes it over by renaming it, so that no two runs continue the same session.
 */
const keptName = /^kept-([\w-]+)$/
/** Older sessions are removed. */
const maxKept = 5
/** What only a run needs. */
const ofRun = ['held', 'README.txt', 'exports', 'tables', 'removed']

/**
 * Keeps the session in the folder of a run that has ended. The folder has another name afterwards, or is not there any more if it holds no
 * work of a person.
 *
 * @param isOver asked when the folder has its new name. If it says no, the folder gets its name back, and nothing else happens.
 */
export async function keepSession(base: string, folder: string, isOver: (folder: string) => Promise<boolean> = async () => true): Promise<void> {
  const kept = join(base, `kept-${randomUUID()}`)
  await rename(folder, kept)
  if (!(await isOver(kept))) {
    await rename(kept, folder)
    return
  }
  const session = await new SessionFile(kept).read()
  // What cannot be read now may be that of a later version.
  if (session.kind === 'absent' || (session.kind === 'read' && !isWork(session.content))) {
    await rm(kept, { recursive: true, force: true, maxRetries: 3 })
    return
  }
  await Promise.all(ofRun.map(name => rm(join(kept, name), { recursive: true, force: true, maxRetries: 3 })))
  const all = await keptFolders(base)
  await Promise.all(all.slice(maxKept).map(({ path }) => rm(path, { recursive: true, force: true, maxRetries: 3 })))
}

/** A first fit of a sample is what Studio shows by itself. */
function isWork({ datasets, fits }: SessionContent): boolean {
  return datasets.some(({ source }) => source.kind !== 'sample') || fits.length > 1
}

/** The kept sessions, the latest first. */
export async function listKeptSessions(base: string): Promise<KeptSession[]> {
  const sessions = await Promise.all(
    (await keptFolders(base)).map(async ({ id, path, time }) => {
      const session = await new SessionFile(path).read()
      return session.kind === 'read' ? [describe(id, time, session.content)] : []
    }),
  )
  return sessions.flat()
}

function describe(session: string, savedAt: number, { datasets, fits }: SessionContent): KeptSession {
  const files = datasets.filter(({ source }) => source.kind !== 'sample')
  return { session, savedAt, datasets: (files.length > 0 ? files : datasets).map(({ summary }) => summary.name), fits: fits.length }
}

/** A session that was taken over: its content, and the folder of its models and checkpoints, which the caller removes. */
export interface TakenSession {
  readonly folder: string
  readonly content: SessionContent
}

/**
 * Takes a kept session over, into the working folder of this run.
 *
 * @throws {StudioError} `session-gone` if another run has taken or removed it; `session-not-read` for that of a later version.
 */
export async function takeKeptSession(base: string, session: string, workingFolder: string): Promise<TakenSession> {
  const kept = join(base, `kept-${session}`)
  const folder = join(workingFolder, `taken-${randomUUID()}`)
  const isFound = keptName.test(`kept-${session}`) && (await rename(kept, folder).then(() => true, () => false))
  if (!isFound) throw new StudioError('session-gone', 'This earlier session is not there any more: another Studio has continued or removed it.', { session })
  const read = await new SessionFile(folder).read()
  if (read.kind === 'read') return { folder, content: await withUploads(read.content, folder, workingFolder) }
  await rename(folder, kept)
  throw sessionNotRead(read.kind === 'absent' ? 'is missing' : read.reason, kept)
}

/** @param reason completes "its file …". */
export function sessionNotRead(reason: string, keptPath: string): StudioError {
  return new StudioError(
    'session-not-read',
    `The session of before could not be read: its file ${reason}. It was kept as ${basename(keptPath)} in the working folder. Open the file of your data again, and fit again.`,
    { reason, file: basename(keptPath) },
  )
}

/** Keeps again the sessions that a crash left in the middle of being taken over. */
export async function returnTakenSessions(base: string, workingFolder: string): Promise<void> {
  for (const name of await readdir(workingFolder)) {
    const path = join(workingFolder, name)
    if (/^taken-/.test(name) && (await stat(join(path, 'session.json')).catch(() => null))) await rename(path, join(base, `kept-${randomUUID()}`))
  }
}

/** Removes a kept session for good. */
export async function removeKeptSession(base: string, session: string): Promise<void> {
  if (keptName.test(`kept-${session}`)) await rm(join(base, `kept-${session}`), { recursive: true, force: true, maxRetries: 3 })
}

/** Moves the uploads of a session to the working folder. Other files stay where a person has them. */
async function withUploads({ datasets, ...rest }: SessionContent, folder: string, workingFolder: string): Promise<SessionContent> {
  await rename(join(folder, 'uploads'), join(workingFolder, 'uploads')).catch(() => moveEach(join(folder, 'uploads'), join(workingFolder, 'uploads')))
  const moved = datasets.map(dataset => {
    const { source } = dataset
    const upload = source.kind === 'file' ? uploadOf(source.path) : null
    return source.kind === 'file' && upload !== null ? { ...dataset, source: { ...source, path: join(workingFolder, 'uploads', upload) } } : dataset
  })
  return { datasets: moved, ...rest }
}

/** `ID/NAME` of an upload, from its path in the folder of the run that it was sent to; null for other files. */
function uploadOf(path: string): string | null {
  return /[\\/]run-[\w-]+[\\/]uploads[\\/]([\w-]+[\\/][^\\/]+)$/.exec(path)?.[1] ?? null
}

async function moveEach(from: string, to: string): Promise<void> {
  for (const name of await readdir(from).catch(() => [])) await rename(join(from, name), join(to, name))
}

async function keptFolders(base: string): Promise<{ readonly id: string; readonly path: string; readonly time: number }[]> {
  const names = await readdir(base).catch(() => [])
  const found = await Promise.all(
    names.map(async name => {
      const id = keptName.exec(name)?.[1]
      const path = join(base, name)
      const saved = id === undefined ? null : await stat(join(path, 'session.json')).catch(() => null)
      return id === undefined || !saved ? [] : [{ id, path, time: saved.mtimeMs }]
    }),
  )
  return found.flat().sort((a, b) => b.time - a.time)
}
