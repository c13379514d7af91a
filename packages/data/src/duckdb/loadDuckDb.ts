import type * as DuckDb from '@duckdb/node-api'
import { DuckDbUnavailableError } from '../errors/resultErrors.js'

/**
 * Loads DuckDB when it is first needed. Its binary is an optional package for each platform and may be absent.
 * @throws {DuckDbUnavailableError}
 */
export async function loadDuckDb(): Promise<typeof DuckDb> {
  try {
    return await import('@duckdb/node-api')
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new DuckDbUnavailableError(`${process.platform}-${process.arch}`, reason)
  }
}
