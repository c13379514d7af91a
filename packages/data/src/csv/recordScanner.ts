import { MalformedCsvError, RaggedRowError } from '../errors/textErrors.js'
import type { Escape } from '../dialect.js'
import type { ColumnCensus } from './columnCensus.js'

const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
const backslash = 0x5c
const noByte = -1

/** The ways in which a line may end, as bits. The bits of all lines of a file are combined. */
const endsInLineFeed = 1
const endsInBoth = 2
const endsInReturn = 4

/** Bytes that are kept of a cell that crosses chunks; a longer cell is text. */
const maxSplitCellBytes = 4096

/** The scanner's position within a record. */
const enum Place {
  CellStart,
  Unquoted,
  Quoted,
  AfterQuote,
}

/** How the scanner cuts a text into records and cells. */
export interface RecordCutting {
  /** ASCII code of the delimiter. */
  readonly delimiter: number
  /** ASCII code of the quote; -1 if there are no quotes. */
  readonly quote: number
  /** How a quote inside a quoted cell is written. */
  readonly escape: Escape
  /** Number of lines before the first record. */
  readonly skipLines: number
  /** Number of records (names, units) before the rows. */
  readonly leadRecords: number
  /** Number of cells of the first record if it names the columns. Any other first record has as many cells as the rows. */
  readonly leadCells: number
  /** Number of cells of every row; 0 takes the number of the first record. */
  readonly columns: number
}

export interface RecordScan {
  /** Number of cells of every row; 0 for a file of blank lines. */
  readonly columns: number
  /** Number of records, including names and units. In a file with a single column a blank line is a record with a missing cell. */
  readonly records: number
  /** Number of blank lines at the end that count as records by this rule but hold no data. */
  readonly blankRecordsAtEnd: number
  /** Number of blank lines before records in a file with several columns, where they are not records. */
  readonly blankLines: number
  /** Number of bytes of the longest record. */
  readonly longestRecord: number
  /** Whether there are spaces around a quoted cell. */
  readonly hasSpacedQuotes: boolean
  /** The end of all lines; null if lines end in different ways, or in carriage returns alone. */
  readonly newline: '\n' | '\r\n' | null
  /** Where the first row begins: the number of bytes before it, and its 0-based line. */
  readonly rowsAt: { readonly offset: number; readonly line: number }
}

/**
 * Checks the structure of a CSV file in one pass over all bytes: every record must have as many cells as
 * the first, and every quote must be closed. A reader that guesses would skip or join other lines. A file
 * that passes can be read in one way only (RFC 4180, with spaces allowed around a quoted cell, and `\"` for
 * a quote inside it if the cutting says so). In a file with a single column, a line of only spaces is a
 * record with a missing cell; in a file with several columns it is not a record. The scanner also adds every
 * cell of the rows to a census. O(bytes).
 */
export class RecordScanner {
  private place: Place = Place.CellStart
  private offset = 0
  private line = 1
  private recordLine = 1
  private quoteLine = 1
  private cells = 1
  private recordBytes = 0
  private expected: number
  private records = 0
  private blanksAtEnd = 0
  private blankLines = 0
  /** Number of blank lines since the last record. They are counted when another record follows. */
  private blankLinesAtEnd = 0
  private isEscaped = false
  private hasSpacedQuotes = false
  /** Whether the cell begins with spaces. */
  private isSpaced = false
  private firstLine = 0
  private longest = 0
  private newlines = 0
  private afterReturn = false
  private skipping: number
  private rowsAt = { offset: 0, line: 0 }
  private pieces: Uint8Array[] = []
  private pieceBytes = 0
  /** Index in this chunk where the content of the cell begins. `cellEnd` is where it ended, if its quote is closed. */
  private cellStart = 0
  private cellEnd = noByte

  /**
   * @param until number of records after which to stop: `push` then returns false, and `lastRecordLine`
   *              is the line where record `until` begins.
   */
  constructor(
    private readonly path: string,
    private readonly cutting: RecordCutting,
    private readonly census: ColumnCensus | null = null,
    private readonly until = Infinity,
  ) {
    this.expected = cutting.columns
    this.skipping = cutting.skipLines
  }

  /** 1-based line where the last complete record begins. */
  lastRecordLine = 0

