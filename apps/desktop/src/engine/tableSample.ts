import type { DrawnTableRows, TableCell } from '@mixtura/clickhouse'
import { writeColumns, type ResultColumn } from '@mixtura/data'
import type { ColumnSummary, ColumnType } from '../contract/dataset.js'

/**
 * Writes rows that were drawn from a table at servers to a Parquet file.
 *
 * @returns the types with which its columns are to be read: Parquet has dates as texts, as servers write them.
 * @throws the errors of `writeColumns` of @mixtura/data.
 */
export async function writeTableSample(path: string, { rows }: DrawnTableRows, columns: readonly ColumnSummary[]): Promise<Readonly<Record<string, ColumnType>>> {
  await writeColumns(path, { format: 'parquet', columns: columns.map(({ name, type }, at) => columnOf(name, rows.map(row => row[at]!), type === 'number')) })
  return Object.fromEntries(columns.filter(({ type }) => type === 'date').map(({ name }) => [name, 'date' as const]))
}

/** Cells that are NULL or NaN are left out. Integers of more digits than a number holds make the column one of texts. */
function columnOf(name: string, cells: readonly TableCell[], isNumber: boolean): ResultColumn {
  const present = cells.flatMap((cell, row) => (cell === null || (isNumber && cell === 'nan') ? [] : [{ cell, row }]))
  const rows = Uint32Array.from(present, ({ row }) => row)
  const isLong = present.some(({ cell }) => typeof cell === 'string' && /^-?\d+$/.test(cell))
  if (!isNumber || isLong) return { name, type: 'text', values: present.map(({ cell }) => String(cell)), rows }
  return { name, type: 'double', values: Float64Array.from(present, ({ cell }) => numberOf(cell)), rows }
}

/** Infinities are texts. */
function numberOf(cell: TableCell): number {
  if (typeof cell === 'number') return cell
  return cell === '-inf' ? -Infinity : cell === 'inf' ? Infinity : Number(cell)
}
