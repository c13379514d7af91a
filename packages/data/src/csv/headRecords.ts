import type { Escape } from '../dialect.js'

/** A record at the beginning of a text. */
export interface HeadRecord {
  readonly cells: readonly string[]
  /** Whether each cell was in quotes. */
  readonly quoted: readonly boolean[]
  /** Whether other characters than spaces followed the closing quote of a cell. */
  readonly isOverrun: boolean
  /** 1-based line of the text where the record begins. */
  readonly line: number
}

export interface HeadReading {
  /** One character, or `whitespace`. */
  readonly delimiter: string
  /** Empty if there are no quotes. */
  readonly quote: string
  readonly escape: Escape
  /** Number of lines to skip before the first record. */
  readonly skip: number
  /** Whether the text is the whole file. If it is not, its last record may be incomplete and is left out. */
  readonly isWhole: boolean
  /** Maximum number of records. */
  readonly limit: number
}

/**
 * The records at the beginning of a CSV text, to detect its layout before the file is read. Quotes are
 * respected, but faults are not reported: `RecordScanner` reports the faults of the whole file.
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

/** Index where line `skip` (0-based) begins. A byte order mark is skipped. */
function lineStart(text: string, skip: number): number {
  let at = text.startsWith('\uFEFF') ? 1 : 0
  for (let left = skip; left > 0 && at < text.length; at++) {
    if (text[at] === '\r' && text[at + 1] === '\n') at++
    if (text[at] === '\n' || text[at] === '\r') left--
  }
  return at
}

/** Whether a backslash before this character escapes it and is left out. Before any other character, a backslash is part of the cell. */
function isEscapable(character: string, quote: string): boolean {
  return character === quote || character === '\\' || character === '\n' || character === '\r'
}
