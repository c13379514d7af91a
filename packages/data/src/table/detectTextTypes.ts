import type { Database, SqlRow } from '../duckdb/database.js'
import { momentFromText, numberFromText } from './textNumbers.js'
import { cellsTable, type CellKind } from './tableColumn.js'

/** A column of text and what the reader's sniffer took it for from a sample. */
export interface TextColumn {
  readonly key: string
  readonly candidate: string
}

export interface DetectedText {
  readonly kind: CellKind
  /** The type its cells can be kept as without loss. */
  readonly storage: 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR'
}

/** Columns probed by one query: wide tables stay within what one plan can hold. */
const columnsPerQuery = 40

/**
 * The kind of every text column, decided by all its cells and not by a sample: a reader that has
 * settled on integers rounds a late 1.5 to 2 and turns a late 007 into 7 without a word.
 *
 * Numbers: every cell is one, and none is a code (a leading zero as in 007, or 19 digits and more).
 * Booleans: true and false only, so that yes and no keep their words. Dates keep their text.
 */
export async function detectTextTypes(
  database: Database,
  columns: readonly TextColumn[],
  { decimalSeparator, signal }: { readonly decimalSeparator: '.' | ','; readonly signal?: AbortSignal | undefined },
): Promise<DetectedText[]> {
  const detected: DetectedText[] = []
  for (let first = 0; first < columns.length; first += columnsPerQuery) {
    const batch = columns.slice(first, first + columnsPerQuery)
    const probes = batch.flatMap(({ key, candidate }, index) => [
      `count(${key}) AS present${index}`,
      `count(*) FILTER (regexp_full_match(${key}, '\\s*[+-]?(0|[1-9][0-9]{0,17})\\s*')) AS integers${index}`,
      `count(*) FILTER (regexp_full_match(${key}, '\\s*[+-]?(0[0-9]+|[0-9]{19,})\\s*')) AS codes${index}`,
      `count(${numberFromText(key, decimalSeparator)}) AS numbers${index}`,
      `count(*) FILTER (lower(trim(${key})) IN ('true', 'false')) AS booleans${index}`,
      `${/^(DATE|TIMESTAMP)/.test(candidate) ? `count(${momentFromText(key)})` : '0'} AS dates${index}`,
    ])
    const [counts] = await database.rows(`SELECT ${probes.join(', ')} FROM ${cellsTable}`, signal)
    detected.push(...batch.map((_, index) => decide(counts, index)))
  }
  return detected
}

function decide(counts: SqlRow, index: number): DetectedText {
  const present = counts[`present${index}`]
  const all = (what: string): boolean => counts[`${what}${index}`] === present
  if (present === 0) return { kind: 'words', storage: 'VARCHAR' }
  if (all('booleans')) return { kind: 'boolean', storage: 'BOOLEAN' }
  if (counts[`codes${index}`] === 0 && all('integers')) return { kind: 'number', storage: 'BIGINT' }
  if (counts[`codes${index}`] === 0 && all('numbers')) return { kind: 'number', storage: 'DOUBLE' }
  return { kind: all('dates') ? 'date' : 'words', storage: 'VARCHAR' }
}
