import { basename } from 'node:path'

/** At most this many names in one sentence; the rest is counted. */
const listedNames = 8

/** `"a", "b" and 12 more`: names for a sentence, long lists shortened. */
export function listNames(names: readonly string[]): string {
  const shown = names.slice(0, listedNames).map(name => `"${name}"`)
  const hidden = names.length - shown.length
  return hidden > 0 ? `${shown.join(', ')} and ${hidden} more` : shown.join(', ')
}

/** `1 cell`, `2 cells`. */
export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`
}

/** The file as a sentence names it: its last path segment. */
export function fileLabel(path: string): string {
  return basename(path)
}

/** `row 5 (line 6 of the file)`: both 1-based; the line is left out where a file has none. */
export function placeOf(row: number, line: number | null): string {
  return line === null ? `row ${row}` : `row ${row} (line ${line} of the file)`
}
