import type { Escape } from '../dialect.js'

const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
const backslash = 0x5c
const noByte = -1

/** The position of a byte in a record. `Wrapped` is an unquoted cell that must be put into quotes, because its text begins with a quote. */
const enum Place {
  CellStart,
  Unquoted,
  Wrapped,
  Quoted,
  AfterQuote,
}

/** How the records of a text are written. */
export interface RecordMarks {
  /** ASCII codes; `quote` is -1 if there are no quotes. */
  readonly delimiter: number
  readonly quote: number
  readonly escape: Escape
  /** Whether lines of only spaces are left out. */
  readonly dropsBlankLines: boolean
}

/**
 * The same records in one plain form (RFC 4180): lines end in a line feed, blank lines are left out if `dropsBlankLines` says so,
 * there are no spaces around quotes, and a quote inside a cell is doubled. `RecordScanner` must have checked the structure before.
 */
export async function* plainRecords(
  chunks: AsyncIterable<Buffer>, { delimiter, quote, escape, dropsBlankLines }: RecordMarks,
): AsyncGenerator<Buffer, void, undefined> {
  const escapes = escape === 'backslash' ? backslash : noByte
  let place: Place = Place.CellStart
  let isFirstCell = true
  /** Number of spaces at the start of a cell. They are written only if no quote follows. */
  let spaces = 0
  let afterReturn = false
  let isEscaped = false
  for await (const bytes of chunks) {
    // One byte becomes at most three: an escaped quote that opens a wrapped cell does.
    const out = Buffer.allocUnsafe(3 * bytes.length + spaces + 1)
    let length = 0
    const flushSpaces = (): void => {
      for (; spaces > 0; spaces--) out[length++] = space
    }
    const openWrapped = (): Place => {
      out[length++] = quote
      return Place.Wrapped
    }
    for (const byte of bytes) {
      if (isEscaped) {
        isEscaped = false
        if (place === Place.Quoted) {
          if (byte === quote) out[length++] = quote
          else if (byte !== backslash && byte !== lineFeed && byte !== carriageReturn) out[length++] = backslash
          out[length++] = byte
          continue
        }
        if (byte === quote || byte === backslash) {
          if (place === Place.CellStart) place = byte === quote ? openWrapped() : Place.Unquoted
          flushSpaces()
          if (place === Place.Wrapped && byte === quote) out[length++] = quote
          out[length++] = byte
          continue
        }
        // The backslash is part of the cell, and so may be the byte after it.
        flushSpaces()
        out[length++] = backslash
        if (place === Place.CellStart) place = Place.Unquoted
      }
      if (place === Place.Quoted) {
        if (byte === escapes) isEscaped = true
        else if (byte === quote) place = Place.AfterQuote
        else out[length++] = byte
        continue
      }
      const isPair = afterReturn && byte === lineFeed
      afterReturn = byte === carriageReturn
      if (isPair) continue
      if (byte === lineFeed || byte === carriageReturn || byte === delimiter) {
        if (place === Place.AfterQuote || place === Place.Wrapped) out[length++] = quote
        const isBlank = isFirstCell && place === Place.CellStart && byte !== delimiter
        if (isBlank && dropsBlankLines) spaces = 0
        else {
          flushSpaces()
          out[length++] = byte === delimiter ? delimiter : lineFeed
        }
        isFirstCell = byte !== delimiter
        place = Place.CellStart
      } else if (byte === quote && place === Place.CellStart) {
        spaces = 0
        out[length++] = quote
        place = Place.Quoted
      } else if (place === Place.AfterQuote) {
        // A doubled quote continues the cell; any other byte here is a space.
        if (byte !== quote) continue
        out[length++] = quote
        out[length++] = quote
        place = Place.Quoted
      } else if (byte === space && place === Place.CellStart) spaces++
      else if (byte === escapes) isEscaped = true
      else {
        flushSpaces()
        if (place === Place.CellStart) place = Place.Unquoted
        if (place === Place.Wrapped && byte === quote) out[length++] = quote
        out[length++] = byte
      }
    }
    yield out.subarray(0, length)
  }
  if (isEscaped) yield Buffer.of(backslash)
  if (place === Place.AfterQuote || place === Place.Wrapped) yield Buffer.of(quote)
  if (place === Place.CellStart && spaces > 0 && !(isFirstCell && dropsBlankLines)) yield Buffer.alloc(spaces, space)
}
