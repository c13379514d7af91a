import type { ColumnType, OpenOptions } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { ColumnConversionError, UnknownColumnError } from '../errors/columnErrors.js'
import { missingMarkers } from '../csv/cellForm.js'
import { momentFromText } from './momentSql.js'
import { fitsStyle, isMissingText, plainNumber } from './numberSql.js'
import { namedColumns } from '../openOptions.js'
import { cellsTable, convertColumn, isNumberStorage, type StagedTable, type TableColumn } from './tableColumn.js'

/**
 * Converts the columns to which the caller gave a type.
 * @returns the columns with their new storage types.
 * @throws {UnknownColumnError} {ColumnConversionError} that names the first cell that does not fit.
 */
export async function applyOverrides(
  database: Database,
  staged: StagedTable,
  options: OpenOptions,
): Promise<TableColumn[]> {
  const { signal } = options
  const names = staged.columns.map(column => column.name)
  const unknown = namedColumns(options).find(name => !names.includes(name))
  if (unknown !== undefined) throw new UnknownColumnError(unknown, names)
  const columns: TableColumn[] = []
  for (const column of staged.columns) {
    const conversion = column.override === null ? null : conversionTo(column.override, column)
    if (conversion === null || column.override === null) {
      columns.push(column)
      continue
    }
    const [misfit] = await database.rows(
      `SELECT rowid AS row, ${conversion.text} AS value FROM ${cellsTable} ` +
        `WHERE NOT ${isMissingText(conversion.text, column.missing ?? missingMarkers)} AND ${conversion.value} IS NULL ORDER BY rowid LIMIT 1`,
      signal,
    )
    if (misfit !== undefined) {
      const row = Number(misfit.row)
      throw new ColumnConversionError(column.name, column.override, String(misfit.value), row + 1, await staged.lineOf(row))
    }
    if (conversion.storage !== column.storage) {
      await convertColumn(database, { ...conversion, key: column.key, readsFile: staged.readsFile === true }, signal)
    }
    columns.push({ ...column, storage: conversion.storage })
  }
  return columns
}

interface Conversion {
  /** SQL for the cell as text. */
  readonly text: string
  /** SQL for the converted cell; NULL if it does not fit. */
  readonly value: string
  readonly storage: string
}

/** How a column is converted to a type; null if it already has that storage. */
function conversionTo(type: ColumnType, { key, storage, style }: TableColumn): Conversion | null {
  const text = `CAST(${key} AS VARCHAR)`
  switch (type) {
    case 'number': {
      if (isNumberStorage(storage)) return null
      const number = `TRY_CAST(CASE WHEN ${fitsStyle(text, style)} THEN ${plainNumber(text, style)} END AS DOUBLE)`
      return { text, value: number, storage: 'DOUBLE' }
    }
    case 'boolean':
      return storage === 'BOOLEAN' ? null : { text, value: `TRY_CAST(trim(${text}) AS BOOLEAN)`, storage: 'BOOLEAN' }
    case 'date':
      // A date in a text column stays as the file writes it; it is only checked.
      return storage === 'DATE' || storage.startsWith('TIMESTAMP')
        ? null
        : { text, value: `CASE WHEN ${momentFromText(text)} IS NULL THEN NULL ELSE ${text} END`, storage: 'VARCHAR' }
    case 'category':
    case 'text':
      return storage === 'VARCHAR' ? null : { text, value: text, storage: 'VARCHAR' }
  }
}
