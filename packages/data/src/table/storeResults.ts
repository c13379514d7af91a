import { ShapeError } from '@mixtura/numerics'
import type { DatasetColumn, ResultColumn, WriteRequest } from '../dataset.js'
import { chunkRows, type Session } from '../duckdb/database.js'
import { loadDuckDb } from '../duckdb/loadDuckDb.js'
import { checkResults } from './checkResults.js'

/** Name of the table with the results, one row per dataset row; rows without a result are NULL. */
export const resultsTable = 'results'

/** A result column without its values. */
export type ResultShape = Pick<ResultColumn, 'name' | 'type' | 'replaces'>

/**
 * Stores the results in the temporary table `results`, as columns `c0`, `c1`, ...; no columns make no table.
 *
 * @param own the dataset's own columns.
 * @param rows number of dataset rows.
 * @throws {ColumnNameTakenError} {ResultLengthError} {ResultRowError} {UnknownColumnError} {ColumnNotNumericError}
 * @throws {ShapeError} for blocks that do not follow each other, or have different columns.
 */
export async function storeResults(
  session: Session, columns: WriteRequest['columns'], { own, rows }: { readonly own: readonly Pick<DatasetColumn, 'name' | 'type'>[]; readonly rows: number },
): Promise<readonly ResultShape[]> {
  if (Symbol.asyncIterator in columns) return storeBlocks(session, columns, { own, rows })
  checkResults(columns, own, rows)
  if (columns.length > 0) await storeWhole(session, columns, rows)
  return columns
}

async function storeWhole(session: Session, columns: readonly ResultColumn[], rows: number): Promise<void> {
  // positions[row] - 1 is the index of the row's value in a column. Most columns share the same array of rows.
  const positions = new Map(columns.map(({ rows: resultRows }) => [resultRows, positionsOf(resultRows, { first: 0, count: rows })]))
  await session.createTemporary(resultsTable, { rows, types: await typesOf(columns) }, (column, first, count) =>
    cellsOf(columns[column], positions.get(columns[column].rows)!, { first, count }))
}

/** The results of one block after another, so that they are never in memory as a whole. */
async function storeBlocks(
  session: Session, blocks: AsyncIterable<readonly ResultColumn[]>, { own, rows }: { readonly own: readonly Pick<DatasetColumn, 'name' | 'type'>[]; readonly rows: number },
): Promise<readonly ResultShape[]> {
  let shapes: readonly ResultShape[] | undefined
  let appender: Awaited<ReturnType<Session['appendTemporary']>> | undefined
  let stored = 0
  const append = (columns: readonly ResultColumn[], to: number): void => {
    const range = { first: stored, count: to - stored }
    const positions = new Map(columns.map(({ rows: resultRows }) => [resultRows, positionsOf(resultRows, range)]))
    for (let at = 0; at < range.count; at += chunkRows) {
      const count = Math.min(chunkRows, range.count - at)
      appender!.append(count, column => cellsOf(columns[column], positions.get(columns[column].rows)!, { first: at, count }))
    }
    stored = to
  }
  for await (const columns of blocks) {
    checkResults(columns, own, rows)
    shapes ??= columns.map(({ name, type, replaces }) => ({ name, type, ...(replaces !== undefined && { replaces }) }))
    requireSameShapes(shapes, columns)
    appender ??= columns.length > 0 ? await session.appendTemporary(resultsTable, await typesOf(columns)) : undefined
    if (appender) append(columns, requireFollowing(columns, stored))
  }
  // The last rows have no results.
  if (appender && shapes) {
    append(shapes.map(shape => ({ ...shape, values: new Float64Array(0), rows: new Uint32Array(0) })), rows)
    appender.finish()
  }
  return shapes ?? []
}

/** @returns the end of the rows of a block. */
function requireFollowing(columns: readonly ResultColumn[], stored: number): number {
  let end = stored
  for (const { name, rows } of columns) {
    for (let i = 0; i < rows.length; i++) {
      if (rows[i] >= (i === 0 ? stored : rows[i - 1] + 1)) continue
      const before = i === 0 ? stored - 1 : rows[i - 1]
      throw new ShapeError(`rows of "${name}"`, 'ascending from block to block', `row ${rows[i]} after row ${before}`, 'Write the blocks in the order in which the source gives them.')
    }
    if (rows.length > 0) end = Math.max(end, rows[rows.length - 1] + 1)
  }
  return end
}

function requireSameShapes(shapes: readonly ResultShape[], columns: readonly ResultColumn[]): void {
  const wordOf = (shape: ResultShape): string => `${shape.name} (${shape.type}${shape.replaces ? ', replaces' : ''})`
  const [expected, found] = [shapes, columns].map(each => each.map(wordOf).join(', '))
  if (expected !== found) throw new ShapeError('columns of a block', `${expected}, as of the first`, found || 'none', 'Give every block the same columns.')
}

async function typesOf(columns: readonly ResultShape[]) {
  const { DOUBLE, INTEGER, VARCHAR } = await loadDuckDb()
  return columns.map(({ type }) => ({ integer: INTEGER, double: DOUBLE, text: VARCHAR })[type])
}

/** @returns [count] for each row from `first`, 1 + the index of its value; 0 for a row without one. */
function positionsOf(resultRows: Uint32Array, { first, count }: { readonly first: number; readonly count: number }): Uint32Array {
  const positions = new Uint32Array(count)
  for (let i = 0; i < resultRows.length; i++) positions[resultRows[i] - first] = i + 1
  return positions
}

function cellsOf({ values }: ResultColumn, positions: Uint32Array, { first, count }: { readonly first: number; readonly count: number }): (number | string | null)[] {
  const cells = new Array<number | string | null>(count)
  for (let i = 0; i < count; i++) cells[i] = positions[first + i] === 0 ? null : values[positions[first + i] - 1]
  return cells
}
