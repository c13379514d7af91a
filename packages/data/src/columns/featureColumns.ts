import type { Dataset, DatasetColumn } from '../dataset.js'
import { ColumnNotNumericError, NoColumnsChosenError, NoNumericColumnsError, UnknownColumnError } from '../errors/columnErrors.js'

type ColumnsOf = Pick<Dataset, 'path' | 'columns'>

/**
 * The names of all number columns, whatever their role.
 * @throws {NoNumericColumnsError} if there is none.
 */
export function numericColumnNames({ path, columns }: ColumnsOf): string[] {
  const names = columns.filter(column => column.type === 'number').map(column => column.name)
  if (names.length === 0) throw new NoNumericColumnsError(path, columns.map(column => column.name))
  return names
}

/** The position of a column. @throws {UnknownColumnError} */
export function columnIndex(columns: readonly DatasetColumn[], name: string): number {
  const index = columns.findIndex(column => column.name === name)
  if (index < 0) throw new UnknownColumnError(name, columns.map(column => column.name))
  return index
}

/**
 * The positions of the columns that a request for features names; without names, all of role `feature`.
 * @throws {NoNumericColumnsError} {NoColumnsChosenError} {UnknownColumnError} {ColumnNotNumericError}
 */
export function featureColumns(dataset: ColumnsOf, names: readonly string[] | undefined): number[] {
  const numeric = numericColumnNames(dataset)
  const chosen = names ?? dataset.columns.filter(column => column.role === 'feature').map(column => column.name)
  if (chosen.length === 0) throw new NoColumnsChosenError(numeric)
  return chosen.map(name => {
    const index = columnIndex(dataset.columns, name)
    const { type } = dataset.columns[index]
    if (type !== 'number') throw new ColumnNotNumericError(name, type)
    return index
  })
}
