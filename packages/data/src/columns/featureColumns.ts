import { ShapeError } from '@mixtura/numerics'
import { describeValue, isRecord, requireObject } from '@mixtura/numerics/validation'
import type { Dataset, DatasetColumn } from '../dataset.js'
import type { ColumnNote } from '../dialect.js'
import type { RoleRequest } from '../featureRoles.js'
import { AmbiguousNumbersError, ColumnNotNumericError, NoColumnsChosenError, NoNumericColumnsError, UnknownColumnError } from '../errors/columnErrors.js'

type ColumnsOf = Pick<Dataset, 'path' | 'columns' | 'dialect'>

/**
 * The names of all number columns, of any role.
 * @throws {ShapeError} unless `dataset` is a dataset.
 * @throws {NoNumericColumnsError} if it has no number column.
 */
export function numericColumnNames(dataset: ColumnsOf): string[] {
  requireColumns(dataset)
  const { path, columns, dialect } = dataset
  const names = columns.filter(column => column.type === 'number').map(column => column.name)
  if (names.length === 0) throw new NoNumericColumnsError(path, columns.map(column => column.name), { isCut: Boolean(dialect?.delimiter) })
  return names
}

function requireColumns(dataset: unknown): void {
  const remedy = 'Pass what openDataset returned.'
  requireObject('dataset', dataset, { what: 'a dataset', fields: { path: 'text', columns: 'list' }, remedy })
  const { columns } = dataset as { readonly columns: readonly unknown[] }
  const wrong = columns.findIndex(column => !isRecord(column) || typeof column['name'] !== 'string' || typeof column['type'] !== 'string')
  if (wrong >= 0) throw new ShapeError(`dataset.columns[${wrong}]`, 'a column, with name and type', describeValue(columns[wrong]), remedy)
}

/** The position of a column. @throws {UnknownColumnError} */
export function columnIndex(columns: readonly DatasetColumn[], name: string): number {
  const index = columns.findIndex(column => column.name === name)
  if (index < 0) throw new UnknownColumnError(name, columns.map(column => column.name))
  return index
}

/**
 * The positions of the named columns; without names, the positions of all columns of role `feature`, and of those with a role of their own.
 *
 * @param requests roles by the names of columns, which then need not be of type number.
 * @throws {NoNumericColumnsError} {NoColumnsChosenError} {UnknownColumnError} {ColumnNotNumericError}
 * @throws {AmbiguousNumbersError} for a column whose numbers can be read in two ways, if it is named or `names` is left out.
 */
export function featureColumns(dataset: ColumnsOf, names: readonly string[] | undefined, requests?: ReadonlyMap<string, RoleRequest>): number[] {
  const ambiguous = dataset.dialect?.columns.find(({ name, note }) =>
    note?.code === 'decimal-or-thousands' && (names === undefined || names.includes(name)) && isText(dataset, name))
  if (ambiguous?.note) throw new AmbiguousNumbersError(ambiguous.name, ambiguous.note)
  const unknown = requests && [...requests.keys()].find(name => !dataset.columns.some(column => column.name === name))
  if (unknown !== undefined) columnIndex(dataset.columns, unknown)
  const chosen = names ?? dataset.columns.filter(column => column.role === 'feature' || requests?.has(column.name)).map(column => column.name)
  if (!requests || chosen.length === 0) {
    const numeric = numericColumnNames(dataset)
    if (chosen.length === 0) throw new NoColumnsChosenError(numeric)
  }
  const indices = new Map(dataset.columns.map(({ name }, index) => [name, index]))
  return chosen.map(name => {
    const index = indices.get(name) ?? columnIndex(dataset.columns, name)
    const { type } = dataset.columns[index]
    if (type !== 'number' && !requests?.has(name)) throw new ColumnNotNumericError(name, type, noteOn(dataset, name))
    return index
  })
}

function isText({ columns }: ColumnsOf, name: string): boolean {
  return columns.some(column => column.name === name && column.type !== 'number')
}

function noteOn({ dialect }: ColumnsOf, name: string): ColumnNote | null {
  return dialect?.columns.find(column => column.name === name)?.note ?? null
}
