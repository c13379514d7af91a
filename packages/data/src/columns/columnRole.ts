import type { ColumnRole, ColumnType } from '../dataset.js'

/** What the role of a column is decided from. */
export interface RoleFacts {
  readonly name: string
  readonly type: ColumnType
  /** Cells that are not missing. */
  readonly present: number
  readonly missing: number
  readonly nonFinite: number
  /** Whether no two present cells are equal. */
  readonly isDistinct: boolean
  /** Of a number column: whether all cells are whole numbers. */
  readonly isWhole: boolean
  /** Of a number column: whether every cell is larger than the one before. */
  readonly isIncreasing: boolean
  readonly minimum: number | null
  readonly maximum: number | null
}

/** Fewer rows than this and a run of whole numbers is no evidence of numbering. */
const fewestNumberedRows = 10

/** `id`, `row_id`, `customerId`, `index`, `uuid`, ...: names that people give to identifiers. */
export function isIdentifierName(name: string): boolean {
  return /^(row|index|idx|nr|no|number|row[ _.-]?(number|index|nr|no))$/i.test(name.trim()) ||
    /(^|[ _.-])(id|uuid|guid|key)$/i.test(name.trim()) || /[a-z](Id|ID|Uuid|UUID|Key)$/.test(name.trim())
}

/**
 * What a column is proposed for.
 *
 * - `constant`: two or more present cells, all equal (or no cell at all).
 * - `identifier`: no cell missing, no two equal, and
 *   - whole numbers that are consecutive in some order, or increase down the file from 0 or 1
 *     (ten rows at least), or whose name says so (`isIdentifierName`);
 *   - or text or dates.
 * - `category`: text, dates and booleans otherwise, and every column of the type category.
 * - `feature`: every other number column; so a real-valued measurement stays one even if no two
 *   cells are equal, whatever its name.
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
  if (present < fewestNumberedRows || minimum === null || maximum === null) return false
  return maximum - minimum + 1 === present || (isIncreasing && (minimum === 0 || minimum === 1))
}

/** Levels that text may have and still be a category, however few cells each has. */
const fewLevels = 20
/** Levels beyond which text is text. */
const mostLevels = 1000

/** Whether text is a `category` (its values repeat, and there are few of them) or `text`. */
export function wordsType(present: number, distinct: number): 'category' | 'text' {
  return distinct < present && distinct <= Math.max(fewLevels, Math.min(mostLevels, present / 2)) ? 'category' : 'text'
}
