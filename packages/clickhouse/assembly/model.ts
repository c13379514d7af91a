import { membersCount, setBytes } from '../../core/assembly/bitSets'
import { groupRows } from '../../core/assembly/groups'
import { packFactors } from '../../core/assembly/packFactors'
import {
  weightedLogDensitiesDiagonal, weightedLogDensitiesFull, weightedLogDensitiesShared,
} from '../../core/assembly/weightedLogDensities'
import { weightedLogDensitiesAnalysers } from '../../core/assembly/analyserLogDensities'
import { loadRows } from '../../core/assembly/loadRows'
import { nearestCentres } from '../../core/assembly/nearestCentres'
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
  /** Whether rows are sorted by the component that they probably belong to. */
  guessesLabels: bool
  /** [D] what columns are multiplied by, so that the unit of none decides a distance; then [K, D] means and [B, D] rows, multiplied. For guessed labels. */
  scales: usize
  scaledMeans: usize
  scaledRows: usize
}

/** From this number of columns on, it costs less to guess the labels of rows than to evaluate components that are out of reach. */
const guessingColumns = 6

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
  model.guessesLabels = model.factor == fullFactors && workspace.components > 1 && workspace.columns >= guessingColumns
  if (model.guessesLabels) scaleMeans(model)
  return model
}

/** scales[i]^2 = sum_k (P_k^T P_k)[i, i]: K times the mean precision of column i given the others. scaledMeans are the means times scales. */
function scaleMeans(model: Model): void {
  const workspace = model.workspace
  const columns = workspace.columns, components = workspace.components
  const rowBytes = (<usize>columns) << 3
  model.scales = reserve(rowBytes)
  model.scaledMeans = reserve(<usize>components * rowBytes)
  model.scaledRows = reserve(<usize>workspace.blockRows * rowBytes)
  for (let i: usize = 0; i < rowBytes; i += 8) {
    let precision: f64 = 0
    for (let at = workspace.factors + i, end = workspace.factors + <usize>(components * columns) * rowBytes; at < end; at += rowBytes) {
      precision += load<f64>(at) * load<f64>(at)
    }
    store<f64>(model.scales + i, Math.sqrt(precision))
  }
  scaleRows(model, workspace.means, components, model.scaledMeans)
  workspace.centres = model.scaledMeans
}

function scaleRows(model: Model, rows: usize, count: i32, scaled: usize): void {
  const rowBytes = (<usize>model.workspace.columns) << 3
  for (let row = 0; row < count; row++) {
    for (let i: usize = 0; i < rowBytes; i += 8, rows += 8, scaled += 8) store<f64>(scaled, load<f64>(rows) * load<f64>(model.scales + i))
  }
}

/** Labels of the loaded rows: the nearest means. Neighbours of one component then form groups, and the others are given up early. */
function guessLabels(model: Model, cells: usize): void {
  const workspace = model.workspace
  scaleRows(model, cells, workspace.count, model.scaledRows)
  workspace.samples = model.scaledRows
  loadRows(workspace)
  // Labels of equal rows keep the order of the rows, so those by position are those by row.
  nearestCentres(workspace)
}

/** Log-densities and responsibilities of the `workspace.count` rows [.., columns] at `cells`. */
export function evaluateRows(model: Model, cells: usize): void {
  const workspace = model.workspace
  // No row is known from an earlier pass.
  memory.fill(workspace.labels, 0, (<usize>workspace.blockRows) << 2)
  if (model.guessesLabels) guessLabels(model, cells)
  // Kernels read the rows where they are.
  workspace.samples = cells
  loadRows(workspace)
  if (model.factor == fullFactors) weightedLogDensitiesFull(workspace)
  else if (model.factor == sharedFactors) weightedLogDensitiesShared(workspace)
  else if (model.factor == diagonalFactors) weightedLogDensitiesDiagonal(workspace)
  else weightedLogDensitiesAnalysers(workspace)
  if (model.guessesLabels) model.guessesLabels = areMostGivenUp(workspace)
  normalizeResponsibilities(workspace)
}

/** Whether sorting has spared groups half of the components. If it has not, components overlap, and no guess helps. */
function areMostGivenUp(workspace: Workspace): bool {
  const groups = (workspace.count + groupRows - 1) / groupRows
  const evaluated = membersCount(workspace.componentsInReach, <usize>groups * setBytes(workspace.components))
  return 2 * evaluated < groups * workspace.components
}
