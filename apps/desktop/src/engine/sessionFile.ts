import { readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { columnTypeSchema, datasetSchema, sampleNameSchema } from '../contract/dataset.js'
import { viewSchema } from '../contract/features.js'
import { fitSummarySchema } from '../contract/fit.js'
import { computingSchema } from '../contract/serverTable.js'
import { savedSelectionSchema } from '../contract/selection.js'
import { writeFileAtomically } from './atomicWrite.js'
import { reasonOf } from './reasonOf.js'

/** Version 1 had Gaussian mixtures as its only fits. */
const formatVersion = 2

export const storedDatasetSchema = z.object({
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), path: z.string(), name: z.string(), stamp: z.object({ bytes: z.number(), modified: z.number() }).optional() }),
    z.object({ kind: z.literal('sample'), name: sampleNameSchema }),
    /** User and password are in no file; `hasPassword`: one of them is needed. */
    z.object({ kind: z.literal('clickhouse'), address: z.string(), hasPassword: z.boolean(), rowsOfShards: z.array(z.number()), computing: computingSchema.default('sql') }),
  ]),
  /** Column types that a person chose in place of the detected ones. */
  types: z.record(z.string(), columnTypeSchema),
  summary: datasetSchema,
})
export type StoredDataset = z.infer<typeof storedDatasetSchema>

export const storedFitSchema = z.object({
  summary: fitSummarySchema,
  /** The plane in which a running fit is drawn. */
  view: viewSchema,
})
export type StoredFit = z.infer<typeof storedFitSchema>

const storedSessionSchema = z.object({
  format: z.literal('mixtura-studio-session'),
  version: z.literal(formatVersion),
  datasets: z.array(storedDatasetSchema),
  fits: z.array(storedFitSchema),
  /** Sessions of earlier versions lack it. */
  selections: z.array(savedSelectionSchema).default([]),
})
type StoredSession = z.infer<typeof storedSessionSchema>
export type SessionContent = Pick<StoredSession, 'datasets' | 'fits' | 'selections'>

export type SavedSession =
  | { readonly kind: 'absent' }
  | { readonly kind: 'read'; readonly content: SessionContent }
  /** `reason` completes "its file …". */
  | { readonly kind: 'unreadable'; readonly reason: string }

/** The file of the session. It is written after each change, so that a crash loses no finished work. */
export class SessionFile {
  readonly #path: string
  #writing: Promise<void> = Promise.resolve()

  constructor(folder: string) {
    this.#path = join(folder, 'session.json')
  }

  /** The saved session. */
  async read(): Promise<SavedSession> {
    let text: string
    try {
      text = await readFile(this.#path, 'utf8')
    } catch (error) {
      const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
      return isAbsent ? { kind: 'absent' } : { kind: 'unreadable', reason: `cannot be read (${reasonOf(error)})` }
    }
    try {
      return { kind: 'read', content: storedSessionSchema.parse(JSON.parse(text)) }
    } catch (error) {
      return { kind: 'unreadable', reason: faultOf(text, error) }
    }
  }

  /** Keeps a file that this version cannot read under another name, so that the next save does not replace it. @returns the new path. */
  async setAside(): Promise<string> {
    const keptPath = join(dirname(this.#path), 'session-not-read.json')
    await rename(this.#path, keptPath).catch(() => undefined)
    return keptPath
  }

  /** Saves the session. Writes are done one after the other, in the order of the calls. */
  save(content: SessionContent): Promise<void> {
    const session: StoredSession = { format: 'mixtura-studio-session', version: formatVersion, ...content }
    const text = JSON.stringify(session)
    this.#writing = this.#writing.catch(() => undefined).then(() => writeFileAtomically(this.#path, text))
    return this.#writing
  }

  /** Resolves when what was to be saved so far is on disk, or could not be written. */
  async written(): Promise<void> {
    await this.#writing.catch(() => undefined)
  }
}

/** Why a session file cannot be read. */
function faultOf(text: string, error: unknown): string {
  try {
    const { version } = z.object({ version: z.unknown() }).parse(JSON.parse(text))
    if (version !== formatVersion) return `has version ${String(version)}, and this is version ${formatVersion}`
    const [issue] = error instanceof z.ZodError ? error.issues : []
    return issue ? `has a wrong ${issue.path.join('.')}` : `cannot be read (${reasonOf(error)})`
  } catch {
    return 'is damaged'
  }
}
