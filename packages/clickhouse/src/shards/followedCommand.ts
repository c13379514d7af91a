import { setTimeout as wait } from 'node:timers/promises'
import { ClickHouseStatementError, ClickHouseUnreachableError } from '../errors.js'
import { queryNumbers } from '../queryNumbers.js'
import { quoteText } from '../sql/literals.js'
import { commandShard, type Shard, type ShardStatement } from './shard.js'

/** Milliseconds between two questions. */
const interval = 500

/**
 * Runs a statement that returns nothing, as `commandShard`, and asks the server meanwhile how many rows it has read.
 *
 * @param onRows is told infinity at the end. Nobody is asked without it, and no more after the user was refused the answer.
 */
export async function followedCommand(shard: Shard, statement: ShardStatement, onRows: ((rowsRead: number) => void) | undefined): Promise<void> {
  if (!onRows) return commandShard(shard, statement)
  const ended = new AbortController()
  let asking: Promise<void> | undefined
  try {
    await commandShard(shard, {
      ...statement,
      onSend(queryId) {
        asking = follow({ ...shard, retries: 0 }, queryId, { onRows, signal: ended.signal })
        // Its failure is thrown when the statement has ended.
        asking.catch(() => undefined)
      },
    })
  } finally {
    ended.abort()
    await asking
  }
  onRows(Infinity)
}

/** Resolves when the signal is aborted, or the server does not tell. */
async function follow(shard: Shard, queryId: string, { onRows, signal }: { readonly onRows: (rowsRead: number) => void; readonly signal: AbortSignal }): Promise<void> {
  const sql = `SELECT sum(read_rows) FROM system.processes WHERE query_id = ${quoteText(queryId)}`
  try {
    for (;;) {
      await wait(interval, undefined, { signal })
      const [rowsRead] = await queryNumbers(shard, sql, signal)
      if (rowsRead > 0) onRows(rowsRead)
    }
  } catch (error) {
    if (signal.aborted || error instanceof ClickHouseStatementError || error instanceof ClickHouseUnreachableError) return
    throw error
  }
}
