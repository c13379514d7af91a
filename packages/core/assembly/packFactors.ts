import { Workspace } from './workspace'

/** Number of values of one packed triangle: blocks of four rows, each up to the column of its last row. */
// @ts-ignore: decorator
@inline
export function packedLength(columns: i32): usize {
  let length = 0
  for (let j = 0; j < columns; j += 4) length += 4 * min(j + 4, columns)
  return <usize>length
}

/**
 * Packs lower triangles [components, columns, columns] in the order in which weightedLogDensitiesFull reads them: four rows at
 * a time and column by column, so that the four factors of a column are neighbours. Rows after the last one are zeros.
 */
export function packFactors(workspace: Workspace): void {
  const columns = workspace.columns
  let panels = workspace.packedFactors
  for (let k = 0; k < workspace.components; k++) {
    const factor = workspace.factors + ((<usize>(k * columns * columns)) << 3)
    for (let j = 0; j < columns; j += 4) {
      const end = min(j + 4, columns)
      for (let i = 0; i < end; i++) {
        for (let row = j; row < j + 4; row++, panels += 8) {
          store<f64>(panels, row < columns ? load<f64>(factor + ((<usize>(row * columns + i)) << 3)) : 0)
        }
      }
    }
  }
}
