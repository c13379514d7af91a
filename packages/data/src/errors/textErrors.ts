import { DatasetError } from './datasetError.js'
import { countOf, fileLabel } from './wording.js'

export type Utf16 = 'UTF-16LE' | 'UTF-16BE'

export class NotUtf8Error extends DatasetError {
  override readonly name = 'NotUtf8Error'
  readonly code = 'not-utf8'
  /**
   * @param offset   byte (0-based, after decompression) where the text stops being UTF-8.
   * @param encoding named where a byte order mark says it, else null.
   */
  constructor(readonly path: string, readonly offset: number, readonly encoding: Utf16 | null) {
    super(
      encoding === null
        ? `${fileLabel(path)} is not UTF-8 text: the byte at offset ${offset} does not belong there. ` +
            'Save the file again with the encoding UTF-8.'
        : `${fileLabel(path)} is ${encoding} text, not UTF-8. Save the file again with the encoding UTF-8.`,
    )
  }
}

export class RaggedRowError extends DatasetError {
  override readonly name = 'RaggedRowError'
  readonly code = 'ragged-row'
  /**
   * @param line     1-based line of the file where the row begins.
   * @param expected cells in the first line.
   * @param found    cells in this row.
   */
  constructor(readonly path: string, readonly line: number, readonly expected: number, readonly found: number) {
    super(
      `Line ${line} of ${fileLabel(path)} has ${countOf(found, 'cell')} where the first line has ${expected}. ` +
        'Correct that line: a cell that holds the delimiter must stand in double quotes.',
    )
  }
}

export type CsvFault = 'blank-line' | 'unclosed-quote' | 'text-after-quote'

const csvFaults: Readonly<Record<CsvFault, string>> = {
  'blank-line': 'is blank, though more lines follow. Remove the blank line.',
  'unclosed-quote': 'opens a double quote that is never closed. Close it, or write "" for a quote inside a cell.',
  'text-after-quote': 'goes on after a closing double quote. Write "" for a quote inside a quoted cell.',
}

export class MalformedCsvError extends DatasetError {
  override readonly name = 'MalformedCsvError'
  readonly code = 'malformed-csv'
  /** @param line 1-based line of the file. */
  constructor(readonly path: string, readonly line: number, readonly fault: CsvFault) {
    super(`Line ${line} of ${fileLabel(path)} ${csvFaults[fault]}`)
  }
}

export class MalformedJsonError extends DatasetError {
  override readonly name = 'MalformedJsonError'
  readonly code = 'malformed-json'
  /** @param reason where and what, in the parser's words. */
  constructor(readonly path: string, readonly reason: string) {
    super(
      `${fileLabel(path)} is not readable JSON: ${reason}. ` +
        'It must hold an array of objects, or one object per line.',
    )
  }
}
