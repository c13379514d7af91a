import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { columnTypeSchema, datasetSchema, sampleNameSchema } from '../contract/dataset.js'
import { fitSummarySchema } from '../contract/fit.js'
import { writeFileAtomically } from './atomicWrite.js'

const storedDatasetSchema = z.object({
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), path: z.string(), name: z.string() }),
    z.object({ kind: z.literal('sample'), name: sampleNameSchema }),
  ]),
  /** Column types that a person chose in place of the detected ones. */
  types: z.record(z.string(), columnTypeSchema),
  summary: datasetSchema,
})
export type StoredDataset = z.infer<typeof storedDatasetSchema>

const storedFitSchema = z.object({
  summary: fitSummarySchema,
  /** Result of `GaussianMixture.toJSON()`, which core validates when it is read; null without a model. */
  mixture: z.unknown(),
})
export type StoredFit = z.infer<typeof storedFitSchema>

const storedSessionSchema = z.object({
  format: z.literal('mixtura-studio-session'),
  version: z.literal(1),
  datasets: z.array(storedDatasetSchema),
  fits: z.array(storedFitSchema),
})
type StoredSession = z.infer<typeof storedSessionSchema>
export type SessionContent = Pick<StoredSession, 'datasets' | 'fits'>

/** The file of the session. It is written after each change, so that a crash loses no finished work. */
export class SessionFile {
  readonly #path: string
  #writing: Promise<void> = Promise.resolve()

  constructor(folder: string) {
    this.#path = join(folder, 'session.json')
  }

  /** The saved session; null if there is none that this version can read. */
  async read(): Promise<SessionContent | null> {
    try {
      return storedSessionSchema.parse(JSON.parse(await readFile(this.#path, 'utf8')))
    } catch {
      return null
    }
  }

  /** Saves the session. Writes are done one after the other, in the order of the calls. */
  save(content: SessionContent): Promise<void> {
    const session: StoredSession = { format: 'mixtura-studio-session', version: 1, ...content }
    const text = JSON.stringify(session)
    this.#writing = this.#writing.catch(() => undefined).then(() => writeFileAtomically(this.#path, text))
    return this.#writing
  }
}
