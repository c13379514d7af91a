import { Table, tableToIPC, vectorFromArray, Bool, Int64, Uint64, DateDay, Float32, Dictionary, Utf8, Int32, TimestampMillisecond } from 'apache-arrow'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sqlite from 'node-sqlite3-wasm'
import writeXlsxFile from 'write-excel-file/node'
import { describe, expect, it } from 'vitest'
import { MalformedArrowError, MalformedSqliteError, openDataset, SpreadsheetError, UnknownTableError, type Dataset, type OpenOptions } from './index.js'
import { feather } from './testing/feather.js'
import { allRows, closeAfterEach, errorOf, temporaryFolder, typesOf } from './testing/temporaryFolder.js'
import { sheetTable } from './xlsx/sheetTable.js'

const folder = temporaryFolder()
const closing = closeAfterEach()
const openFile = (path: string, options?: OpenOptions): Promise<Dataset> => closing(openDataset(path, options))

type Given = string | number | boolean | Date | null
const cellOf = (value: Given) => (value === null ? null : value instanceof Date ? { value, format: 'yyyy-mm-dd' } : { value })

/** Writes a spreadsheet of sheets with these rows. */
async function spreadsheet(name: string, sheets: Readonly<Record<string, readonly (readonly Given[])[]>>): Promise<string> {
  const path = join(folder.path, name)
  const file = await writeXlsxFile(Object.entries(sheets).map(([sheet, rows]) => ({ sheet, data: rows.map(row => row.map(cellOf)) })) as never)
  await (file as unknown as { toFile(path: string): Promise<void> }).toFile(path)
  return path
}

const people: readonly (readonly Given[])[] = [
  ['name', 'day', 'x', 'ok', 'mixed'],
  ['Ada', new Date(Date.UTC(2020, 0, 31)), 1.5, true, 1],
  ['Ben', new Date(Date.UTC(2020, 1, 1)), null, false, 'n/a'],
  ['Chén', null, -3, true, 3],
]

