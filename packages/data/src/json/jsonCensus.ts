import { missingMarkers } from '../csv/cellForm.js'
import { noteOf } from '../csv/columnNotes.js'
import type { ColumnNote } from '../dialect.js'
import { LongInteger, jsonText, type JsonValue } from './parseJson.js'

type Kind = 'whole' | 'real' | 'long' | 'boolean' | 'text' | 'marker' | 'nested'

/** Whether a number is stored as an integer. Larger whole numbers are stored as float64, which is exact for all that get here. */
const isSmallWhole = (value: number): boolean => Number.isSafeInteger(value)

/** Counts the kinds of values in one field. */
export class FieldCensus {
  private readonly counts = new Map<Kind, number>()
  private readonly firsts = new Map<Kind, { readonly row: number; readonly text: string }>()
  private readonly words = new Set<string>()
  private readonly marking: ReadonlySet<string>

  /** @param missing the caller's words for a missing value; the default words if left out. */
  constructor(missing: readonly string[] | undefined) {
    this.marking = new Set(['', ...missing ?? missingMarkers])
  }

  add(row: number, value: JsonValue | undefined): void {
    if (value === null || value === undefined) return
    const kind = this.kindOf(value)
    if (kind === 'marker') this.words.add(String(value).trim())
    const count = this.counts.get(kind) ?? 0
    if (count === 0) this.firsts.set(kind, { row, text: (jsonText(value) ?? '').slice(0, 40) })
    this.counts.set(kind, count + 1)
  }

  /** Whether a value is a word that counts as missing in a field of numbers or booleans. */
  isMarker(value: JsonValue): boolean {
    return typeof value === 'string' && this.marking.has(value.trim())
  }

  get markers(): string[] {
    return [...this.words].filter(word => word !== '')
  }

  /** How the field is stored: as the type that all its values have, or as text. */
  decide(): { readonly storage: 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR'; readonly note: ColumnNote | null } {
    const count = (kind: Kind): number => this.counts.get(kind) ?? 0
    const numbers = count('whole') + count('real') + count('long')
    const others = count('boolean') + count('text') + count('nested')
    if (others === 0 && numbers > 0) {
      return count('long') > 0 ? { storage: 'VARCHAR', note: this.note('long-integers', 'long') } : { storage: count('real') > 0 ? 'DOUBLE' : 'BIGINT', note: null }
    }
    if (count('boolean') > 0 && numbers + count('text') + count('nested') === 0) return { storage: 'BOOLEAN', note: null }
    const firstOther = (['text', 'boolean', 'nested'] as const).find(kind => count(kind) > 0)
    const isStray = numbers > others && firstOther !== undefined
    return { storage: 'VARCHAR', note: isStray ? this.note('words-among-numbers', firstOther, { words: others, numbers }) : null }
  }

  private note(code: 'long-integers' | 'words-among-numbers', kind: Kind, more: Readonly<Record<string, number>> = {}): ColumnNote {
    const { row, text } = this.firsts.get(kind)!
    return noteOf(code, { row, line: null, text }, more)
  }

  private kindOf(value: JsonValue): Kind {
    if (typeof value === 'number') return isSmallWhole(value) && !Object.is(value, -0) ? 'whole' : 'real'
    if (typeof value === 'boolean') return 'boolean'
    if (typeof value === 'string') return this.isMarker(value) ? 'marker' : 'text'
    return value instanceof LongInteger ? 'long' : 'nested'
  }
}
