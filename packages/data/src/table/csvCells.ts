import type { OpenOptions } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { literal } from '../duckdb/literals.js'
import { detectTextTypes } from './detectTextTypes.js'
import { numberFromText } from './textNumbers.js'
import { cellsTable, columnKey, type TableColumn } from './tableColumn.js'

/** A column's name and the DuckDB type that its sniffer takes it for, from a sample. */
export interface SniffedColumn {
  readonly name: string
  readonly candidate: string
}

/**
 * Names as DuckDB tells them apart (`a`, `a_1`, `column2`), types as it takes them from a sample.
 * @param reader the dialect, as options of DuckDB's CSV functions.
 */
export async function sniffColumns(
  database: Database, path: string, reader: string, signal: AbortSignal | undefined,
): Promise<SniffedColumn[]> {
  const columns = await database.rows(
    `SELECT item.name AS name, item.type AS type FROM (SELECT unnest(Columns) AS item FROM sniff_csv(${literal(path)}, ${reader}))`,
    signal,
  )
  return columns.map(({ name, type }) => ({ name: String(name), candidate: String(type) }))
}

/** What `readCells` reads, and how. */
export interface CellReading {
  readonly reader: string
  readonly sniffed: readonly SniffedColumn[]
  /** Whether a column is to be kept as text although it looks like decimals. */
  isText(name: string): boolean
  readonly signal: AbortSignal | undefined
}

/** Fills the table `cells`. @returns the type that each column was read as. */
export async function readCells(database: Database, path: string, reading: CellReading): Promise<string[]> {
  const read = async (storages: readonly string[]): Promise<void> => {
    const columns = storages.map((storage, index) => `${columnKey(index)}: '${storage}'`).join(', ')
    await database.run(
      `CREATE TABLE ${cellsTable} AS SELECT * FROM ` +
        `read_csv(${literal(path)}, ${reading.reader}, auto_detect = false, columns = {${columns}})`,
      reading.signal,
    )
  }
  const storages = reading.sniffed.map(({ name, candidate }) =>
    candidate === 'DOUBLE' && !reading.isText(name) ? 'DOUBLE' : 'VARCHAR')
  const allText = storages.map(() => 'VARCHAR')
  try {
    await read(storages)
    if (!(await mayHaveLostDigits(database, storages, reading.signal))) return storages
    await database.run(`DROP TABLE ${cellsTable}`)
  } catch (error) {
    reading.signal?.throwIfAborted()
    if (!storages.includes('DOUBLE')) throw error
    // Words stand below the sample that looked like decimals.
  }
  await read(allText) // and let all cells decide
  return allText
}

/** Whole numbers from here on may be codes of 19 digits and more, which a float64 cuts. */
const longCode = 1e18

async function mayHaveLostDigits(
  database: Database, storages: readonly string[], signal: AbortSignal | undefined,
): Promise<boolean> {
  const isLong = storages.flatMap((storage, index) => {
    const key = columnKey(index)
    return storage === 'DOUBLE' ? [`isfinite(${key}) AND abs(${key}) >= ${longCode} AND ${key} = trunc(${key})`] : []
  })
  if (isLong.length === 0) return false
  const [{ lost }] = await database.rows(`SELECT bool_or(${isLong.join(' OR ')}) AS lost FROM ${cellsTable}`, signal)
  return lost === true
}

/** Decides the columns that were read as text and converts those that no caller gave a type. */
export async function settleTypes(
  database: Database,
  { sniffed, storages, options, decimalSeparator }: {
    readonly sniffed: readonly SniffedColumn[]
    readonly storages: readonly string[]
    readonly options: OpenOptions
    readonly decimalSeparator: '.' | ','
  },
): Promise<TableColumn[]> {
  const { signal, types = {} } = options
  const texts = sniffed
    .map(({ candidate }, index) => ({ key: columnKey(index), candidate }))
    .filter((_, index) => storages[index] === 'VARCHAR')
  const kinds = await detectTextTypes(database, texts, { decimalSeparator, signal })
  const detected = new Map(texts.map(({ key }, index) => [key, kinds[index]]))
  const columns: TableColumn[] = []
  for (const [index, { name }] of sniffed.entries()) {
    const key = columnKey(index)
    const override = Object.hasOwn(types, name) ? types[name] : null
    const { kind, storage } = detected.get(key) ?? { kind: 'number' as const, storage: 'DOUBLE' as const }
    const isConverted = override === null && storage !== 'VARCHAR' && detected.has(key)
    if (isConverted) {
      const value = storage === 'DOUBLE' ? numberFromText(key, decimalSeparator) : `CAST(trim(${key}) AS ${storage})`
      await database.run(`ALTER TABLE ${cellsTable} ALTER ${key} SET DATA TYPE ${storage} USING ${value}`, signal)
    }
    columns.push({ name, key, storage: detected.has(key) && !isConverted ? 'VARCHAR' : storage, detected: kind, override })
  }
  return columns
}
