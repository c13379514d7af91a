import { accumulateDiagonal, accumulateFull } from '../../core/assembly/accumulate'
import { Workspace } from '../../core/assembly/workspace'
import { createArrays, endsOf } from './buffers'
import { evaluateRows, loadModel } from './model'
import { cellsOf, weightsOf } from './rows'

/**
 * Statistics of a block of rows, as the array of its first row; the arrays of the others are empty. So sumForEach over all rows is
 * the statistics of all blocks:
 *
 *   rows, total weight, log-likelihood, and of each component its count, sums [D] and scatters (lower triangle by rows, or [D])
 *
 * Arguments: the cells of a row, its weight, and the image of the model.
 */
export function pass(input: usize, rows: u32): usize {
  const block = <usize>load<u32>(input)
  const model = loadModel(block, rows)
  const workspace = model.workspace
  const components = workspace.components, columns = workspace.columns
  const scatterLength = model.hasFullScatters ? columns * columns : columns
  const sentScatters = model.hasFullScatters ? columns * (columns + 1) / 2 : columns
  memory.fill(workspace.counts, 0, (<usize>components) << 3)
  memory.fill(workspace.sums, 0, (<usize>(components * columns)) << 3)
  memory.fill(workspace.scatters, 0, (<usize>(components * scatterLength)) << 3)

  let totalWeight: f64 = 0, logLikelihood: f64 = 0
  const rowBytes = (<usize>columns) << 3
  let cells = cellsOf(block, rows), weights = weightsOf(block)
  for (let from = 0; from < <i32>rows; from += workspace.blockRows) {
    workspace.count = min(workspace.blockRows, <i32>rows - from)
    totalWeight += loadWeights(workspace, weights)
    evaluateRows(model, cells)
    logLikelihood += workspace.logLikelihood
    if (model.hasFullScatters) accumulateFull(workspace)
    else accumulateDiagonal(workspace)
    cells += <usize>workspace.count * rowBytes
    weights += (<usize>workspace.count) << 3
  }

  const length = 3 + components * (1 + columns + sentScatters)
  const result = createArrays(rows, length)
  const ends = endsOf(result)
  for (let row: usize = 0; row < <usize>rows; row++) store<u64>(ends + (row << 3), length)
  let out = ends + (<usize>rows << 3)
  store<f64>(out, rows)
  store<f64>(out, totalWeight, 8)
  store<f64>(out, logLikelihood, 16)
  out += 24
  for (let k = 0; k < components; k++) {
    out = copyNumbers(out, workspace.counts + ((<usize>k) << 3), 1)
    out = copyNumbers(out, workspace.sums + ((<usize>(k * columns)) << 3), columns)
    const scatter = workspace.scatters + ((<usize>(k * scatterLength)) << 3)
    if (!model.hasFullScatters) out = copyNumbers(out, scatter, columns)
    else for (let i = 0; i < columns; i++) out = copyNumbers(out, scatter + ((<usize>(i * columns)) << 3), i + 1)
  }
  return result
}

/** Returns their sum. */
function loadWeights(workspace: Workspace, weights: usize): f64 {
  let sum: f64 = 0
  for (let at: usize = 0; at < (<usize>workspace.count) << 3; at += 8) {
    const weight = load<f64>(weights + at)
    store<f64>(workspace.rowWeights + at, weight)
    sum += weight
  }
  return sum
}

/** Returns where the copy ends. */
// @ts-ignore: decorator
@inline
function copyNumbers(to: usize, from: usize, count: i32): usize {
  const bytes = (<usize>count) << 3
  memory.copy(to, from, bytes)
  return to + bytes
}
