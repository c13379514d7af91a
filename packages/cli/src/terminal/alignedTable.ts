import { textWidth } from './textWidth.js'

/** Rows of cells as lines, each column as wide as its widest cell. Columns for which `isNumeric` is true are right-aligned. */
export function alignedTable(rows: readonly (readonly string[])[], isNumeric: (column: number) => boolean = () => false): string {
  const columns = Math.max(0, ...rows.map(row => row.length))
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...rows.map(row => textWidth(row[column] ?? ''))))
  const padded = (cell: string, column: number): string => {
    const space = ' '.repeat(widths[column] - textWidth(cell))
    return isNumeric(column) ? `${space}${cell}` : `${cell}${space}`
  }
  return rows.map(row => `${row.map(padded).join('  ').trimEnd()}\n`).join('')
}