describe('a spreadsheet', () => {
  it('has the types of its cells, and dates by their format', async () => {
    const dataset = await openFile(await spreadsheet('people.xlsx', { People: people }))
    expect(dataset.format).toBe('xlsx')
    expect(typesOf(dataset)).toEqual({ name: 'text', day: 'date', x: 'number', ok: 'boolean', mixed: 'number' })
    expect(await allRows(dataset)).toEqual([['Ada', '2020-01-31', 1.5, true, 1], ['Ben', '2020-02-01', null, false, null], ['Chén', null, -3, true, 3]])
  })

  it('rounds times to seconds, and may have many rows', () => {
    const day = Date.UTC(2026, 2, 1)
    const times = [new Date(day - 1), new Date(day + 36_000_000 - 1), new Date(day + 36_000_000 + 1)]
    expect(sheetTable('times.xlsx', [['at'], ...times.map(time => [time])], {}).rows).toEqual([['2026-03-01'], ['2026-03-01T10:00:00'], ['2026-03-01T10:00:00']])
    expect(sheetTable('long.xlsx', [['x'], ...Array.from({ length: 200_000 }, (_, row) => [row])], {}).rows.length).toBe(200_000)
  })

  it('needs a choice between sheets, of which empty ones are none', async () => {
    const path = await spreadsheet('sheets.xlsx', { First: people, Empty: [[null]], Second: [['a'], [7]] })
    const error = await errorOf(UnknownTableError, openDataset(path))
    expect(error.message).toBe('sheets.xlsx has 2 sheets: choose one of "First", "Second" with the option table.')
    const second = await openFile(path, { table: 'Second' })
    expect([second.tables, await allRows(second)]).toEqual([{ names: ['First', 'Second'], chosen: 'Second' }, [[7]]])
    expect((await errorOf(UnknownTableError, openDataset(path, { table: 'Empty' }))).tables).toEqual(['First', 'Second'])
  })

  it('skips titles and blank rows, names columns only by text, and refuses names in two rows', async () => {
    const titled = await openFile(await spreadsheet('titled.xlsx', { S: [['Report of May'], [null], [null, 'a', 'b'], [null, 1, 2], [null, null, null], [null, 3, 4]] }))
    expect(titled.columns.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(await allRows(titled)).toEqual([[1, 2], [3, 4]])
    const bare = await openFile(await spreadsheet('bare.xlsx', { S: [[1, 2], [3, 4]] }))
    expect(bare.rows).toBe(2)
    const merged = await spreadsheet('merged.xlsx', { S: [['size', null, 'colour'], ['width', 'height', null], [1, 2, 'red'], [3, 4, 'blue']] })
    const error = await errorOf(SpreadsheetError, openDataset(merged))
    expect(error.message).toBe('merged.xlsx has names of columns in two rows (1 and 2), as merged cells make them. Give each column one name in one row, or set skipRows to 1 to take the names from row 2.')
    expect((await openFile(merged, { skipRows: 1 })).columns.map(({ name }) => name)[0]).toBe('width')
  })

  it('is refused if it is damaged, no spreadsheet, or without cells', async () => {
    const whole = readFileSync(await spreadsheet('whole.xlsx', { S: people }))
    const cut = folder.file('cut.xlsx', whole.subarray(0, whole.length / 2))
    expect((await errorOf(SpreadsheetError, openDataset(cut))).fault).toBe('damaged')
    const zip = folder.file('empty.zip', Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]))
    await expect(openDataset(zip)).rejects.toThrow('Save the table as CSV (UTF-8) and open that.')
    expect((await errorOf(SpreadsheetError, openDataset(await spreadsheet('blank.xlsx', { S: [[null]] })))).fault).toBe('no-rows')
    for (let at = 30; at < whole.length; at += Math.floor(whole.length / 12)) {
      const wrong = Buffer.from(whole)
      wrong.fill(0x55, at, at + 40)
      const outcome = await openDataset(folder.file('wrong.xlsx', wrong)).then(dataset => dataset.close(), (error: unknown) => error)
      if (outcome !== undefined) expect(outcome).toBeInstanceOf(SpreadsheetError)
    }
  })
})

describe('an Arrow file', () => {
  const table = new Table({
    x: vectorFromArray([1.5, null, -2], new Float32()),
    long: vectorFromArray([1n, 2n ** 60n + 1n, null], new Int64()),
    wide: vectorFromArray([2n ** 63n, 1n, 2n], new Uint64()),
    day: vectorFromArray([new Date(Date.UTC(2020, 0, 31)), null, new Date(0)], new DateDay()),
    when: vectorFromArray([1_500, 0, null], new TimestampMillisecond()),
    kind: vectorFromArray(['a', 'b', 'a'], new Dictionary(new Utf8(), new Int32())),
    ok: vectorFromArray([true, false, true], new Bool()),
  })

  it.each(['file', 'stream'] as const)('as a %s has the types of its columns', async format => {
    const dataset = await openFile(folder.file(`table-${format}.arrow`, tableToIPC(table, format)))
    expect([dataset.format, dataset.rows]).toEqual(['arrow', 3])
    expect(typesOf(dataset)).toEqual({ x: 'number', long: 'text', wide: 'number', day: 'date', when: 'date', kind: 'category', ok: 'boolean' })
    expect(await allRows(dataset)).toEqual([
      [1.5, '1', '9223372036854775808', '2020-01-31', '1970-01-01 00:00:01.5', 'a', true],
      [null, String(2n ** 60n + 1n), 1, null, '1970-01-01 00:00:00', 'b', false],
      [-2, null, 2, '1970-01-01', null, 'a', true],
    ])
  })

  it.each(['lz4', 'zstd'] as const)('of Feather 2 may be packed by %s', async codec => {
    const dataset = await openFile(folder.file(`${codec}.feather`, Buffer.from(feather[codec], 'base64')))
    expect([dataset.rows, typesOf(dataset), dataset.columns[0].mean, dataset.columns[0].missing]).toEqual([120, { x: 'number', s: 'category' }, 2.25, 40])
    expect(await dataset.readRows({ offset: 118, limit: 2 })).toEqual([[null, 'b'], [3, null]])
  })

  it('is refused if it is damaged, of another format, or of an old version', async () => {
    const bytes = tableToIPC(table, 'file')
    expect((await errorOf(MalformedArrowError, openDataset(folder.file('cut.arrow', bytes.subarray(0, bytes.length / 2))))).fault).toBe('damaged')
    expect((await errorOf(MalformedArrowError, openDataset(folder.file('text.feather', 'no Arrow at all')))).fault).toBe('not-arrow')
    const old = await errorOf(MalformedArrowError, openDataset(folder.file('old.feather', 'FEA1 and more bytes')))
    expect(old.message).toBe('old.feather is a file of Feather version 1, which is no longer read. Write it as Feather version 2, which is Arrow IPC, or as Parquet.')
  })
})

