import { allocateNumbers } from '../columns/allocateNumbers.js'
import { finiteOrNaN, requireSomeCells } from '../columns/missingCells.js'
import { isScaledRole, requestOf, roleRequests } from '../columns/roleRequests.js'
import { standardizeInPlace, unitScaling } from '../columns/standardize.js'
import type { DatasetColumn, FeatureRequest, Features } from '../dataset.js'
import { MissingValuesError, NoCompleteRowsError } from '../errors/columnErrors.js'
import { elementFeature } from './elementLevels.js'
import { NoRowsSelectedError } from '../errors/rowErrors.js'
import type { IdxData } from './readIdx.js'

/** Where the elements of a column are: `data[row * stride + offset]`. */
export interface ElementColumn {
  readonly data: IdxData
  readonly stride: number
  readonly offset: number
}

/** The chosen columns as one matrix of float64, [N, D] row-major. */
export function readElementFeatures(
  { columns, elements, rows, selected }: {
    readonly columns: readonly DatasetColumn[]
    /** In the order of `columns`. */
    readonly elements: readonly ElementColumn[]
    readonly rows: number
    /** The rows to read, ascending; null for all. */
    readonly selected: Uint32Array | null
  },
  request: FeatureRequest,
): Features {
  const columnNames = columns.map(column => column.name)
  const isFinite = columns.every(column => column.nonFinite === 0)
  const every = selected ?? Uint32Array.from({ length: rows }, (_, row) => row)
  if (every.length === 0) throw new NoRowsSelectedError(rows)
  if (!isFinite && (request.missing ?? 'error') === 'error') {
    const incomplete = incompleteColumns(columns, elements, every)
    if (incomplete.length > 0) throw new MissingValuesError(incomplete)
  }
  const used = isFinite || request.missing !== 'omit-rows' ? every : finiteRows(elements, every)
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

function finiteRows(elements: readonly ElementColumn[], rows: Uint32Array): Uint32Array {
  return rows.filter(row => elements.every(({ data, stride, offset }) => Number.isFinite(data[row * stride + offset])))
}

function incompleteColumns(columns: readonly DatasetColumn[], elements: readonly ElementColumn[], rows: Uint32Array) {
  return columns.flatMap(({ name, missing, nonFinite }, index) => {
    if (nonFinite === 0) return []
    const { data, stride, offset } = elements[index]
    const unusable = rows.filter(row => !Number.isFinite(data[row * stride + offset]))
    return unusable.length === 0 ? [] : [{ name, missing, nonFinite: unusable.length, row: unusable[0] + 1, line: null }]
  })
}
