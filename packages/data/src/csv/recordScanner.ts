import { MalformedCsvError, RaggedRowError } from '../errors/textErrors.js'
import type { Escape } from '../dialect.js'
import type { ColumnCensus } from './columnCensus.js'

const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
const backslash = 0x5c
const noByte = -1

/** Ways in which a line may end, as bits, so that those of a file add up. */
const endsInLineFeed = 1
const endsInBoth = 2
const endsInReturn = 4

/** Bytes of a cell that are looked at where it crosses chunks; a longer cell is text. */
const longestSplitCell = 4096

/** Where in a record the scanner stands. */
const enum Place {
  CellStart,
  Unquoted,
  Quoted,
  AfterQuote,
}

/** How the scanner cuts a text. */
export interface RecordCutting {
  /** ASCII code. */
  readonly delimiter: number
  /** ASCII code; -1 for none. */
  readonly quote: number
  /** How a quote inside a quoted cell is written. */
  readonly escape: Escape
  /** Lines before the first record. */
  readonly skipLines: number
  /** Records (names, units) before the rows. */
  readonly leadRecords: number
  /** Cells of the first record, where it names the columns; otherwise it has as many as the rows. */
  readonly leadCells: number
  /** Cells of every row; 0 takes the first record's. */
  readonly columns: number
}

export interface RecordScan {
  /** Cells of every row; 0 for a file of blank lines. */
  readonly columns: number
  /** Records, names and units among them. In a single column a blank line is a record with a missing cell. */
  readonly records: number
  /** Blank lines at the end that are records by that rule, though they carry nothing. */
  readonly blankRecordsAtEnd: number
  /** Blank lines before a record, which are none themselves: the file has several columns. */
  readonly blankLines: number
  /** Bytes of the longest record. */
  readonly longestRecord: number
  /** Whether spaces stand around a cell in quotes. */
  readonly hasSpacedQuotes: boolean
  /** How all lines end; null if they end in more than one way, or in carriage returns alone. */
  readonly newline: '\n' | '\r\n' | null
  /** Where the first row begins: bytes before it, and 0-based line. */
  readonly rowsAt: { readonly offset: number; readonly line: number }
}

/**
 * Walks all bytes of a CSV file and proves its structure: every record has as many cells as the
 * first, and every quote is closed. A reader that guesses would skip or join other lines; what passes
 * here can be read in one way only (RFC 4180, with spaces allowed around a quoted cell, and `\"` for a
 * quote inside it if the cutting says so). A line of nothing but spaces is a record with a missing cell
 * where there is one column, and no record where there are several. On the way every cell of the rows
 * is shown to a census. O(bytes).
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
  /** Blank lines since the last record: they count once another record follows. */
  private blankLinesAtEnd = 0
  private isEscaped = false
  private hasSpacedQuotes = false
  /** Spaces stand before what the cell begins with. */
  private isSpaced = false
  private firstLine = 0
  private longest = 0
  private newlines = 0
  private afterReturn = false
  private skipping: number
  private rowsAt = { offset: 0, line: 0 }
  private pieces: Uint8Array[] = []
  private pieceBytes = 0
  /** Where the content of the cell begins in this chunk, and where it ended if its quote is closed. */
  private cellStart = 0
  private cellEnd = noByte

  /**
   * @param until stops after this many records: `push` then returns false, and `lastRecordLine`
   *              is where record `until` begins.
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
   * @returns whether more is wanted.
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

  /** @param at index in this chunk behind the end of the line. */
  private atRecordStart(at: number): void {
    if (this.records === this.cutting.leadRecords) {
      // A blank line before the first row moves it on; later lines do not, since a record was counted then.
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
    // A row beyond the expected cells is refused at its end: it must not be counted on the way.
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

  /** Keeps what this chunk has of a cell that goes on in the next. */
  private endChunk(bytes: Uint8Array): void {
    if (this.cellEnd === noByte) this.keepPiece(bytes.subarray(this.cellStart))
    else {
      if (this.pieceBytes === 0) this.keepPiece(bytes.subarray(this.cellStart, this.cellEnd))
      this.cellEnd = 0
    }
  }

  private keepPiece(piece: Uint8Array): void {
    if (piece.length === 0) return
    if (this.pieceBytes < longestSplitCell) this.pieces.push(piece.slice(0, longestSplitCell))
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