describe('an SQLite database', () => {
  function database(name: string, sql: string): string {
    const path = join(folder.path, name)
    const db = new sqlite.Database(path)
    db.exec(sql)
    db.close()
    return path
  }

  it('has the values of its cells, with a choice between tables and views', async () => {
    const path = database('shop.db', `
      CREATE TABLE sales (item TEXT, price REAL, sold INTEGER, "at" TEXT);
      INSERT INTO sales VALUES ('é', 2.5, 3, '2020-01-31'), (NULL, 1, 9007199254740993, '2020-02-01'), ('b', NULL, 1, NULL);
      CREATE VIEW cheap AS SELECT price FROM sales WHERE price < 2;`)
    const error = await errorOf(UnknownTableError, openDataset(path))
    expect(error.message).toBe('shop.db has 2 tables: choose one of "cheap", "sales" with the option table.')
    const sales = await openFile(path, { table: 'sales' })
    expect(sales.tables).toEqual({ names: ['cheap', 'sales'], chosen: 'sales' })
    expect([sales.format, typesOf(sales)]).toEqual(['sqlite', { item: 'text', price: 'number', sold: 'text', at: 'date' }])
    expect(await allRows(sales)).toEqual([['é', 2.5, '3', '2020-01-31'], [null, 1, '9007199254740993', '2020-02-01'], ['b', null, '1', null]])
    expect(await allRows(await openFile(path, { table: 'cheap' }))).toEqual([[1]])
  })

  it('is read in WAL mode, with its generated columns', async () => {
    const path = database('wal.db', 'CREATE TABLE t (x INTEGER, twice INTEGER AS (2 * x), thrice INTEGER AS (3 * x) STORED); INSERT INTO t (x) VALUES (1), (5)')
    const bytes = readFileSync(path)
    bytes.fill(2, 18, 20)
    writeFileSync(path, bytes)
    const dataset = await openFile(path)
    expect(dataset.columns.map(({ name }) => name)).toEqual(['x', 'twice', 'thrice'])
    expect(await allRows(dataset)).toEqual([[1, 2, 3], [5, 10, 15]])
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })

  it('is refused if it is damaged or another program is writing to it', async () => {
    expect((await errorOf(MalformedSqliteError, openDataset(folder.file('no.sqlite', 'not a database, but long enough to be one')))).fault).toBe('not-sqlite')
    const damaged = folder.file('damaged.db', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5000, 7)]))
    await errorOf(MalformedSqliteError, openDataset(damaged))
    const path = database('busy.db', 'CREATE TABLE t (x); INSERT INTO t VALUES (1)')
    writeFileSync(`${path}-wal`, 'frames')
    const busy = await errorOf(MalformedSqliteError, openDataset(path))
    expect(busy.message).toBe('busy.db has changes of another program that are not yet in the file (a journal lies beside it). Close that program, then open the file again.')
  })
})
