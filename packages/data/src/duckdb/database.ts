import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBType } from '@duckdb/node-api'
import { loadDuckDb } from './loadDuckDb.js'

/** A value of a small query result, as `rows` returns it. */
export type SqlValue = string | number | boolean | null
export type SqlRow = Readonly<Record<string, SqlValue>>

/** A cell that is appended to a table. */
export type AppendedCell = string | number | bigint | boolean | null

/** Largest number of rows in one of DuckDB's chunks. */
export const chunkRows = 2048

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
    const { append, finish } = await this.appendTemporary(table, types)
    for (let first = 0; first < rows; first += chunkRows) {
      const count = Math.min(chunkRows, rows - first)
      append(count, column => fill(column, first, count))
    }
    finish()
  }

  /**
   * Creates a table that exists until the end of this session, and appends to it chunk by chunk.
   * @param types types of its columns `c0`, `c1`, ...
   */
  async appendTemporary(table: string, types: readonly DuckDBType[]): Promise<TemporaryAppender> {
    const { DuckDBDataChunk } = await loadDuckDb()
    await this.run(`CREATE TEMPORARY TABLE ${table} (${types.map((type, index) => `c${index} ${type}`).join(', ')})`)
    const appender = await this.connection.createAppender(table, null, 'temp')
    return {
      append(count, cellsOf) {
        const chunk = DuckDBDataChunk.create(types, count)
        types.forEach((_, column) => chunk.setColumnValues(column, cellsOf(column)))
        appender.appendDataChunk(chunk)
      },
      finish: () => appender.closeSync(),
    }
  }
}

/** Appends to a temporary table. */
export interface TemporaryAppender {
  /** @param count number of rows, at most `chunkRows`. */
  append(count: number, cellsOf: (column: number) => readonly (number | string | null)[]): void
  finish(): void
}

/** Where a database keeps its tables, and how much memory it takes. */
export interface DatabasePlace {
  /** Whether tables are in a file, in which they do not take memory. */
  readonly onDisk: boolean
  /** Most memory for tables and queries, bytes; 80 % of the machine's memory, DuckDB's default, if it is left out. */
  readonly memoryLimit?: number | undefined
}

/** With less memory, DuckDB cannot run the queries of a dataset. */
const minMemory = 2 ** 28
/** Results that wait to be fetched while they are computed ahead. */
const streamedBytes = 2 ** 24

/**
 * One DuckDB database, in memory or in a file. Tables and queries that need more than the memory limit spill to a separate folder in
 * the system's temporary folder, where the file is too, and which `close` removes. Extensions are never downloaded. Every session has
 * its own connection, so sessions may overlap.
 */
export class Database {
  private readonly connections = new Map<DuckDBConnection, Promise<unknown>>()
  private isClosed = false
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly spillFolder: string,
  ) {}

  /** @throws {DuckDbUnavailableError} */
  static async open({ onDisk, memoryLimit }: DatabasePlace = { onDisk: false }): Promise<Database> {
    const { DuckDBInstance } = await loadDuckDb()
    const spillFolder = join(tmpdir(), `mixtura-${randomUUID()}`)
    keepSpillFolder(spillFolder)
    if (onDisk) await mkdir(spillFolder, { recursive: true })
    const instance = await DuckDBInstance.create(onDisk ? join(spillFolder, 'cells.duckdb') : ':memory:', {
      temp_directory: spillFolder,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      // A pass reads each part of a file once: the file cache of the system serves it better than memory of DuckDB's own.
      enable_external_file_cache: 'false',
      ...(memoryLimit !== undefined && { memory_limit: memorySetting(memoryLimit) }),
    }).catch(async (error: unknown) => {
      await removeSpillFolder(spillFolder)
      throw error
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

  /** Lets tables and queries take at most so many bytes from now on. */
  limitMemory(memoryLimit: number): Promise<void> {
    return this.run(`SET GLOBAL memory_limit = '${memorySetting(memoryLimit)}'`)
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

  /** The chunks of a large result, read on a new connection. `close` interrupts them and waits for the chunk that is being read. */
  async *chunks(sql: string): AsyncGenerator<DuckDBDataChunk> {
    if (this.isClosed) throw new Error('the database is closed')
    const connection = await this.instance.connect()
    const whileRead = async <Result>(reading: Promise<Result>): Promise<Result> => {
      this.connections.set(connection, reading)
      return reading
    }
    try {
      await whileRead(connection.run(`SET streaming_buffer_size = '${streamedBytes / 2 ** 20}MiB'`))
      const result = await whileRead(connection.stream(sql))
      const next = (): Promise<DuckDBDataChunk | null> => {
        if (this.isClosed) throw new Error('the database is closed')
        return whileRead(result.fetchChunk())
      }
      for (let chunk = await next(); chunk && chunk.rowCount > 0; chunk = await next()) yield chunk
    } finally {
      this.connections.delete(connection)
      connection.closeSync()
    }
  }

  /** Interrupts running work, waits for it to end and frees the memory. Call it only once. */
  async close(): Promise<void> {
    this.isClosed = true
    for (const connection of this.connections.keys()) connection.interrupt()
    await Promise.allSettled(this.connections.values())
    this.instance.closeSync()
    await removeSpillFolder(this.spillFolder)
  }
}

/** Folders of databases that are open. */
const spillFolders = new Set<string>()

/** A process that exits without closing its databases leaves no tables behind. Without open databases, nothing waits for its exit. */
function keepSpillFolder(folder: string): void {
  if (spillFolders.size === 0) process.on('exit', removeSpillFolders)
  spillFolders.add(folder)
}

function removeSpillFolders(): void {
  for (const folder of spillFolders) {
    try {
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // On Windows a file cannot be removed while DuckDB has it open.
    }
  }
}

async function removeSpillFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  spillFolders.delete(folder)
  if (spillFolders.size === 0) process.off('exit', removeSpillFolders)
}

const memorySetting = (bytes: number): string => `${Math.ceil(Math.max(bytes, minMemory) / 2 ** 20)}MiB`

function toSqlValue(value: unknown): SqlValue {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  return typeof value === 'bigint' ? Number(value) : String(value)
}
