import { createArrays, endsOf } from './buffers'
import { evaluateRows, loadModel } from './model'
import { cellsOf } from './rows'

/**
 * Of each row an array: its component (0-based), its log-density in nats, and its responsibilities [K].
 *
 * Arguments: the cells of a row, and the image of the model.
 */
export function scores(input: usize, rows: u32): usize {
  const block = <usize>load<u32>(input)
  const model = loadModel(block, rows)
  const workspace = model.workspace
  const components = workspace.components
  const length = 2 + components
  const result = createArrays(rows, rows * length)
  const ends = endsOf(result)
  for (let row: usize = 0; row < <usize>rows; row++) store<u64>(ends + (row << 3), (row + 1) * length)
  let out = ends + (<usize>rows << 3)
  const componentBytes = (<usize>workspace.blockRows) << 3
  let cells = cellsOf(block, rows)
  for (let from = 0; from < <i32>rows; from += workspace.blockRows) {
    workspace.count = min(workspace.blockRows, <i32>rows - from)
    evaluateRows(model, cells)
    cells += (<usize>(workspace.count * workspace.columns)) << 3
    for (let row: usize = 0; row < <usize>workspace.count; row++) {
      store<f64>(out, load<i32>(workspace.labels + (row << 2)))
      store<f64>(out, load<f64>(workspace.logDensities + (row << 3)), 8)
      out += 16
      let share = workspace.responsibilities + (row << 3)
      for (let k = 0; k < components; k++, share += componentBytes, out += 8) store<f64>(out, load<f64>(share))
    }
  }
  return result
}
