import { copyFileSync, mkdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  DamagedGzipError, DatasetError, EmptyFileError, FileNotFoundError, MalformedCsvError, MalformedJsonError,
  MalformedParquetError, NoRowsError, NotAFileError, openDataset, openSampleDataset, RaggedRowError,
  UndecodableTextError, UnsupportedFormatError,
} from './index.js'
import { closeAfterEach, errorOf, temporaryFolder } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
const keep = closeAfterEach()

describe('a file that cannot be opened', () => {
  it('is not there', async () => {
    const path = join(folder.path, 'absent.csv')
    const error = await errorOf(FileNotFoundError, openDataset(path))
    expect(error).toMatchObject({ name: 'FileNotFoundError', code: 'file-not-found', path })
    expect(error.message).toBe(`There is no file at ${path}. Check the folder and the spelling.`)
  })

  it('is a folder', async () => {
    const path = join(folder.path, 'folder.csv')
    mkdirSync(path)
    const error = await errorOf(NotAFileError, openDataset(path))
    expect(error.code).toBe('not-a-file')
    expect(error.message).toBe(`${path} is a folder, not a file. Choose one CSV, TSV, JSON, Parquet or IDX file inside it.`)
  })

  it.each<[string, string, string | Uint8Array, abstract new (...facts: never[]) => DatasetError, object, string]>([
    ['0 bytes', 'empty.csv', '', EmptyFileError, { code: 'empty-file' },
      'empty.csv is empty (0 bytes). Export it again from where it came from.'],
    ['column names only', 'names.csv', 'a,b\n', NoRowsError, { code: 'no-rows' },
      'names.csv has no rows of data. Choose a file with at least one row, or pass header: false if its first line is one.'],
    ['blank lines only', 'blank.csv', '\n\n', NoRowsError, { code: 'no-rows' },
      'blank.csv has no rows of data. Choose a file with at least one row.'],
    ['an empty JSON array', 'none.json', '[]', NoRowsError, { code: 'no-rows' },
      'none.json has no rows of data. Choose a file with at least one row.'],
    ['zero bytes', 'zeros.csv', 'a,b\n1,\0\n', UndecodableTextError, { code: 'undecodable-text', encoding: 'utf-8', fault: 'zero-byte', offset: 6 },
      'zeros.csv holds a zero byte at offset 6, so it is not utf-8 text. Export it again as text, or name its encoding with the option encoding.'],
    ['a mark that lies', 'mark.csv', Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0x0a, 0xff, 0x0a]), UndecodableTextError, { code: 'undecodable-text', fault: 'foreign-bytes', offset: 2 },
      'mark.csv is not utf-8 text: the bytes at offset 2 do not belong there. Name its encoding with the option encoding, such as gb18030, utf-16le or windows-1252.'],
    ['a short line', 'ragged.csv', 'a,b,c\n1,2,3\n4,5\n', RaggedRowError, { code: 'ragged-row', line: 3, expected: 3, found: 2 },
      'Line 3 of ragged.csv has 2 cells where the first line has 3. Correct that line: a cell that holds the delimiter must stand in double quotes. If the file is cut wrongly, say how with the options delimiter and quote, or leave out lines before its names with skipRows.'],
    ['a long line with tabs', 'ragged.tsv', 'a\tb\n1\t2\t3\n', RaggedRowError, { code: 'ragged-row', line: 2, expected: 2, found: 3 },
      'Line 2 of ragged.tsv has 3 cells where the first line has 2. Correct that line: a cell that holds the delimiter must stand in double quotes. If the file is cut wrongly, say how with the options delimiter and quote, or leave out lines before its names with skipRows.'],
    ['a short line with semicolons', 'ragged2.csv', `a;b\n${'1,5;2\n'.repeat(299)}3,5\n`, RaggedRowError, { code: 'ragged-row', line: 301, expected: 2, found: 1 },
      'Line 301 of ragged2.csv has 1 cell where the first line has 2. Correct that line: a cell that holds the delimiter must stand in double quotes. If the file is cut wrongly, say how with the options delimiter and quote, or leave out lines before its names with skipRows.'],
    ['an open quote', 'quote.csv', 'a,b\n1,"2\n3,4\n', MalformedCsvError, { code: 'malformed-csv', line: 2, fault: 'unclosed-quote' },
      'Line 2 of quote.csv opens a double quote that is never closed. Close it, or write "" for a quote inside a cell. If quotes are signs like others, pass quote: \'\'.'],
    ['cut gzip', 'cut.csv.gz', gzipSync(`a,b\n${'1,2\n'.repeat(5000)}`).subarray(0, 60), DamagedGzipError, { code: 'damaged-gzip', reason: 'unexpected end of file' },
      'cut.csv.gz cannot be decompressed: unexpected end of file. The file is cut short or damaged: fetch it again.'],
    ['cut JSON', 'cut.json', '[{"a":1},{"a":', MalformedJsonError, { code: 'malformed-json' },
      'cut.json is not readable JSON: at byte 6 in record/value 3: unexpected end of data. It must hold an array of objects, or one object per line.'],
    ['JSON of numbers', 'numbers.json', '[1, 2]', MalformedJsonError, { code: 'malformed-json' },
      'numbers.json is not readable JSON: its array holds values that are not objects. It must hold an array of objects, or one object per line.'],
    ['JSON that is words', 'words.json', 'hello', MalformedJsonError, { code: 'malformed-json' },
      'words.json is not readable JSON: it begins with "h". It must hold an array of objects, or one object per line.'],
    ['not Parquet', 'text.parquet', 'a,b\n1,2\n', MalformedParquetError, { code: 'malformed-parquet', fault: 'not-parquet' },
      'text.parquet is not a Parquet file: it does not begin with the bytes PAR1. Check that the right file was chosen.'],
    ['the beginning of Parquet', 'start.parquet', 'PAR1', MalformedParquetError, { code: 'malformed-parquet', fault: 'truncated' },
      'start.parquet is cut short: a Parquet file ends with the bytes PAR1 and this one does not. Copy or export it again.'],
    ['Parquet of zeros', 'zeros.parquet', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(200), Buffer.from('PAR1')]), MalformedParquetError,
      { code: 'malformed-parquet', fault: 'damaged' }, "zeros.parquet is a damaged Parquet file. Copy or export it again. (Footer length error)"],
    ['another extension', 'book.ods.xls', '\u00d0\u00cf', UnsupportedFormatError, { code: 'unsupported-format', extension: '.xls' },
      'book.ods.xls is neither CSV, TSV, JSON, Parquet, Arrow, XLSX, SQLite, DuckDB nor IDX, by its extension ".xls" or its content. Save the table as CSV (UTF-8) and open that.'],
    ['no extension', 'book', 'BK', UnsupportedFormatError, { code: 'unsupported-format', extension: '' },
      'book is neither CSV, TSV, JSON, Parquet, Arrow, XLSX, SQLite, DuckDB nor IDX, by its content. Save the table as CSV (UTF-8) and open that.'],
  ])('%s', async (_name, name, content, kind, fields, message) => {
    const path = folder.file(name, content)
    const error = await errorOf(kind, openDataset(path))
    expect(error).toMatchObject({ name: kind.name, path, ...fields })
    expect(error).toBeInstanceOf(DatasetError)
    expect(error.message).toBe(message)
  })

  it('half a Parquet file', async () => {
    const whole = join(folder.path, 'whole.parquet')
    const iris = await keep(openSampleDataset('iris'))
    await iris.writeWithColumns(whole, { format: 'parquet', columns: [] })
    const half = join(folder.path, 'half.parquet')
    copyFileSync(whole, half)
    truncateSync(half, Math.floor(readFileSync(whole).length / 2))
    const error = await errorOf(MalformedParquetError, openDataset(half))
    expect(error.fault).toBe('truncated')
    expect(error.message).toBe(
      'half.parquet is cut short: a Parquet file ends with the bytes PAR1 and this one does not. Copy or export it again.',
    )
  })

  it('a sample that does not exist', async () => {
    const name: string = 'wine'
    await expect(openSampleDataset(name as 'iris')).rejects.toThrow(
      'There is no sample dataset "wine". The samples are: old-faithful, iris.',
    )
  })
})
