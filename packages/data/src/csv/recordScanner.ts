import { MalformedCsvError, RaggedRowError } from '../errors/textErrors.js'

const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20
const quote = 0x22

/** Ways in which a line may end, as bits, so that those of a file add up. */
const endsInLineFeed = 1
const endsInBoth = 2
const endsInReturn = 4

/** Where in a record the scanner stands. */
const enum Place {
  CellStart,
  Unquoted,
  Quoted,
  AfterQuote,
}

export interface RecordScan {
  /** Cells of every record; 0 for a file of blank lines. */
  readonly columns: number
  /** Records, the header among them. In a single column a blank line is a record with a missing cell. */
  readonly records: number
  /** Blank lines at the end that are records by that rule, though they carry nothing. */
  readonly blankRecordsAtEnd: number
  /** Bytes of the longest record. */
  readonly longestRecord: number
  /** Whether lines end in more than one way. */
  readonly hasMixedNewlines: boolean
}

/**
 * Walks all bytes of a CSV file and proves its structure: every record has as many cells as the
 * first, every quote is closed, no blank line stands between records. A reader that guesses would
 * skip or join such lines; what passes here can be read in one way only (RFC 4180, with spaces
 * allowed around a quoted cell). O(bytes), no allocation.
 */
export class RecordScanner {
  private place: Place = Place.CellStart
  private line = 1
  private recordLine = 1
  private quoteLine = 1
  private cells = 1
  private recordBytes = 0
  private expected = 0
  private records = 0
  private blanksAtEnd = 0
  private blankLine = 0
  private longest = 0
  private newlines = 0
  private afterReturn = false

  /**
   * @param delimiter ASCII code.
   * @param until     stops after this many records: `push` then returns false, and `lastRecordLine`
   *                  is where record `until` begins.
   */
  constructor(
    private readonly path: string,
    private readonly delimiter: number,
    private readonly until = Infinity,
  ) {}

  /** 1-based line where the last complete record begins. */
  lastRecordLine = 0

  /**
   * @returns whether more is wanted.
   * @throws {RaggedRowError} {MalformedCsvError}
   */
  push(bytes: Uint8Array): boolean {
    const { delimiter } = this
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]
      if (this.afterReturn) {
        this.afterReturn = false
        if (byte === lineFeed) {
          this.newlines |= endsInBoth
          continue
        }
        this.newlines |= endsInReturn
      }
      if (this.place === Place.Quoted) {
        this.recordBytes++
        if (byte === quote) this.place = Place.AfterQuote
        else if (byte === lineFeed) this.line++
        continue
      }
      if (byte === lineFeed || byte === carriageReturn) {
        if (byte === lineFeed) this.newlines |= endsInLineFeed
        else this.afterReturn = true
        this.endRecord()
        this.line++
        this.recordLine = this.line
        if (this.records >= this.until) return false
        continue
      }
      this.recordBytes++
      if (byte === delimiter) {
        this.cells++
        this.place = Place.CellStart
      } else if (byte === quote) {
        if (this.place === Place.AfterQuote) this.place = Place.Quoted
        else if (this.place === Place.CellStart) {
          this.place = Place.Quoted
          this.quoteLine = this.line
        }
      } else if (byte !== space) {
        if (this.place === Place.AfterQuote) throw new MalformedCsvError(this.path, this.line, 'text-after-quote')
        this.place = Place.Unquoted
      }
    }
    return true
  }

  /** @throws {RaggedRowError} {MalformedCsvError} */
  end(): RecordScan {
    if (this.place === Place.Quoted) throw new MalformedCsvError(this.path, this.quoteLine, 'unclosed-quote')
    if (this.recordBytes > 0) this.endRecord()
    const newlines = this.newlines | (this.afterReturn ? endsInReturn : 0)
    return {
      columns: this.expected,
      records: this.records,
      blankRecordsAtEnd: this.blanksAtEnd,
      longestRecord: this.longest,
      hasMixedNewlines: (newlines & (newlines - 1)) !== 0, // more than one bit
    }
  }

  private endRecord(): void {
    const { cells, recordBytes } = this
    this.cells = 1
    this.recordBytes = 0
    this.place = Place.CellStart
    if (recordBytes === 0) {
      if (this.expected !== 1) {
        this.blankLine ||= this.recordLine
        return
      }
      this.blanksAtEnd++
    } else {
      if (this.blankLine > 0) throw new MalformedCsvError(this.path, this.blankLine, 'blank-line')
      this.blanksAtEnd = 0
    }
    if (this.expected === 0) this.expected = cells
    else if (cells !== this.expected) throw new RaggedRowError(this.path, this.recordLine, this.expected, cells)
    if (recordBytes > this.longest) this.longest = recordBytes
    this.records++
    this.lastRecordLine = this.recordLine
  }
}
