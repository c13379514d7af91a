import { columnRole } from '../columns/columnRole.js'
import { proposeRole } from '../columns/roleProposal.js'
import type { Cell, ColumnType, DatasetColumn } from '../dataset.js'
import { ColumnConversionError } from '../errors/columnErrors.js'
import type { IdxData } from './readIdx.js'
import { summarizeElements, type NumberFacts } from './summarizeElements.js'

/** Columns of an IDX dataset that are stored in one row-major array. */
export interface ElementBlock {
  readonly names: readonly string[]
  /** [N, names.length] row-major. */
  readonly data: IdxData
  readonly detectedType: ColumnType
}

/**
 * The names of the elements of one row: `value` for one number per row, `column0` ... for a vector,
 * `pixel_0_0` (row, column) ... for an image, `value_0_0_0` ... for more dimensions.
 *
 * @param shape shape of the whole array, rows first.
 */
export function elementNames(shape: readonly number[]): string[] {
  const inner = shape.slice(1)
  if (inner.length === 0) return ['value']
  if (inner.length === 1) return Array.from({ length: inner[0] }, (_, index) => `column${index}`)
  const indices = inner.reduce<string[]>(
    (names, size) => names.flatMap(name => Array.from({ length: size }, (_, index) => `${name}_${index}`)),
    [''],
  )
  return indices.map(index => `${inner.length === 2 ? 'pixel' : 'value'}${index}`)
}

/** The facts of a block's columns, computed from all elements. */
export function elementFacts({ data, names }: ElementBlock): NumberFacts[] {
  return summarizeElements(data, names.length)
}

/** @param rows number of rows of the dataset. */
export function elementColumn(
  name: string,
  facts: NumberFacts,
  { rows, type, detectedType }: { readonly rows: number; readonly type: ColumnType; readonly detectedType: ColumnType },
): DatasetColumn {
  const isNumber = type === 'number'
  const { distinct, isWhole, isIncreasing, nonFinite, minimum, maximum, mean, standardDeviation } = facts
  const role = columnRole({
    name, type, present: rows, missing: 0, nonFinite, isDistinct: distinct === rows, isWhole, isIncreasing, minimum, maximum,
  })
  return {
    name,
    type,
    detectedType,
    role,
    proposal: proposeRole({ type, role, distinct, isWhole, minimum, maximum }),
    missing: 0,
    nonFinite: isNumber ? nonFinite : 0,
    distinct,
    minimum: isNumber ? minimum : null,
    maximum: isNumber ? maximum : null,
    mean: isNumber ? mean : null,
    standardDeviation: isNumber ? standardDeviation : null,
  }
}

/** An element as a cell of its column's type. Labels are returned as text. */
export function elementCell(value: number, type: ColumnType): Cell {
  return type === 'number' ? value : String(value)
}

/** @throws {ColumnConversionError} for a type to which numbers cannot be converted. */
export function assertElementType(name: string, type: ColumnType, firstValue: number): void {
  if (type === 'date' || type === 'boolean') throw new ColumnConversionError(name, type, String(firstValue), 1, null)
}
