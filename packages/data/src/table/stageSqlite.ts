import { createYielder } from '@mixtura/numerics'
import { randomUUID } from 'node:crypto'
import { chmod, copyFile, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database as SqliteDatabase } from 'node-sqlite3-wasm'
import type { OpenOptions } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { identifier } from '../duckdb/literals.js'
import { DatasetError } from '../errors/datasetError.js'
import { UnknownTableError } from '../errors/fileErrors.js'
import { MalformedSqliteError } from '../errors/tableFileErrors.js'
import { LongInteger, type JsonValue } from '../json/parseJson.js'
import { chunkRows, storeValues } from './storeValues.js'
import type { StagedTable } from './tableColumn.js'

/**
 * Reads a table or view of an SQLite database. The extension of DuckDB would have to be downloaded, so SQLite itself reads the file, as
 * WebAssembly. It reads a copy in the temporary folder: it locks a file by a folder beside it, which a person's folder may not allow.
 *
 * @throws {MalformedSqliteError}
 * @throws {UnknownTableError} unless `table` names a table, or is left out and there is one alone.
 */
export async function stageSqlite(database: Database, path: string, options: OpenOptions): Promise<StagedTable> {
  for (const journal of [`${path}-wal`, `${path}-journal`]) {
    const size = await stat(journal).then(({ size: bytes }) => bytes, () => 0)
    if (size > 0) throw new MalformedSqliteError(path, 'in-use', '')
  }
  const copy = join(tmpdir(), `mixtura-${randomUUID()}.sqlite`)
  await copyFile(path, copy)
  try {
    await leaveWalMode(copy)
    return await stageCopy(database, { path, copy }, options)
  } finally {
    await rm(copy, { force: true })
  }
}

/** Bytes 18 and 19 of the header of a database: how its files are written and read. */
const versionsAt = 18
const walVersion = 2
const journalVersion = 1

/** Marks a copy in WAL mode as one without it, since the WebAssembly cannot share memory. The journal is empty or absent, so nothing is lost. */
async function leaveWalMode(copy: string): Promise<void> {
  await chmod(copy, 0o600) // the copy of a read-only file is read-only
  const file = await open(copy, 'r+')
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, versionsAt)
    if (bytesRead === 2 && buffer.every(version => version === walVersion)) await file.write(Buffer.of(journalVersion, journalVersion), 0, 2, versionsAt)
  } finally {
    await file.close()
  }
}

async function stageCopy(database: Database, { path, copy }: { readonly path: string; readonly copy: string }, options: OpenOptions): Promise<StagedTable> {
  const { default: sqlite } = await import('node-sqlite3-wasm')
  let source: SqliteDatabase | undefined
  try {
    source = new sqlite.Database(copy, { readOnly: true, fileMustExist: true })
    const names = source.all(`SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`).map(({ name }) => String(name))
    const wanted = options.table ?? (names.length === 1 ? names[0] : undefined)
    if (wanted === undefined || !names.includes(wanted)) throw new UnknownTableError(path, options.table ?? null, names)
    const table = identifier(wanted)
    const columns = source.all(`SELECT name FROM pragma_table_xinfo(?) WHERE hidden <> ${hiddenColumn}`, [wanted]).map(({ name }) => String(name))
    const staged = await storeValues(database, { names: columns, rows: () => tableRows(source!, { table, columns }) }, options)
    return { ...staged, tables: { names, chosen: wanted } }
  } catch (error) {
    options.signal?.throwIfAborted()
    if (error instanceof DatasetError || !(error instanceof Error) || error.name !== 'SQLite3Error') throw error
    throw new MalformedSqliteError(path, error.message.includes('not a database') ? 'not-sqlite' : 'damaged', error.message)
  } finally {
    source?.close()
  }
}

/** What SQLite says in `hidden` of the columns of a virtual table that `SELECT *` leaves out. Generated columns have 2 or 3. */
const hiddenColumn = 1

async function* tableRows(source: SqliteDatabase, { table, columns }: { readonly table: string; readonly columns: readonly string[] }): AsyncGenerator<JsonValue[][]> {
  const statement = source.prepare(`SELECT * FROM ${table}`)
  const yieldIfDue = createYielder()
  try {
    let rows: JsonValue[][] = []
    for (const row of statement.iterate()) {
      rows.push(columns.map(name => valueOf(row[name] as number | bigint | string | Uint8Array | null)))
      if (rows.length < chunkRows) continue
      yield rows
      rows = []
      await yieldIfDue()
    }
    if (rows.length > 0) yield rows
  } finally {
    statement.finalize()
  }
}

/** Integers beyond ±2^53 stay exact; bytes become text in hexadecimal. */
function valueOf(value: number | bigint | string | Uint8Array | null): JsonValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : new LongInteger(String(value))
  return value instanceof Uint8Array ? `0x${Buffer.from(value).toString('hex')}` : value
}
