import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FitId } from '../../contract/identifiers.js'

/** The files of fits in the working folder. */
export class FitFiles {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The model of a finished fit. */
  modelPath(fit: FitId): string {
    return join(this.#folder, 'models', `${fit}.mixtura`)
  }

  /** The table of a fit, on its way to a worker process. */
  tablePath(fit: FitId): string {
    return join(this.#folder, 'tables', fit)
  }

  checkpointFolder(fit: FitId): string {
    return join(this.#folder, 'checkpoints', fit)
  }

  async hasCheckpoint(fit: FitId): Promise<boolean> {
    const names = await readdir(this.checkpointFolder(fit)).catch(() => [])
    return names.some(name => name.endsWith('.checkpoint'))
  }

  async removeTable(fit: FitId): Promise<void> {
    await rm(this.tablePath(fit), { force: true })
  }

  async removeCheckpoints(fit: FitId): Promise<void> {
    await rm(this.checkpointFolder(fit), { recursive: true, force: true, maxRetries: 3 })
  }

  async removeAll(fit: FitId): Promise<void> {
    await Promise.all([this.removeCheckpoints(fit), this.removeTable(fit), rm(this.modelPath(fit), { force: true })])
  }
}
