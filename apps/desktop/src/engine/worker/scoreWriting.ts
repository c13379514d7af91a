import { ClickHouseStatementError, connectTable, createScoresView, writeScores } from '@mixtura/clickhouse'
import type { FittedModel } from '@mixtura/models'
import { StudioError } from '../../contract/errors.js'
import type { ScoresProgress } from '../../contract/serverTable.js'
import type { ScoresOrder } from '../jobs/workerApi.js'

/** Code of ClickHouse where a table exists. */
const takenName = 57

/** Writes scores at servers, once at a time. */
export class ScoreWriting {
  readonly #left: AbortSignal
  #cancelled: AbortController | null = null
  /** How far it has come; null before the servers have said anything. */
  progress: ScoresProgress | null = null

  /** @param left aborted when this process ends. */
  constructor(left: AbortSignal) {
    this.#left = left
  }

  /** @param model one of the cells themselves. @returns the number of rows without scores; null for a view. */
  async write({ table: { login, options }, name, kind, keep, posteriors }: ScoresOrder, model: FittedModel): Promise<number | null> {
    if (!model.mixture) throw new StudioError('no-capability', 'Servers can compute Gaussian mixtures only.', { capability: 'mixture' })
    const cancelled = new AbortController()
    this.#cancelled = cancelled
    this.progress = null
    const { client, close } = await connectTable(login.address, login.login)
    const { database, table, columns, mode } = options
    const scoring = {
      client, database, table, columns, model: model.mixture(), keep, responsibilities: posteriors, into: name, intoDatabase: database,
      signal: AbortSignal.any([this.#left, cancelled.signal]),
    }
    try {
      if (kind === 'table') return (await writeScores({ ...scoring, mode, create: true, onProgress: progress => { this.progress = { ...progress } } })).omitted
      await createScoresView(scoring)
      return null
    } catch (error) {
      throw error instanceof ClickHouseStatementError && error.serverCode === takenName ? tableExists(name) : error
    } finally {
      this.#cancelled = null
      this.progress = null
      await close()
    }
  }

  /** Kills the queries of what is being written. */
  cancel(): void {
    this.#cancelled?.abort(new StudioError('write-cancelled', 'The writing was cancelled, and the new table was dropped wherever its server answers.'))
  }
}

function tableExists(name: string): StudioError {
  return new StudioError('table-exists', `There is a table or view ${name} already. Write under another name, or drop it at the servers first.`, { name })
}
