import { describeValue } from '@mixtura/numerics/validation'
import { DatasetError } from './datasetError.js'
import { countOf, fileLabel } from './wording.js'

/** Why bytes are no text: they contain a zero byte, or bytes that the encoding does not have. */
export type TextFault = 'zero-byte' | 'foreign-bytes'

/** The bytes of a file are no text in the encoding in which it is read. */
export class UndecodableTextError extends DatasetError {
  override readonly name = 'UndecodableTextError'
  readonly code = 'undecodable-text'
  /**
   * @param encoding encoding in which the text was read.
   * @param offset   0-based byte (after decompression, in UTF-8) of the first fault; null if it is not known.
   */
  constructor(readonly path: string, readonly encoding: string, readonly fault: TextFault, readonly offset: number | null) {
    const place = offset === null ? '' : ` at offset ${offset}`
    super(
      fault === 'foreign-bytes'
        ? `${fileLabel(path)} is not ${encoding} text: the bytes${place} do not belong there. ` +
            'Name its encoding with the option encoding, such as gb18030, utf-16le or windows-1252.'
        : `${fileLabel(path)} holds a zero byte${place}, so it is not ${encoding} text. ` +
            'Export it again as text, or name its encoding with the option encoding.',
    )
  }
}

/** A row has another number of cells than the first record. */
export class RaggedRowError extends DatasetError {
  override readonly name = 'RaggedRowError'
  readonly code = 'ragged-row'
  readonly expected: number
  readonly found: number
  /**
   * @param line     1-based line of the file where the row begins.
   * @param expected number of cells in the first record, which begins in line `firstLine`.
   * @param found    number of cells in this row.
   */
  constructor(readonly path: string, readonly line: number, { expected, found, firstLine }: { readonly expected: number; readonly found: number; readonly firstLine: number }) {
    super(
      `Line ${line} of ${fileLabel(path)} has ${countOf(found, 'cell')} where ${firstLine <= 1 ? 'the first line' : `line ${firstLine}`} has ${expected}. ` +
        'Correct that line: a cell that holds the delimiter must stand in double quotes. If the file is cut wrongly, say how with the options ' +
        'delimiter and quote, or leave out lines before its names with skipRows.',
    )
    this.expected = expected
    this.found = found
  }
}

/** An option of how a file is read has a value that cannot be used. */
export class OpenOptionError extends DatasetError {
  override readonly name = 'OpenOptionError'
  readonly code = 'open-option'
  constructor(readonly option: string, readonly value: unknown, readonly expected: string) {
    super(
      `The option ${option} must be ${expected}, but it is ${typeof value === 'string' ? JSON.stringify(value) : describeValue(value)}. ` +
        'Correct it, or leave it out: then the file decides.',
    )
  }
}

/** What is wrong with the quotes of a CSV file. */
export type CsvFault = 'unclosed-quote' | 'text-after-quote'

const csvFaults: Readonly<Record<CsvFault, string>> = {
  'unclosed-quote':
    `opens a double quote that is never closed. Close it, or write "" for a quote inside a cell. If quotes are signs like others, pass quote: ''.`,
  'text-after-quote':
    'goes on after a closing double quote. Write "" for a quote inside a quoted cell, or another sign: then name it with the option quote. ' +
    `If quotes are signs like others, pass quote: ''.`,
}

/** The quotes of a CSV file are wrong. */
export class MalformedCsvError extends DatasetError {
  override readonly name = 'MalformedCsvError'
  readonly code = 'malformed-csv'
  /** @param line 1-based line of the file. */
  constructor(readonly path: string, readonly line: number, readonly fault: CsvFault) {
    super(`Line ${line} of ${fileLabel(path)} ${csvFaults[fault]}`)
  }
}

/** A file is not readable as JSON. */
export class MalformedJsonError extends DatasetError {
  override readonly name = 'MalformedJsonError'
  readonly code = 'malformed-json'
  /** @param reason the parser's message: what is wrong, and where. */
  constructor(readonly path: string, readonly reason: string) {
    super(
      `${fileLabel(path)} is not readable JSON: ${reason}. ` +
        'It must hold an array of objects, or one object per line.',
    )
  }
}
