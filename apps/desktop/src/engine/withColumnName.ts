import { StudioError } from '../contract/errors.js'

/**
 * Replaces the column number in an error of core by the column name.
 *
 * @param columns names of the fit's columns, in their order.
 */
export function withColumnName(error: StudioError, columns: readonly string[]): StudioError {
  const { column } = error.fields
  const name = typeof column === 'number' ? columns[column] : undefined
  if (name === undefined) return error
  const message = error.message.replace(`column ${String(column)}`, `column '${name}'`)
  return new StudioError(error.code, message, { ...error.fields, column: name })
}
