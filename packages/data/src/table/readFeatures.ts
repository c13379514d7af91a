import type { DuckDBVector } from '@duckdb/node-api'
import { allocateNumbers } from '../columns/allocateNumbers.js'
import { finiteOrNaN, requireSomeCells } from '../columns/missingCells.js'
import { standardizeInPlace, unitScaling } from '../columns/standardize.js'
import type { Dataset, FeatureRequest, Features } from '../dataset.js'
import type { Database } from '../duckdb/database.js'
import { NoCompleteRowsError } from '../errors/columnErrors.js'
import { chosenFeatures, countRows, noRowsError } from './chosenFeatures.js'
import { cellsTable, type StagedTable } from './tableColumn.js'

/**
 * The chosen columns as one matrix, filled directly from DuckDB's column vectors. The only large
 * allocations are the matrix itself (8 N D bytes) and the row numbers (4 N bytes).
 */
export async function readFeatures(
  database: Database,
  { dataset, staged, request }: {
    readonly dataset: Pick<Dataset, 'path' | 'columns' | 'rows' | 'dialect'>
    readonly staged: StagedTable
    readonly request: FeatureRequest
  },
): Promise<Features> {
  const { chosen, columnNames, keys, features, isScaled, isComplete, readsComplete, filter, condition } = await chosenFeatures(database, { dataset, staged, request })
  const rows = condition === '' ? dataset.rows : await countRows(database, condition)
  if (rows === 0) throw await noRowsError(database, { dataset, filter, columnNames })
  if (!isComplete && filter === '') requireSomeCells(chosen.map(index => dataset.columns[index]), dataset.rows)
  const table = await readMatrix(database, { keys, condition, rows })
  if (filter !== '' && !readsComplete) requireSomeNumbers(table.data, columnNames)
  return {
    samples: { data: table.data, rows, columns: keys.length },
    columnNames,
    rows: table.rows,
    omitted: dataset.rows - rows,
    scaling: request.scaling === 'standardize' ? standardizeInPlace(table.data, columnNames, isScaled) : unitScaling(keys.length),
    ...(features && { features }),
  }
}

/** @throws {NoCompleteRowsError} for a column without a finite value in the rows that were read. */
function requireSomeNumbers(data: Float64Array, columnNames: readonly string[]): void {
  const columns = columnNames.length
  const isEmpty = new Uint8Array(columns).fill(1)
  for (let at = 0; at < data.length; at++) if (!Number.isNaN(data[at])) isEmpty[at % columns] = 0
  const empty = isEmpty.indexOf(1)
  if (empty >= 0) throw new NoCompleteRowsError([columnNames[empty]], data.length / columns)
}

/** Reads the chunks in table order. The row numbers are read with them, to give the dataset row of each sample. */
async function readMatrix(
  database: Database,
  { keys, condition, rows }: { readonly keys: readonly string[]; readonly condition: string; readonly rows: number },
): Promise<{ data: Float64Array; rows: Uint32Array }> {
  const columns = keys.length
  const data = allocateNumbers(rows * columns)
  const datasetRows = new Uint32Array(rows)
  let first = 0
  const cells = keys.map(key => `CAST(${key} AS DOUBLE)`).join(', ')
  await database.stream(`SELECT CAST(rowid AS UINTEGER), ${cells} FROM ${cellsTable}${condition}`, chunk => {
    const { rowCount } = chunk
    const numbers = chunk.getColumnVector(0) as DuckDBVector<number>
    for (let i = 0; i < rowCount; i++) datasetRows[first + i] = numbers.getItem(i)!
    for (let column = 0; column < columns; column++) {
      const vector = chunk.getColumnVector(column + 1) as DuckDBVector<number>
      for (let i = 0, at = first * columns + column; i < rowCount; i++, at += columns) data[at] = finiteOrNaN(vector.getItem(i))
    }
    first += rowCount
  })
  return { data, rows: datasetRows }
}
