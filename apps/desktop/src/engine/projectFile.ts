import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, open, rm, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { open as openZip, type Entry, type ZipFile as ReadZip } from 'yauzl'
import { ZipFile } from 'yazl'
import { z } from 'zod'
import { assertUnchanged, stampFile } from '@mixtura/data'
import { StudioError } from '../contract/errors.js'
import { idxLabelsName } from '../contract/offeredFiles.js'
import { savedSelectionSchema } from '../contract/selection.js'
import { FileNotWrittenError } from './atomicWrite.js'
import { hashOfFile } from './hashOfFile.js'
import type { FitFiles } from './jobs/fitFiles.js'
import type { TakenSession } from './keptSessions.js'
import { reasonOf } from './reasonOf.js'
import { storedDatasetSchema, storedFitSchema, type SessionContent, type StoredDataset } from './sessionFile.js'
import { newUploadFolder } from './uploads.js'

/*
 * A project is a ZIP file that holds a session whole, so that it can be opened on another machine:
 *
 *   project.json           the session, with the version of Studio and the SHA-256 of every other entry
 *   data/NUMBER/NAME       the files of the datasets, as they were opened, and the labels beside an IDX file
 *   models/fit-N.mixtura   the models of the fits
 */
const formatVersion = 1
const manifestName = 'project.json'
/** Numbers and texts only; a session of a thousand fits takes some megabytes. */
const maxManifestBytes = 2 ** 26
/** A project may take this share of the free space of the disk. */
const maxDiskShare = 0.5

const manifestSchema = z.object({
  format: z.literal('mixtura-studio-project'),
  version: z.literal(formatVersion),
  studio: z.string(),
  /** Sources that are files have the name of their entry as path. */
  datasets: z.array(storedDatasetSchema),
  fits: z.array(storedFitSchema),
  /** Projects of earlier versions lack it. */
  selections: z.array(savedSelectionSchema).default([]),
  /** SHA-256 of the other entries by their names, hexadecimal. */
  entries: z.record(z.string(), z.string()),
})
type Manifest = z.infer<typeof manifestSchema>

/** Whether a file begins as projects do. Other ZIP files, such as those of spreadsheets, do not. */
export async function isProject(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null)
  if (!file) return false
  try {
    const { buffer: head, bytesRead } = await file.read(Buffer.alloc(30 + manifestName.length), 0, 30 + manifestName.length, 0)
    return bytesRead === head.length && head.subarray(0, 4).toString('latin1') === 'PK\x03\x04' && head.subarray(30).toString('latin1') === manifestName
  } finally {
    await file.close()
  }
}

/**
 * Writes a session as a project. Fits that have not ended are left out.
 *
 * @throws the errors of @mixtura/data if a file of a dataset has changed or is not there any more, and the system's if the project cannot be written.
 */
export async function writeProject(path: string, { datasets, fits, selections }: SessionContent, { files, studio }: { readonly files: FitFiles; readonly studio: string }): Promise<void> {
  const requireUnchanged = async (): Promise<void> => {
    for (const { source } of datasets) if (source.kind === 'file' && source.stamp) await assertUnchanged(source.path, source.stamp)
  }
  await requireUnchanged()
  /** Paths of the entries by their names. */
  const entries = new Map<string, string>()
  const stored = datasets.map((dataset, index): StoredDataset => {
    const { source } = dataset
    if (source.kind !== 'file') return dataset
    const entry = `data/${index + 1}/${basename(source.path)}`
    entries.set(entry, source.path)
    const labels = idxLabelsName(basename(source.path))
    if (labels !== null && existsSync(join(dirname(source.path), labels))) entries.set(`data/${index + 1}/${labels}`, join(dirname(source.path), labels))
    return { ...dataset, source: { kind: 'file', name: source.name, path: entry } }
  })
  const ended = fits
    .filter(({ summary }) => !['running', 'paused', 'queued', 'interrupted'].includes(summary.status))
    .map(fit => ({ ...fit, summary: { ...fit.summary, resumable: false } })) // checkpoints are not saved
  for (const { summary } of ended) if (summary.hasModel) entries.set(`models/${basename(files.modelPath(summary.id))}`, files.modelPath(summary.id))
  const sums = await Promise.all(Array.from(entries, async ([name, file]) => [name, await hashOfFile(file)] as const))
  const manifest: Manifest = { format: 'mixtura-studio-project', version: formatVersion, studio, datasets: stored, fits: ended, selections, entries: Object.fromEntries(sums) }
  const zip = new ZipFile()
  const writing = pipeline(zip.outputStream as Readable, createWriteStream(path))
  const failed = new Promise<never>((_, reject) => zip.on('error', reject))
  zip.addBuffer(Buffer.from(JSON.stringify(manifest)), manifestName)
  for (const [name, file] of entries) zip.addFile(file, name, { compress: !/\.(gz|parquet|pq)$/i.test(name) })
  zip.end()
  await Promise.race([writing, failed])
  // A file may have changed while it was read.
  await requireUnchanged()
}

/**
 * Unpacks a project into a working folder.
 *
 * @throws {StudioError} `project-damaged`; `project-version` for a project of another version; `project-too-large` for the disk.
 * @throws {FileNotWrittenError}. Nothing of the project is left on the disk then.
 */
