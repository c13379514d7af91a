import type { ColumnRole, ColumnType } from '../dataset.js'

/** The facts that decide the role of a column. */
export interface RoleFacts {
  readonly name: string
  readonly type: ColumnType
  /** Number of cells that are not missing. */
  readonly present: number
  readonly missing: number
  readonly nonFinite: number
  /** Whether no two present cells are equal. */
  readonly isDistinct: boolean
  /** Whether all finite cells are whole numbers (number columns only). */
  readonly isWhole: boolean
  /** Whether every cell is larger than the one before (number columns only). */
  readonly isIncreasing: boolean
  readonly minimum: number | null
  readonly maximum: number | null
}

/** In fewer rows than this, increasing whole numbers are not taken as a numbering of the rows. */
const minNumberedRows = 10

/** Whether people give this name to identifiers: `id`, `row_id`, `customerId`, `index`, `uuid`, ... */
export function isIdentifierName(name: string): boolean {
  return /^(row|index|idx|nr|no|number|row[ _.-]?(number|index|nr|no))$/i.test(name.trim()) ||
    /(^|[ _.-])(id|uuid|guid|key)$/i.test(name.trim()) || /[a-z](Id|ID|Uuid|UUID|Key)$/.test(name.trim())
}

/**
 * The proposed role of a column.
 *
 * - `constant`: two or more cells are present and all are equal, or no cell is present.
 * - `identifier`: no cell is missing, no two cells are equal, and the column holds
 *   - whole numbers that are consecutive in some order, or that increase down the file from 0 or 1
 *     (in at least ten rows), or whose column name is one of identifiers (`isIdentifierName`);
 *   - or text or dates.
 * - `category`: all other text, dates and booleans, and every column of the type category.
 * - `feature`: every other number column. A real-valued measurement is therefore a feature even if
 *   no two cells are equal, and under any name.
 */
export function columnRole(facts: RoleFacts): ColumnRole {
  const { type, present, missing, nonFinite, isDistinct } = facts
  if (present === 0 && missing > 0) return 'constant'
  const isComplete = missing === 0 && nonFinite === 0 && present > 1
  if (type === 'number') {
    if (present > 1 && nonFinite === 0 && facts.minimum === facts.maximum) return 'constant'
    return isComplete && isDistinct && facts.isWhole && isNumbering(facts) ? 'identifier' : 'feature'
  }
  return isComplete && isDistinct && (type === 'text' || type === 'date') ? 'identifier' : 'category'
}

function isNumbering({ name, present, isIncreasing, minimum, maximum }: RoleFacts): boolean {
  if (isIdentifierName(name)) return true
  if (present < minNumberedRows || minimum === null || maximum === null) return false
  return maximum - minimum + 1 === present || (isIncreasing && (minimum === 0 || minimum === 1))
}

/** Text whose values repeat is a category if it has at most this many distinct values. */
const fewLevels = 20
/** Text with more distinct values than this is never a category. */
const maxLevels = 1000

/** `category` if the values repeat and few are distinct; otherwise `text`. */
export function wordsType(present: number, distinct: number): 'category' | 'text' {
  return distinct < present && distinct <= Math.max(fewLevels, Math.min(maxLevels, present / 2)) ? 'category' : 'text'
}
