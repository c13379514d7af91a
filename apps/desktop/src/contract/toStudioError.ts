import type { FitError } from './fit.js'
import { StudioError } from './errors.js'

const errorsOwn = new Set(['name', 'message', 'stack', 'code', 'cause'])
const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/**
 * Any failure as an error that can cross a process border. A typed error of core, data or Studio
 * (a kebab-case `code`) keeps its code, its sentence and its plain fields; anything else is `internal`.
 */
export function toStudioError(error: unknown): StudioError {
  if (error instanceof StudioError) return error
  if (!(error instanceof Error)) return new StudioError('internal', `Something went wrong: ${String(error)}`)
  if (!('code' in error) || typeof error.code !== 'string' || !kebabCase.test(error.code)) {
    return new StudioError('internal', `Something went wrong: ${error.message}`)
  }
  return new StudioError(error.code, error.message, plainFields(error))
}

function plainFields(error: Error): FitError['fields'] {
  const fields: FitError['fields'] = {}
  for (const [name, value] of Object.entries(error)) {
    if (errorsOwn.has(name)) continue
    if (value === null || typeof value === 'string' || typeof value === 'boolean') fields[name] = value
    // NaN and the infinities are no JSON numbers, yet they are what some errors are about.
    else if (typeof value === 'number') fields[name] = Number.isFinite(value) ? value : String(value)
  }
  return fields
}
