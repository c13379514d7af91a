/**
 * Cells of a text file that stand for "no value", in every column, quoted or not. `NaN` is not among
 * them: in a number column it is a value that is not finite, and is counted as such.
 */
export const missingMarkers: readonly string[] = [
  '', 'NA', 'N/A', 'n/a', 'na', '#N/A', '<NA>', 'NULL', 'Null', 'null', 'None', 'none', 'nil', '?', '-',
]

/** Whether a cell stands for "no value"; spaces around it do not count. */
export function isMissing(cell: string): boolean {
  return missingMarkers.includes(cell.trim())
}
