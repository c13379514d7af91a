import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { StudioError } from '../contract/errors.js'
import type { RecentFile, RecentId } from '../contract/recentFiles.js'
import { recentIdSchema } from '../contract/recentFiles.js'
import { writeFileAtomically } from './atomicWrite.js'

const storedSchema = z.object({
  version: z.literal(1),
  files: z.array(z.object({ path: z.string(), openedAt: z.number() })),
})
type Stored = z.infer<typeof storedSchema>['files']

/** Number of files that are remembered. */
const maxFiles = 12

/** The files that were opened last, over all runs of Studio. They are remembered in one file of the state folder. */
export class RecentFiles {
  readonly #path: string
  #last: Promise<unknown> = Promise.resolve()

  /** @param stateFolder the folder that all runs share. */
  constructor(stateFolder: string) {
    this.#path = join(stateFolder, 'recent-files.json')
  }

  /** The latest comes first. A file that is gone stays in the list and is marked. */
  async list(): Promise<RecentFile[]> {
    await this.#last
    return Promise.all((await this.#read()).map(async ({ path, openedAt }) => ({
      id: idOf(path), name: basename(path), folder: basename(dirname(path)), openedAt, exists: await isFile(path),
    })))
  }

  /** Puts a file first. @param path absolute. */
  add(path: string): Promise<void> {
    return this.#change(files => [{ path, openedAt: Date.now() }, ...files.filter(other => other.path !== path)].slice(0, maxFiles))
  }

  forget(id: RecentId): Promise<void> {
    return this.#change(files => files.filter(({ path }) => idOf(path) !== id))
  }

  /** The path of a recent file. @throws {StudioError} `recent-file-gone` */
  async pathOf(id: RecentId): Promise<string> {
    await this.#last
    const path = (await this.#read()).find(file => idOf(file.path) === id)?.path
    if (path !== undefined && (await isFile(path))) return path
    const file = path === undefined ? 'The file' : basename(path)
    throw new StudioError('recent-file-gone', `${file} is not where it was any more. Open it from its new place, or remove it from the list.`, { file })
  }

  /** Changes follow one another, so that none overwrites another of the same run. */
  #change(next: (files: Stored) => Stored): Promise<void> {
    const change = this.#last.then(async () => writeFileAtomically(this.#path, JSON.stringify({ version: 1, files: next(await this.#read()) })))
    this.#last = change.catch(() => undefined)
    return change
  }

  /** A list that is missing or cannot be read is empty: it holds nothing that a person made. */
  async #read(): Promise<Stored> {
    const text = await readFile(this.#path, 'utf8').catch(() => null)
    if (text === null) return []
    try {
      return storedSchema.parse(JSON.parse(text)).files
    } catch {
      return []
    }
  }
}

/** The window knows a file by a hash of its path. */
const idOf = (path: string): RecentId => recentIdSchema.parse(createHash('sha256').update(path).digest('hex').slice(0, 32))

const isFile = (path: string): Promise<boolean> => stat(path).then(found => found.isFile(), () => false)
