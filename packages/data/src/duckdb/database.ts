import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBType } from '@duckdb/node-api'
import { loadDuckDb } from './loadDuckDb.js'

/** A value of a small query result, as `rows` returns it. */
export type SqlValue = string | number | boolean | null
export type SqlRow = Readonly<Record<string, SqlValue>>

/** A cell that is appended to a table. */
export type AppendedCell = string | number | bigint | boolean | null

/** Number of rows in one of DuckDB's chunks. */
const chunkRows = 2048

/** One connection to a database, open for one piece of work. */
export class Session {
  constructor(private readonly connection: DuckDBConnection) {}

  /** Runs a statement without reading its result. */
  async run(sql: string): Promise<void> {
    await this.connection.run(sql)
  }

  /** The rows of a small result. Booleans stay booleans, numbers and big integers become numbers, and everything else becomes text. */
  async rows(sql: string): Promise<SqlRow[]> {
    const reader = await this.connection.runAndReadAll(sql)
    return reader.getRowObjects().map(row => Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, toSqlValue(value)]),
    ))
  }

  /** Passes the chunks of a large result to `take`, in the order of the result. */
  async stream(sql: string, take: (chunk: DuckDBDataChunk) => void): Promise<void> {
    const result = await this.connection.stream(sql)
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) take(chunk)
  }

  /** Creates a table with columns `c0`, `c1`, ... from chunks of at most 2048 rows. A chunk has one array of cells per column. */
  async createTable(table: string, types: readonly string[], chunks: AsyncIterable<AppendedCell[][]>): Promise<void> {
    const { BIGINT, BOOLEAN, DOUBLE, DuckDBDataChunk, VARCHAR } = await loadDuckDb()
    const duckTypes = { BIGINT, BOOLEAN, DOUBLE, VARCHAR }
    await this.run(`CREATE TABLE ${table} (${types.map((type, index) => `c${index} ${type}`).join(', ')})`)
    const appender = await this.connection.createAppender(table)
    for await (const columns of chunks) {
      const chunk = DuckDBDataChunk.create(types.map(type => duckTypes[type as keyof typeof duckTypes]), columns[0].length)
      columns.forEach((cells, column) => chunk.setColumnValues(column, cells))
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
  }

  /**
   * Creates a table that exists until the end of this session.
   * @param types types of its columns `c0`, `c1`, ...
   * @param fill  returns the cells of column `column` in rows `first` to `first + count - 1`.
   */
  async createTemporary(
    table: string,
    { rows, types }: { readonly rows: number; readonly types: readonly DuckDBType[] },
    fill: (column: number, first: number, count: number) => readonly (number | string | null)[],
  ): Promise<void> {
    const { DuckDBDataChunk } = await loadDuckDb()
    await this.run(`CREATE TEMPORARY TABLE ${table} (${types.map((type, index) => `c${index} ${type}`).join(', ')})`)
    const appender = await this.connection.createAppender(table, null, 'temp')
    for (let first = 0; first < rows; first += chunkRows) {
      const count = Math.min(chunkRows, rows - first)
      const chunk = DuckDBDataChunk.create(types, count)
      types.forEach((_, column) => chunk.setColumnValues(column, fill(column, first, count)))
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
  }
}

/**
 * One DuckDB database in memory. Tables larger than the memory limit (80 % of the machine's memory, DuckDB's
 * default) spill to a separate folder in the system's temporary folder, which `close` removes. Extensions are
 * never downloaded. Every session has its own connection, so sessions may overlap.
 */
export class Database {
  private readonly connections = new Map<DuckDBConnection, Promise<unknown>>()
  private isClosed = false
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly spillFolder: string,
  ) {}

  /** @throws {DuckDbUnavailableError} */
  static async open(): Promise<Database> {
    const { DuckDBInstance } = await loadDuckDb()
    const spillFolder = join(tmpdir(), `mixtura-${randomUUID()}`)
    const instance = await DuckDBInstance.create(':memory:', {
      temp_directory: spillFolder,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    })
    return new Database(instance, spillFolder)
  }

  /**
   * Runs `work` on a new connection. If the signal is aborted, the work is interrupted.
   * @throws the signal's reason if it is aborted.
   */
  async session<Result>(work: (session: Session) => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted()
    if (this.isClosed) throw new Error('the database is closed')
    const connection = await this.instance.connect()
    const interrupt = (): void => connection.interrupt()
    signal?.addEventListener('abort', interrupt, { once: true })
    const running = work(new Session(connection))
    this.connections.set(connection, running)
    try {
      return await running
    } catch (error) {
      signal?.throwIfAborted() // after an interrupt DuckDB throws its own error: throw the caller's reason instead
      throw error
    } finally {
      signal?.removeEventListener('abort', interrupt)
      this.connections.delete(connection)
      connection.closeSync()
    }
  }

  /** `Session.run` in a new session. */
  run(sql: string, signal?: AbortSignal): Promise<void> {
    return this.session(session => session.run(sql), signal)
  }

  /** `Session.rows` in a new session. */
  rows(sql: string, signal?: AbortSignal): Promise<SqlRow[]> {
    return this.session(session => session.rows(sql), signal)
  }

  /** `Session.stream` in a new session. */
  stream(sql: string, take: (chunk: DuckDBDataChunk) => void): Promise<void> {
    return this.session(session => session.stream(sql, take))
  }

  /** `Session.createTable` in a new session. */
  createTable(table: string, types: readonly string[], chunks: AsyncIterable<AppendedCell[][]>, signal?: AbortSignal): Promise<void> {
    return this.session(session => session.createTable(table, types, chunks), signal)
  }

  /** The chunks of a large result, read on a new connection. */
  async *chunks(sql: string): AsyncGenerator<DuckDBDataChunk> {
    const connection = await this.instance.connect()
    try {
      const result = await connection.stream(sql)
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) yield chunk
    } finally {
      connection.closeSync()
    }
  }

  /** Interrupts running work, waits for it to end and frees the memory. Call it only once. */
  async close(): Promise<void> {
    this.isClosed = true
    for (const connection of this.connections.keys()) connection.interrupt()
    await Promise.allSettled(this.connections.values())
    this.instance.closeSync()
    await rm(this.spillFolder, { recursive: true, force: true })
  }
}

function toSqlValue(value: unknown): SqlValue {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  return typeof value === 'bigint' ? Number(value) : String(value)
}
