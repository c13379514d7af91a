import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FitId } from '../../contract/identifiers.js'

/** The files of fits in the working folder. */
export class FitFiles {
  readonly #folder: string
  #lastTable = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The model of a finished fit. */
  modelPath(fit: FitId): string {
    return join(this.#folder, 'models', `${fit}.mixtura`)
  }

  /** A path for the table of a fit, on its way to one worker process: another one at each call, because a model can be loaded twice at once. */
  newTablePath(fit: FitId): string {
    return join(this.#folder, 'tables', `${fit}-${++this.#lastTable}`)
  }

  checkpointFolder(fit: FitId): string {
    return join(this.#folder, 'checkpoints', fit)
  }

  async hasModel(fit: FitId): Promise<boolean> {
    return (await stat(this.modelPath(fit)).catch(() => null)) !== null
  }

  async hasCheckpoint(fit: FitId): Promise<boolean> {
    const names = await readdir(this.checkpointFolder(fit)).catch(() => [])
    return names.some(name => name.endsWith('.checkpoint'))
  }

  /** @param path of `newTablePath` */
  async removeTable(path: string): Promise<void> {
    await rm(path, { force: true })
  }

  /** Removes the tables that an engine left when it crashed. */
  async removeAllTables(): Promise<void> {
    await rm(join(this.#folder, 'tables'), { recursive: true, force: true, maxRetries: 3 })
  }

  async removeCheckpoints(fit: FitId): Promise<void> {
    await rm(this.checkpointFolder(fit), { recursive: true, force: true, maxRetries: 3 })
  }

  /** Moves model and checkpoints of a fit here from the folder of another session. @returns whether it has a model. */
  async take(fit: FitId, from: FitFiles, theirs: FitId): Promise<boolean> {
    const move = async (path: string, to: string): Promise<boolean> => {
      await mkdir(dirname(to), { recursive: true, mode: 0o700 })
      try {
        await rename(path, to)
        return true
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
        throw error
      }
    }
    await move(from.checkpointFolder(theirs), this.checkpointFolder(fit))
    return move(from.modelPath(theirs), this.modelPath(fit))
  }
}
