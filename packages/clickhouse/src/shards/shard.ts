import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { isRecord } from '@mixtura/numerics/validation'
import type { ClickHouseConnection } from '../connection.js'
import { ClickHouseStatementError, ClickHouseUnreachableError } from '../errors.js'
import { quoteText } from '../sql/literals.js'
import { planningSettings } from '../sql/passSettings.js'

/** One of the servers that hold the rows. */
export interface Shard {
  readonly connection: ClickHouseConnection
  /** 0-based. */
  readonly index: number
  /** Number of shards in all. */
  readonly count: number
  /** Number of attempts after the first one fails for want of a connection. */
  readonly retries: number
  /** Settings that the server has refused, which later statements leave out. */
  readonly refusedSettings: Set<string>
}

const defaultRetries = 8

/** @param client one client, or one for each shard. */
export function shardsOf(client: ClickHouseConnection | readonly ClickHouseConnection[], retries: number = defaultRetries): readonly Shard[] {
  const connections = Array.isArray(client) ? (client as readonly ClickHouseConnection[]) : [client as ClickHouseConnection]
  return connections.map((connection, index) => ({ connection, index, count: connections.length, retries, refusedSettings: new Set() }))
}

export interface ShardStatement {
  readonly sql: string
  /** Called with the id of the query before it is sent. */
  readonly onSend?: ((queryId: string) => void) | undefined
  readonly settings?: Readonly<Record<string, string | number>> | undefined
  readonly signal?: AbortSignal | undefined
}

/** A user may not change a setting, or not to this value. */
const forbiddenSettingCodes = new Set([164, 452])
/** A server of another version does not know a setting. */
const unknownSettingCode = 115
/** Settings that only save memory or time, or repeat what a server does unless it is told otherwise. */
const dispensable = ['max_block_size', 'webassembly_udf_max_input_block_size', ...Object.keys(planningSettings)]

const [firstPause, longestPause] = [200, 5000] // ms

/** Codes of ClickHouse for what may work again later: lost or refused connections, too many queries, replicas that are away. */
const passingCodes = new Set([32, 202, 203, 209, 210, 236, 279, 999])

/**
 * Does work at every shard at the same time. If it fails at one, that at the others is aborted.
 *
 * @returns the results in the order of the shards.
 */
export async function onEveryShard<Result>(
  shards: readonly Shard[],
  signal: AbortSignal | undefined,
  work: (shard: Shard, signal: AbortSignal) => Promise<Result>,
): Promise<readonly Result[]> {
  const failed = new AbortController()
  const either = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal
  try {
    return await Promise.all(shards.map(shard => work(shard, either)))
  } catch (error) {
    failed.abort(error)
    throw error
  }
}

/**
 * Runs a statement that returns rows. Where the server does not answer, or its answer is cut off, it is asked again after pauses that
 * double. An aborted statement is also killed on the server.
 *
 * @returns the rows; numbers of 64 bits are texts.
 * @throws {ClickHouseStatementError} if the server refuses the statement.
 * @throws {ClickHouseUnreachableError} after the last attempt.
 * @throws the reason of the signal.
 */
export async function queryShard(shard: Shard, statement: ShardStatement): Promise<readonly (readonly unknown[])[]> {
  return attempt(shard, statement, async options => {
    const answer = await (await shard.connection.query({ ...options, format: 'JSONCompact' })).json()
    if (!isRecord(answer) || !Array.isArray(answer.data)) throw new Error('the answer has no data')
    return answer.data as readonly (readonly unknown[])[]
  })
}

/** Runs a statement that returns nothing, once: it may have taken effect although the answer was lost. Errors as `queryShard`. */
export async function commandShard(shard: Shard, statement: ShardStatement): Promise<void> {
  await attempt({ ...shard, retries: 0 }, { ...statement, isReading: false }, options => shard.connection.command(options))
}

/** Runs a statement that returns nothing and may be run twice. Attempts and errors as `queryShard`. */
export async function repeatShard(shard: Shard, statement: ShardStatement): Promise<void> {
  await attempt(shard, statement, options => shard.connection.command(options))
}

interface SentStatement {
  readonly query: string
  readonly query_id: string
  readonly abort_signal?: AbortSignal
  readonly clickhouse_settings?: Readonly<Record<string, string | number>>
}

async function attempt<Answer>(shard: Shard, { sql, settings: asked = {}, signal, onSend, isReading = true }: ShardStatement & { readonly isReading?: boolean }, send: (options: SentStatement) => Promise<Answer>): Promise<Answer> {
  const { refusedSettings } = shard
  for (let attempts = 1; ; attempts++) {
    signal?.throwIfAborted()
    const settings = Object.fromEntries(Object.entries(asked).filter(([name]) => !refusedSettings.has(name)))
    const queryId = randomUUID()
    const kill = (): void => void killQuery(shard, queryId)
    signal?.addEventListener('abort', kill)
    onSend?.(queryId)
    try {
      return await send({ query: sql, query_id: queryId, ...(signal && { abort_signal: signal }), ...(Object.keys(settings).length > 0 && { clickhouse_settings: settings }) })
    } catch (error) {
      signal?.throwIfAborted()
      const reason = firstLine(error)
      const code = serverCode(error)
      // The server may still compute what the client no longer waits for.
      if (code === null) void killQuery(shard, queryId)
      const refused = code === unknownSettingCode ? Object.keys(planningSettings) : code !== null && forbiddenSettingCodes.has(code) ? dispensable : []
      if (refused.some(name => name in settings)) {
        for (const name of refused) refusedSettings.add(name)
        continue
      }
      if (code !== null && !passingCodes.has(code)) throw new ClickHouseStatementError(shard.index, shard.count, queryId, reason, code)
      if (attempts > shard.retries) throw new ClickHouseUnreachableError({ shard: shard.index, shards: shard.count, queryId, attempts, reason, isReading })
    } finally {
      signal?.removeEventListener('abort', kill)
    }
    await pause(Math.min(longestPause, firstPause * 2 ** (attempts - 1)), signal)
  }
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await wait(milliseconds, undefined, { signal })
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}

/** Nobody waits for it: where it fails, the query ends by itself. */
async function killQuery({ connection }: Shard, queryId: string): Promise<void> {
  try {
    await connection.command({ query: `KILL QUERY WHERE query_id = ${quoteText(queryId)} ASYNC` })
  } catch {
    // The server may be away, or the user may lack the right.
  }
}

/** The code of an error that the server sent; null for what happened on the way. */
function serverCode(error: unknown): number | null {
  if (!(error instanceof Error)) return null
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && /^\d+$/.test(code)) return Number(code)
  // Servers before 20 write their errors in another form, which the client hands on as text.
  const written = /^Code: (\d+)[.,]/.exec(error.message)
  return written ? Number(written[1]) : null
}

/** The first line of the message of an error. An error of several addresses has its code only. */
function firstLine(error: unknown): string {
  const { message, code } = error instanceof Error ? (error as Error & { readonly code?: unknown }) : { message: String(error), code: undefined }
  return (message || String(code)).split('\n', 1)[0].replace(/[. ]+$/, '').slice(0, 500)
}
