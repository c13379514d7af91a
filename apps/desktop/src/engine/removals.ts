import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { StudioError } from '../contract/errors.js'
import { savedSelectionSchema } from '../contract/selection.js'
import { writeFileAtomically } from './atomicWrite.js'
import { FitFiles } from './jobs/fitFiles.js'
import { storedDatasetSchema, storedFitSchema, type SessionContent } from './sessionFile.js'
import { uploadFolderOf } from './uploads.js'

const contentSchema = z.object({ datasets: z.array(storedDatasetSchema), fits: z.array(storedFitSchema), selections: z.array(savedSelectionSchema).default([]) })
const contentName = 'removal.json'
const uploadName = 'upload'

/** What is removed at once. */
type RemovedContent = Pick<SessionContent, 'datasets' | 'fits' | 'selections'>

/** Something that was removed: what the session said of it, and where its files are. */
export interface Removed {
  readonly id: string
  readonly content: RemovedContent
  readonly files: FitFiles
}

/**
 * What a person removed from the session, so that it can come back. Each removal has a folder of its own under `removed`, with the part of
 * the session, models, checkpoints and an upload. The folders go when the session ends; a restart of the engine keeps them.
 */
export class Removals {
  readonly #workingFolder: string

  constructor(workingFolder: string) {
    this.#workingFolder = workingFolder
  }

  /** Writes down what is about to be removed. The caller then moves its files. */
  async begin(content: RemovedContent): Promise<Removed> {
    const id = randomUUID()
    await mkdir(this.#folder(id), { recursive: true, mode: 0o700 })
    await writeFileAtomically(join(this.#folder(id), contentName), JSON.stringify(content))
    return { id, content, files: new FitFiles(this.#folder(id)) }
  }

  /** Sets an uploaded file aside. Any other file belongs to the person and stays. */
  async takeUpload(id: string, path: string): Promise<void> {
    const ownFolder = uploadFolderOf(this.#workingFolder, path)
    if (ownFolder !== null) await renameFolder(ownFolder, join(this.#folder(id), uploadName))
  }

  /**
   * Reads a removal, and puts its upload back in place.
   *
   * @throws {StudioError} `not-restorable` if it was restored before, or its files are gone.
   */
  async open(id: string): Promise<Removed> {
    const text = await readFile(join(this.#folder(id), contentName), 'utf8').catch(() => {
      throw new StudioError('not-restorable', 'What was removed is not there any more, so it cannot come back. Open the file again, and fit again.', { removal: id })
    })
    const content = contentSchema.parse(JSON.parse(text))
    for (const { source } of content.datasets) {
      const place = source.kind === 'file' ? uploadFolderOf(this.#workingFolder, source.path) : null
      if (place === null) continue
      await mkdir(dirname(place), { recursive: true, mode: 0o700 })
      await renameFolder(join(this.#folder(id), uploadName), place).catch((error: unknown) => {
        // A dataset that shares its upload with an open one has none here.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
      })
    }
    return { id, content, files: new FitFiles(this.#folder(id)) }
  }

  async discard(id: string): Promise<void> {
    await rm(this.#folder(id), { recursive: true, force: true, maxRetries: 3 })
  }

  #folder(id: string): string {
    return join(this.#workingFolder, 'removed', basename(id))
  }
}

/** On Windows a folder cannot be renamed while a virus scanner or an indexer reads a file in it, so it is tried again. */
async function renameFolder(from: string, to: string, triesLeft = 5): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    const isBusy = error instanceof Error && 'code' in error && (error.code === 'EPERM' || error.code === 'EBUSY')
    if (!isBusy || triesLeft === 0) throw error
    await setTimeout(100)
    await renameFolder(from, to, triesLeft - 1)
  }
}