export async function readProject(path: string, name: string, workingFolder: string): Promise<TakenSession> {
  const zip = await promisify<string, { lazyEntries: true; autoClose: false }, ReadZip>(openZip)(path, { lazyEntries: true, autoClose: false }).catch((error: unknown) => {
    throw damaged(name, reasonOf(error))
  })
  const folder = join(workingFolder, `taken-${randomUUID()}`)
  /** The new folder of each folder of the project. */
  const folders = new Map([['models', join(folder, 'models')]])
  const placeOf = (entry: string): string => {
    const at = dirname(entry)
    const place = folders.get(at) ?? newUploadFolder(workingFolder)
    folders.set(at, place)
    return join(place, basename(entry))
  }
  try {
    const entries = await entriesOf(zip, name)
    await requireSpace(entries, name, workingFolder)
    const manifest = await readManifest(zip, entries, name)
    for (const [entry, sum] of Object.entries(manifest.entries)) {
      const found = entries.get(entry)
      if (!found) throw damaged(name, `${entry} is missing`)
      await unpack(zip, found, placeOf(entry)).catch((error: unknown) => {
        throw isOfSystem(error) ? new FileNotWrittenError(placeOf(entry), error) : damaged(name, `${entry} cannot be unpacked (${reasonOf(error)})`)
      })
      if ((await hashOfFile(placeOf(entry))) !== sum) throw damaged(name, `${entry} is not what was saved`)
    }
    const datasets = await Promise.all(manifest.datasets.map(async (dataset): Promise<StoredDataset> => {
      const { source } = dataset
      if (source.kind !== 'file') return dataset
      if (!Object.hasOwn(manifest.entries, source.path)) throw damaged(name, `the file of ${source.name} is missing`)
      const path = placeOf(source.path)
      return { ...dataset, source: { ...source, path, stamp: await stampFile(path) } }
    }))
    return { folder, content: { datasets, fits: manifest.fits, selections: manifest.selections } }
  } catch (error) {
    await Promise.all([folder, ...folders.values()].map(place => rm(place, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)))
    throw error
  } finally {
    zip.close()
  }
}

/** Names that lead nowhere outside: their folders are chosen here. */
const entryName = /^(project\.json|data\/\d+\/[^/\\]+|models\/fit-\d+\.mixtura)$/

async function entriesOf(zip: ReadZip, project: string): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>()
  await new Promise<void>((resolve, reject) => {
    zip.on('error', (error: Error) => reject(damaged(project, error.message)))
    zip.on('end', resolve)
    zip.on('entry', (entry: Entry) => {
      if (!entryName.test(entry.fileName) || /\/\.{1,2}$/.test(entry.fileName)) return reject(damaged(project, `${JSON.stringify(entry.fileName.slice(0, 100))} is no part of a project`))
      entries.set(entry.fileName, entry)
      zip.readEntry()
    })
    zip.readEntry()
  })
  return entries
}

/** The sizes are those that the entries claim; a reader of ZIP files refuses an entry that turns out larger. */
async function requireSpace(entries: ReadonlyMap<string, Entry>, project: string, folder: string): Promise<void> {
  const bytes = Array.from(entries.values()).reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
  const { bavail, bsize } = await statfs(folder)
  if (bytes <= maxDiskShare * bavail * bsize) return
  throw new StudioError('project-too-large', `${project} needs ${bytes} bytes, and the disk of Studio's working folder has ${bavail * bsize} left. Free some space, or start Studio with --state-folder on another disk.`, {
    file: project, bytes, free: bavail * bsize,
  })
}

async function readManifest(zip: ReadZip, entries: ReadonlyMap<string, Entry>, project: string): Promise<Manifest> {
  const entry = entries.get(manifestName)
  if (!entry || entry.uncompressedSize > maxManifestBytes) throw damaged(project, entry ? `${manifestName} is larger than ${maxManifestBytes} bytes` : `${manifestName} is missing`)
  const parsed = jsonOf(await contentOf(zip, entry).then(buffer).catch((error: unknown) => {
    throw damaged(project, `${manifestName} cannot be unpacked (${reasonOf(error)})`)
  }))
  const { version } = z.object({ version: z.unknown() }).catch({ version: undefined }).parse(parsed)
  if (typeof version === 'number' && version !== formatVersion) {
    throw new StudioError('project-version', `${project} has version ${version} of the project format, and this Studio reads version ${formatVersion}. Open it with the Studio that saved it, or a later one.`, {
      file: project, version, expected: formatVersion,
    })
  }
  const manifest = manifestSchema.safeParse(parsed)
  if (manifest.success) return manifest.data
  throw damaged(project, `${manifestName} has a wrong ${manifest.error.issues[0]?.path.join('.') || 'form'}`)
}

/** Null for bytes that are no JSON. */
function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

function contentOf(zip: ReadZip, entry: Entry): Promise<Readable> {
  return promisify<Entry, Readable>(zip.openReadStream.bind(zip))(entry)
}

async function unpack(zip: ReadZip, entry: Entry, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await pipeline(await contentOf(zip, entry), createWriteStream(path, { mode: 0o600 }))
}

/** Whether an error comes from the file system, such as that of a full disk, and not from the content of the project. */
const isOfSystem = (error: unknown): boolean => error instanceof Error && 'syscall' in error

/** @param fault completes the sentence. */
function damaged(file: string, fault: string): StudioError {
  return new StudioError('project-damaged', `${file} is no project that can be opened: ${fault}. Use another copy of it, or save the project again.`, { file, fault })
}
