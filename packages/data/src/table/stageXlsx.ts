import { open as openZip } from 'yauzl'
import type { OpenOptions } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { UnknownTableError } from '../errors/fileErrors.js'
import { SpreadsheetError } from '../errors/tableFileErrors.js'
import type { JsonValue } from '../json/parseJson.js'
import { sheetTable, type SheetCell } from '../xlsx/sheetTable.js'
import { chunkRows, storeValues } from './storeValues.js'
import type { StagedTable } from './tableColumn.js'

/** Most bytes of the unpacked parts of a spreadsheet: about five million cells. All of it is parsed in memory. */
const maxUnpackedBytes = 2 ** 29

/**
 * Reads one sheet of a spreadsheet (XLSX). Formulas have the values that were saved with them; cells in a format of dates become dates.
 *
 * @throws {SpreadsheetError}
 * @throws {UnknownTableError} unless `table` names a sheet with cells, or is left out and there is one alone.
 */
export async function stageXlsx(database: Database, path: string, options: OpenOptions): Promise<StagedTable> {
  await assertSize(path)
  options.signal?.throwIfAborted()
  const sheets = (await readSheets(path)).filter(({ data }) => data.some(row => row.some(cell => cell !== null)))
  options.signal?.throwIfAborted()
  const names = sheets.map(({ sheet }) => sheet)
  if (names.length === 0) throw new SpreadsheetError(path, 'no-rows', 'has no sheet with cells. Choose another file.')
  const wanted = options.table ?? (names.length === 1 ? names[0] : undefined)
  const sheet = sheets.find(({ sheet: name }) => name === wanted)
  if (!sheet) throw new UnknownTableError(path, options.table ?? null, names, 'sheet')
  const table = sheetTable(path, sheet.data, options)
  const staged = await storeValues(database, { names: table.names, rows: () => pieces(table.rows) }, options)
  return { ...staged, tables: { names, chosen: sheet.sheet } }
}

 
async function* pieces(rows: readonly (readonly JsonValue[])[]): AsyncGenerator<readonly (readonly JsonValue[])[]> {
  for (let first = 0; first < rows.length; first += chunkRows) yield rows.slice(first, first + chunkRows)
}

async function readSheets(path: string): Promise<{ readonly sheet: string; readonly data: readonly (readonly SheetCell[])[] }[]> {
  const { default: readXlsxFile } = await import('read-excel-file/node')
  try {
    return (await readXlsxFile(path, { trim: false })) as unknown as { sheet: string; data: SheetCell[][] }[]
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new SpreadsheetError(path, 'damaged', `is a damaged spreadsheet, or one with a password (${reason}). Open it in a spreadsheet program, and save it as XLSX or CSV.`)
  }
}

/** @throws {SpreadsheetError} unless the file is a zip of a workbook that unpacks to a size that fits memory. */
async function assertSize(path: string): Promise<void> {
  const { bytes, isWorkbook } = await unpackedSize(path)
  if (!isWorkbook) throw new SpreadsheetError(path, 'not-xlsx', 'is not a spreadsheet (XLSX). Check that the right file was chosen.')
  if (bytes <= maxUnpackedBytes) return
  const size = `${Math.round(bytes / 2 ** 20)} MiB`
  throw new SpreadsheetError(path, 'too-large', `unpacks to ${size}, and spreadsheets of up to ${maxUnpackedBytes / 2 ** 20} MiB are read. Save the sheet as CSV and open that.`)
}

/** The sizes of all entries by the directory of the zip. */
function unpackedSize(path: string): Promise<{ readonly bytes: number; readonly isWorkbook: boolean }> {
  return new Promise((resolve, reject) => {
    const damaged = (error: Error): void =>
      reject(new SpreadsheetError(path, 'damaged', `is a damaged spreadsheet (${error.message}). Open it in a spreadsheet program, and save it again.`))
    openZip(path, { lazyEntries: true }, (error, zip) => {
      if (error) return damaged(error)
      let bytes = 0
      let isWorkbook = false
      zip.on('entry', ({ fileName, uncompressedSize }: { fileName: string; uncompressedSize: number }) => {
        bytes += uncompressedSize
        isWorkbook ||= fileName === 'xl/workbook.xml'
        zip.readEntry()
      })
      zip.on('end', () => resolve({ bytes, isWorkbook }))
      zip.on('error', damaged)
      zip.readEntry()
    })
  })
}
