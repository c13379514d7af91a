import { packFactors } from '../../core/assembly/packFactors'
import {
  weightedLogDensitiesDiagonal, weightedLogDensitiesFull, weightedLogDensitiesShared,
} from '../../core/assembly/weightedLogDensities'
import { weightedLogDensitiesAnalysers } from '../../core/assembly/analyserLogDensities'
import { loadRows } from '../../core/assembly/loadRows'
import { normalizeResponsibilities } from '../../core/assembly/normalizeResponsibilities'
import { layoutVersion, Workspace } from '../../core/assembly/workspace'
import { fail, reserve } from './buffers'
import { cellCount, imageOf } from './rows'

/** Kinds of factors, and of scatters, by their numbers in an image. */
const fullFactors = 0, sharedFactors = 1, diagonalFactors = 2
const fullScatters = 0

const headerBytes: usize = 32

// @ts-ignore: decorator
@unmanaged
export class Model {
  workspace: Workspace
  factor: i32
  hasFullScatters: bool
}

/** Makes a workspace of the image in a block of rows. core's passImage describes its layout. */
export function loadModel(block: usize, rows: u32): Model {
  const image = imageOf(block)
  if (load<i32>(image) != layoutVersion) fail('the installed kernels are of another version than the model')
  const structBytes = <usize>load<u32>(image, 4)
  const arrays = load<i32>(image, 20)
  const at = reserve(load<u32>(image, 8))
  memory.copy(at, image + headerBytes, structBytes)
  // The addresses come first in the struct.
  for (let field: usize = 0; field < offsetof<Workspace>('blockRows'); field += 4) store<u32>(at + field, load<u32>(at + field) + <u32>at)
  let place = image + headerBytes + structBytes
  let values = place + (<usize>arrays << 3)
  for (let i = 0; i < arrays; i++, place += 8) {
    const bytes = <usize>load<u32>(place, 4)
    memory.copy(at + <usize>load<u32>(place), values, bytes)
    values += bytes
  }
  const workspace = changetype<Workspace>(at)
  if (cellCount(block, rows) != rows * workspace.columns) fail('the rows have another number of columns than the model')
  for (let row: usize = 0; row < <usize>workspace.blockRows; row++) store<f64>(workspace.rowWeights + (row << 3), 1)
  const model = changetype<Model>(reserve(offsetof<Model>()))
  model.workspace = workspace
  model.factor = load<i32>(image, 12)
  model.hasFullScatters = load<i32>(image, 16) == fullScatters
  if (model.factor == fullFactors) packFactors(workspace)
  return model
}

/** Log-densities and responsibilities of the `workspace.count` rows [.., columns] at `cells`. */
export function evaluateRows(model: Model, cells: usize): void {
  const workspace = model.workspace
  // Kernels read the rows where they are.
  workspace.samples = cells
  // No row is known from an earlier pass.
  memory.fill(workspace.labels, 0, (<usize>workspace.blockRows) << 2)
  loadRows(workspace)
  if (model.factor == fullFactors) weightedLogDensitiesFull(workspace)
  else if (model.factor == sharedFactors) weightedLogDensitiesShared(workspace)
  else if (model.factor == diagonalFactors) weightedLogDensitiesDiagonal(workspace)
  else weightedLogDensitiesAnalysers(workspace)
  normalizeResponsibilities(workspace)
}
