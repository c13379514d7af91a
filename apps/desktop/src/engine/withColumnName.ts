import { StudioError } from '../contract/errors.js'

/**
 * A failure of core, which knows columns by their number, as a person knows them: by name.
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
