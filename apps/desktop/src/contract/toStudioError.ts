import type { FitError } from './fit.js'
import { StudioError } from './errors.js'

const errorsOwn = new Set(['name', 'message', 'stack', 'code', 'cause'])
const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/**
 * Converts any error to one that can be sent to another process. A typed error of core, data or Studio (with a
 * kebab-case `code`) keeps its code, its message and its plain fields; any other error becomes `internal`. Paths
 * are reduced to their last part, because a window must not learn the folders of files, and the folder of an
 * upload means nothing to a person.
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

/** Names of error fields that hold a path. Node's own errors have `path` and `dest`. */
const pathField = /^(path|dest|\w+Path)$/

/** The paths in an error. The longest comes first, so that no path is shortened by another that is its beginning. */
function pathsOf(error: Error): string[] {
  return Object.entries(error)
    .flatMap(([name, value]) => (pathField.test(name) && typeof value === 'string' && value !== '' ? [value] : []))
    .sort((a, b) => b.length - a.length)
}

/** `text` with each of `paths` replaced by its last part. */
function withoutFolders(text: string, paths: readonly string[]): string {
  return paths.reduce((rest, path) => rest.replaceAll(path, () => path.replace(/^.*[/\\](?=[^/\\])/s, '')), text)
}

function plainFields(error: Error, paths: readonly string[]): FitError['fields'] {
  const fields: FitError['fields'] = {}
  for (const [name, value] of Object.entries(error)) {
    if (errorsOwn.has(name)) continue
    if (typeof value === 'string') fields[name] = withoutFolders(value, paths)
    else if (value === null || typeof value === 'boolean') fields[name] = value
    // JSON has no NaN and infinities, but some errors are about these values.
    else if (typeof value === 'number') fields[name] = Number.isFinite(value) ? value : String(value)
  }
  return fields
}
