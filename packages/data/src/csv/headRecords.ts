import type { Escape } from '../dialect.js'

/** A record at the beginning of a text. */
export interface HeadRecord {
  readonly cells: readonly string[]
  /** Whether a cell stood in quotes. */
  readonly quoted: readonly boolean[]
  /** Whether more than spaces stood behind the closing quote of a cell. */
  readonly isOverrun: boolean
  /** 1-based line of the text where it begins. */
  readonly line: number
}

export interface HeadReading {
  /** One character, or `whitespace`. */
  readonly delimiter: string
  /** Empty for none. */
  readonly quote: string
  readonly escape: Escape
  /** Lines to leave out before the first record. */
  readonly skip: number
  /** Whether the text is the whole file; if not, its last record may be cut and is left out. */
  readonly isWhole: boolean
  /** Records at most. */
  readonly limit: number
}

/**
 * The records at the beginning of a CSV text, for looking at before the file is read: quotes are
 * honoured, faults are not reported (`RecordScanner` reports them over the whole file).
 */
export function headRecords(text: string, { delimiter, quote, escape, skip, isWhole, limit }: HeadReading): HeadRecord[] {
  const records: HeadRecord[] = []
  const isSpaced = delimiter === 'whitespace'
  const isDelimiter = (character: string): boolean => (isSpaced ? character === ' ' || character === '\t' : character === delimiter)
  const isSign = (character: string): boolean => isDelimiter(character) || character === quote || character === '\n' || character === '\r'
  let cells: string[] = []
  let quoted: boolean[] = []
  let cell = ''
  let wasQuoted = false
  let isQuoted = false
  let isOverrun = false
  let line = skip + 1
  let recordLine = line
  const endCell = (): void => {
    cells.push(cell)
    quoted.push(wasQuoted)
    cell = ''
    wasQuoted = false
  }
  const endRecord = (): void => {
    if (!isSpaced || cell !== '' || wasQuoted) endCell()
    records.push({ cells, quoted, isOverrun, line: recordLine })
    cells = []
    quoted = []
    isOverrun = false
  }
  let i = lineStart(text, skip)
  for (; i < text.length && records.length < limit; i++) {
    const character = text[i]
    if (isQuoted) {
      if (character === '\n') line++
      if (escape === 'backslash' && character === '\\' && isEscapable(text[i + 1] ?? '', quote)) {
        cell += text[++i]
        if (text[i] === '\n') line++
      } else if (character !== quote) cell += character
      else if (escape === 'doubled' && text[i + 1] === quote) cell += text[++i]
      else isQuoted = false
    } else if (isDelimiter(character)) {
      if (!isSpaced || cell !== '' || wasQuoted) endCell()
    } else if (quote !== '' && character === quote && cell.trim() === '' && !wasQuoted) {
      isQuoted = true
      wasQuoted = true
      cell = ''
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[i + 1] === '\n') i++
      endRecord()
      recordLine = ++line
    } else {
      const start = i
      while (i + 1 < text.length && !isSign(text[i + 1])) i++
      const piece = text.slice(start, i + 1)
      if (wasQuoted && piece.trim() !== '') isOverrun = true
      cell += piece
    }
  }
  const hasRest = cell !== '' || wasQuoted || cells.length > 0
  if (isWhole && records.length < limit && hasRest && !isQuoted) endRecord()
  return records
}

/** Where line `skip` (0-based) begins, after the byte order mark. */
function lineStart(text: string, skip: number): number {
  let at = text.startsWith('\uFEFF') ? 1 : 0
  for (let left = skip; left > 0 && at < text.length; at++) {
    if (text[at] === '\r' && text[at + 1] === '\n') at++
    if (text[at] === '\n' || text[at] === '\r') left--
  }
  return at
}

/** Characters that a backslash in front takes literally: it is left out. In front of any other it is a character itself. */
function isEscapable(character: string, quote: string): boolean {
  return character === quote || character === '\\' || character === '\n' || character === '\r'
}
