import { allocateNumbers } from '../columns/allocateNumbers.js'
import { finiteOrNaN, requireSomeCells } from '../columns/missingCells.js'
import { isScaledRole, requestOf, roleRequests } from '../columns/roleRequests.js'
import { standardizeInPlace, unitScaling } from '../columns/standardize.js'
import type { DatasetColumn, FeatureRequest, Features } from '../dataset.js'
import { MissingValuesError, NoCompleteRowsError } from '../errors/columnErrors.js'
import { elementFeature } from './elementLevels.js'
import type { IdxData } from './readIdx.js'

/** Where the elements of a column are: `data[row * stride + offset]`. */
export interface ElementColumn {
  readonly data: IdxData
  readonly stride: number
  readonly offset: number
}

/** The chosen columns as one matrix of float64, [N, D] row-major. */
export function readElementFeatures(
  { columns, elements, rows }: {
    readonly columns: readonly DatasetColumn[]
    /** In the order of `columns`. */
    readonly elements: readonly ElementColumn[]
    readonly rows: number
  },
  request: FeatureRequest,
): Features {
  const columnNames = columns.map(column => column.name)
  const isFinite = columns.every(column => column.nonFinite === 0)
  if (!isFinite && (request.missing ?? 'error') === 'error') throw new MissingValuesError(incompleteColumns(columns, elements))
  const used = isFinite || request.missing === 'keep' ? Uint32Array.from({ length: rows }, (_, row) => row) : finiteRows(elements, rows)
  if (used.length === 0) throw new NoCompleteRowsError(columnNames, rows)
  if (!isFinite) requireSomeCells(columns, rows)
  const requests = roleRequests(request.roles)
  const features = requests && columns.map((column, at) => elementFeature(column, elements[at], requestOf(requests, column.name)[1]))
  const data = allocateNumbers(used.length * columns.length)
  for (let i = 0, at = 0; i < used.length; i++) {
    for (let column = 0; column < elements.length; column++, at++) {
      const { data: values, stride, offset } = elements[column]
      const cell = finiteOrNaN(values[used[i] * stride + offset])
      data[at] = features ? features[column].cell(cell) : cell
    }
  }
  return {
    samples: { data, rows: used.length, columns: columns.length },
    columnNames,
    rows: used,
    omitted: rows - used.length,
    scaling: request.scaling === 'standardize' ? standardizeInPlace(data, columnNames, features?.map(({ column }) => isScaledRole(column.role))) : unitScaling(columns.length),
    ...(features && { features: features.map(({ column }) => column) }),
  }
}

function finiteRows(elements: readonly ElementColumn[], rows: number): Uint32Array {
  const isUsed = new Uint8Array(rows).fill(1)
  for (const { data, stride, offset } of elements) {
    for (let row = 0; row < rows; row++) if (!Number.isFinite(data[row * stride + offset])) isUsed[row] = 0
  }
  const used = new Uint32Array(isUsed.reduce((count, one) => count + one, 0))
  for (let row = 0, at = 0; row < rows; row++) if (isUsed[row] === 1) used[at++] = row
  return used
}

function incompleteColumns(columns: readonly DatasetColumn[], elements: readonly ElementColumn[]) {
  return columns.flatMap(({ name, missing, nonFinite }, index) => {
    if (nonFinite === 0) return []
    const { data, stride, offset } = elements[index]
    let row = 0
    while (Number.isFinite(data[row * stride + offset])) row++
    return [{ name, missing, nonFinite, row: row + 1, line: null }]
  })
}