  /**
   * @returns whether the scanner needs more bytes.
   * @throws {RaggedRowError} {MalformedCsvError}
   */
  push(bytes: Uint8Array): boolean {
    const { delimiter, quote } = this.cutting
    const escape = this.cutting.escape === 'backslash' ? backslash : noByte
    this.cellStart = 0
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]
      if (this.afterReturn) {
        this.afterReturn = false
        if (byte === lineFeed) {
          this.newlines |= endsInBoth
          this.cellStart = i + 1
          if (this.recordBytes === 0) this.atRecordStart(i + 1)
          continue
        }
        this.newlines |= endsInReturn
      }
      if (this.skipping > 0) {
        if (byte !== lineFeed && byte !== carriageReturn) continue
        if (byte === lineFeed) this.newlines |= endsInLineFeed
        else this.afterReturn = true
        this.skipping--
        this.recordLine = ++this.line
        this.cellStart = i + 1
        if (this.skipping === 0) this.atRecordStart(i + 1)
        continue
      }
      if (this.place === Place.Quoted) {
        this.recordBytes++
        if (this.isEscaped) {
          this.isEscaped = false
          if (byte === lineFeed) this.line++
        } else if (byte === escape) this.isEscaped = true
        else if (byte === quote) {
          this.place = Place.AfterQuote
          this.endContent(bytes, i)
        } else if (byte === lineFeed) this.line++
        continue
      }
      if (byte === lineFeed || byte === carriageReturn) {
        if (byte === lineFeed) this.newlines |= endsInLineFeed
        else this.afterReturn = true
        this.endCell(bytes, i)
        this.endRecord()
        this.line++
        this.recordLine = this.line
        this.cellStart = i + 1
        this.atRecordStart(i + 1)
        if (this.records >= this.until) return false
        continue
      }
      this.recordBytes++
      if (byte === delimiter) {
        this.endCell(bytes, i)
        this.cells++
        this.place = Place.CellStart
        this.isSpaced = false
        this.cellStart = i + 1
      } else if (byte === quote) {
        if (this.place === Place.AfterQuote) {
          if (escape !== noByte) throw new MalformedCsvError(this.path, this.line, 'text-after-quote')
          this.place = Place.Quoted
          this.cellEnd = noByte
          if (this.pieceBytes > 0) this.cellStart = i
        } else if (this.place === Place.CellStart) {
          if (this.isSpaced) this.hasSpacedQuotes = true
          this.place = Place.Quoted
          this.quoteLine = this.line
          this.dropPieces()
          this.cellStart = i + 1
        }
      } else if (byte !== space) {
        if (this.place === Place.AfterQuote) throw new MalformedCsvError(this.path, this.line, 'text-after-quote')
        this.place = Place.Unquoted
      } else if (this.place === Place.AfterQuote) this.hasSpacedQuotes = true
      else this.isSpaced = true
    }
    this.endChunk(bytes)
    this.offset += bytes.length
    return true
  }

  /** @throws {RaggedRowError} {MalformedCsvError} */
  end(): RecordScan {
    if (this.place === Place.Quoted) throw new MalformedCsvError(this.path, this.quoteLine, 'unclosed-quote')
    if (this.recordBytes > 0) {
      this.cellStart = 0
      this.endCell(new Uint8Array(0), 0)
      this.endRecord()
    }
    const newlines = this.newlines | (this.afterReturn ? endsInReturn : 0)
    return {
      columns: this.expected,
      records: this.records,
      blankRecordsAtEnd: this.blanksAtEnd,
      blankLines: this.blankLines,
      longestRecord: this.longest,
      hasSpacedQuotes: this.hasSpacedQuotes,
      newline: newlines === 0 || newlines === endsInLineFeed ? '\n' : newlines === endsInBoth ? '\r\n' : null,
      rowsAt: this.rowsAt,
    }
  }

  /** @param at index in this chunk after the end of the line. */
  private atRecordStart(at: number): void {
    if (this.records === this.cutting.leadRecords) {
      // A blank line before the first row moves its start. Later lines do not, because a record has been counted by then.
      this.rowsAt = { offset: this.offset + at, line: this.line - 1 }
    }
  }

  private endContent(bytes: Uint8Array, end: number): void {
    if (this.pieceBytes > 0) {
      this.keepPiece(bytes.subarray(this.cellStart, end))
      this.cellStart = 0
    }
    this.cellEnd = end
  }

  private endCell(bytes: Uint8Array, at: number): void {
    const { census } = this
    // A row with too many cells is refused at its end; its extra cells must not enter the census before.
    if (census !== null && this.records >= this.cutting.leadRecords && this.cells <= census.columns && (this.cells > 1 || this.place !== Place.CellStart || census.columns === 1)) {
      if (this.cells === 1) {
        census.row = this.records - this.cutting.leadRecords
        census.line = this.recordLine
      }
      const end = this.cellEnd === noByte ? at : this.cellEnd
      if (this.pieceBytes === 0) census.add(this.cells - 1, bytes, this.cellStart, end)
      else {
        if (this.cellEnd === noByte) this.keepPiece(bytes.subarray(this.cellStart, at))
        const whole = Buffer.concat(this.pieces)
        census.add(this.cells - 1, whole, 0, whole.length)
      }
    }
    this.cellEnd = noByte
    this.dropPieces()
  }

  /** Keeps the part of a cell that continues in the next chunk. */
  private endChunk(bytes: Uint8Array): void {
    if (this.cellEnd === noByte) this.keepPiece(bytes.subarray(this.cellStart))
    else {
      if (this.pieceBytes === 0) this.keepPiece(bytes.subarray(this.cellStart, this.cellEnd))
      this.cellEnd = 0
    }
  }

  private keepPiece(piece: Uint8Array): void {
    if (piece.length === 0) return
    if (this.pieceBytes < maxSplitCellBytes) this.pieces.push(piece.slice(0, maxSplitCellBytes))
    this.pieceBytes += piece.length
  }

  private dropPieces(): void {
    if (this.pieceBytes === 0) return
    this.pieces = []
    this.pieceBytes = 0
  }

  private endRecord(): void {
    const { cells, recordBytes, cutting } = this
    const isBlank = cells === 1 && this.place === Place.CellStart
    this.cells = 1
    this.isSpaced = false
    this.recordBytes = 0
    this.place = Place.CellStart
    if (isBlank && this.expected !== 1) {
      this.blankLinesAtEnd++
      return
    }
    this.blankLines += this.blankLinesAtEnd
    this.blankLinesAtEnd = 0
    if (recordBytes === 0) this.blanksAtEnd++
    else this.blanksAtEnd = 0
    const isLead = this.records === 0 && cutting.leadRecords > 0
    if (this.expected === 0) this.expected = cells
    const expected = isLead && cutting.columns > 0 ? cutting.leadCells : this.expected
    if (this.records === 0) this.firstLine = this.recordLine
    if (cells !== expected) throw new RaggedRowError(this.path, this.recordLine, { expected, found: cells, firstLine: this.firstLine })
    if (recordBytes > this.longest) this.longest = recordBytes
    this.records++
    this.lastRecordLine = this.recordLine
  }
}
