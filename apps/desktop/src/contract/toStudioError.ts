import type { FitError } from './fit.js'
import { StudioError } from './errors.js'

const errorsOwn = new Set(['name', 'message', 'stack', 'code', 'cause'])
const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/**
 * Any failure as an error that can cross a process border. A typed error of core, data or Studio
 * (a kebab-case `code`) keeps its code, its sentence and its plain fields; anything else is `internal`.
 * Of a path only the last part crosses: where a file lies is not a window's business, and an upload lies in a
 * folder that says nothing to a person.
 */
export function toStudioError(error: unknown): StudioError {
  if (error instanceof StudioError) return error
  if (!(error instanceof Error)) return new StudioError('internal', `Something went wrong: ${String(error)}`)
  const paths = pathsOf(error)
  if (!('code' in error) || typeof error.code !== 'string' || !kebabCase.test(error.code)) {
    return new StudioError('internal', `Something went wrong: ${withoutFolders(error.message, paths)}`)
  }
  return new StudioError(error.code, withoutFolders(error.message, paths), plainFields(error, paths))
}

/** What an error's fields call a path; Node's own errors have `path` and `dest`. */
const pathField = /^(path|dest|\w+Path)$/

/** Longest first, so that none is cut short by one that it begins with. */
function pathsOf(error: Error): string[] {
  return Object.entries(error)
    .flatMap(([name, value]) => (pathField.test(name) && typeof value === 'string' && value !== '' ? [value] : []))
    .sort((a, b) => b.length - a.length)
}

/** `text` with each of `paths` cut down to its last part. */
function withoutFolders(text: string, paths: readonly string[]): string {
  return paths.reduce((rest, path) => rest.replaceAll(path, () => path.replace(/^.*[/\\](?=[^/\\])/s, '')), text)
}

function plainFields(error: Error, paths: readonly string[]): FitError['fields'] {
  const fields: FitError['fields'] = {}
  for (const [name, value] of Object.entries(error)) {
    if (errorsOwn.has(name)) continue
    if (typeof value === 'string') fields[name] = withoutFolders(value, paths)
    else if (value === null || typeof value === 'boolean') fields[name] = value
    // NaN and the infinities are no JSON numbers, yet they are what some errors are about.
    else if (typeof value === 'number') fields[name] = Number.isFinite(value) ? value : String(value)
  }
  return fields
}
