import type { OpenOptions } from '../dataset.js'
import { SpreadsheetError } from '../errors/tableFileErrors.js'
import type { JsonValue } from '../json/parseJson.js'

/** A cell of a sheet. Dates are in UTC. */
export type SheetCell = string | number | boolean | Date | null

/** The table of a sheet: names of its columns, and its rows. */
export interface SheetTable {
  readonly names: readonly string[]
  readonly rows: readonly (readonly JsonValue[])[]
}

const isFilled = (cell: SheetCell | undefined): boolean => cell !== null && cell !== undefined && cell !== ''

/**
 * The table of a sheet. Empty rows before and after it, and rows with a single cell before it (titles), are left out; so are columns
 * without a cell. The first row names the columns if all of its cells are text; the options `skipRows` and `header` override this.
 *
 * @throws {SpreadsheetError} if the names take two rows, as under merged cells, or if there is no row.
 */
export function sheetTable(path: string, sheet: readonly (readonly SheetCell[])[], { skipRows, header }: Pick<OpenOptions, 'skipRows' | 'header'>): SheetTable {
  const first = skipRows ?? firstRow(sheet)
  const body = sheet.slice(first)
  while (body.length > 0 && !body.at(-1)!.some(isFilled)) body.pop()
  const width = body.reduce((most, row) => Math.max(most, row.length), 0)
  const used = Array.from({ length: width }, (_, column) => column).filter(column => body.some(row => isFilled(row[column])))
  const heads = used.map(column => body[0]?.[column] ?? null)
  const hasNames = header ?? (body.length > 1 && heads.some(isFilled) && heads.every(cell => !isFilled(cell) || typeof cell === 'string'))
  if (hasNames && header === undefined) requireOneRowOfNames(path, { heads, next: used.map(column => body[1]?.[column] ?? null), row: first + 1 })
  const rows = (hasNames ? body.slice(1) : body).filter(row => row.some(isFilled))
  if (rows.length === 0) throw new SpreadsheetError(path, 'no-rows', 'has no rows of cells in this sheet. Choose another sheet, or another file.')
  return {
    names: hasNames ? heads.map(cell => (isFilled(cell) ? String(cell instanceof Date ? dateText(cell) : cell).trim() : '')) : [...used.map(() => '')],
    rows: rows.map(row => used.map(column => valueOf(row[column] ?? null))),
  }
}

/** The first row of the table: after empty rows, and after titles, which are rows with one cell where a later row has more. */
function firstRow(sheet: readonly (readonly SheetCell[])[]): number {
  const filled = sheet.map(row => row.filter(isFilled).length)
  const widest = filled.reduce((most, count) => Math.max(most, count), 0)
  const at = filled.findIndex(count => count > (widest > 1 ? 1 : 0))
  return Math.max(0, at)
}

/** Names over merged cells leave gaps in the first row, and the second row holds words where the rows below hold values. */
function requireOneRowOfNames(path: string, { heads, next, row }: { readonly heads: readonly SheetCell[]; readonly next: readonly SheetCell[]; readonly row: number }): void {
  const hasGaps = heads.some(cell => !isFilled(cell))
  const isSecond = next.length > 0 && next.every((cell, at) => (isFilled(cell) ? typeof cell === 'string' : isFilled(heads[at])))
  if (!hasGaps || !isSecond) return
  throw new SpreadsheetError(
    path, 'merged-names',
    `has names of columns in two rows (${row} and ${row + 1}), as merged cells make them. Give each column one name in one row, or set skipRows to ${row} to take the names from row ${row + 1}.`,
  )
}

function valueOf(cell: SheetCell): JsonValue {
  return cell instanceof Date ? dateText(cell) : cell
}

/** A day, or a day and a time where there is one, in ISO 8601. Spreadsheets store times as fractions of a day, so times are rounded to seconds. */
function dateText(date: Date): string {
  const text = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19)
}
