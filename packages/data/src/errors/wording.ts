import { basename } from 'node:path'

/** Maximum number of names in one sentence; the others are only counted. */
const listedNames = 8

/** Names as part of a sentence, with long lists shortened: `"a", "b" and 12 more`. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, listedNames).map(name => `"${name}"`)
  const hidden = names.length - shown.length
  return hidden > 0 ? `${shown.join(', ')} and ${hidden} more` : shown.join(', ')
}

/** `1 cell`, `2 cells`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`
}

/** The name of a file in a sentence: its last path segment. */
export function fileLabel(path: string): string {
  return basename(path)
}

/** `row 5 (line 6 of the file)`, both 1-based. The line is left out if the file has no lines. */
export function placeOf(row: number, line: number | null): string {
  return line === null ? `row ${row}` : `row ${row} (line ${line} of the file)`
}
