import writeXlsxFile from 'write-excel-file/node'
import type { Cell } from '../contract/dataset.js'
import { StudioError } from '../contract/errors.js'

/** A sheet of Excel has 1,048,576 rows, of which one holds the names, and 16,384 columns. */
const maxRows = 1_048_575
const maxColumns = 16_384
/** The file is made in memory; this many cells take about a gigabyte. */
const maxCells = 5_000_000

export interface Sheet {
  readonly columns: readonly string[]
  readonly rows: number
  /** Cells of rows from an offset. */
  read(offset: number, limit: number): Promise<readonly (readonly Cell[])[]>
}

/** Rows that are read at once. */
const pageRows = 1000

/** @throws {StudioError} `sheet-too-large` if Excel could not open the table, or if it needs too much memory. */
export function requireSheet(rows: number, columns: number): void {
  if (rows <= maxRows && columns <= maxColumns && rows * columns <= maxCells) return
  throw new StudioError(
    'sheet-too-large',
    `A sheet of Excel holds at most ${maxRows} rows, ${maxColumns} columns and here ${maxCells} cells, but the table has ${rows} rows and ${columns} columns. Save it as CSV or Parquet.`,
    { rows, columns, maxRows, maxColumns, maxCells },
  )
}

/** Writes a table as a workbook with one sheet, whose first row holds the names and stays in view. */
export async function writeXlsx(path: string, { columns, rows, read }: Sheet): Promise<void> {
  requireSheet(rows, columns.length)
  const cells: (string | number | boolean | null)[][] = []
  for (let offset = 0; offset < rows; offset += pageRows) cells.push(...(await read(offset, Math.min(pageRows, rows - offset))).map(row => [...row]))
  const names = columns.map(name => ({ value: name, fontWeight: 'bold' as const }))
  // `dateFormat` is for dates, of which there are none: they are texts, as the engine reads them.
  await writeXlsxFile([names, ...cells], { stickyRowsCount: 1 }).toFile(path)
}
