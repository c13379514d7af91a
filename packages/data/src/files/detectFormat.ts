import { extname } from 'node:path'
import type { DatasetFormat } from '../dataset.js'
import { UnsupportedFormatError } from '../errors/fileErrors.js'
import { isIdxHead } from '../idx/idxHeader.js'
import { isGzip, readHead } from './readBytes.js'
import { markedEncoding } from '../text/detectEncoding.js'

/** Number of bytes of a file that decide its format: enough to get past leading white space. */
const headBytes = 4096

export interface DetectedFormat {
  readonly format: DatasetFormat
  /** Whether the file is compressed with gzip. */
  readonly gzip: boolean
}

const byExtension: Readonly<Record<string, DatasetFormat>> = {
  '.csv': 'csv',
  '.txt': 'csv',
  '.dat': 'csv',
  '.data': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.json': 'json',
  '.jsonl': 'json',
  '.ndjson': 'json',
  '.parquet': 'parquet',
  '.pq': 'parquet',
  '.arrow': 'arrow',
  '.arrows': 'arrow',
  '.feather': 'arrow',
  '.xlsx': 'xlsx',
  '.xlsm': 'xlsx',
  '.sqlite': 'sqlite',
  '.sqlite3': 'sqlite',
  '.db': 'sqlite',
  '.duckdb': 'duckdb',
  '.idx': 'idx',
}

/** Formats that are never inside gzip. */
const wholeFormats: ReadonlySet<DatasetFormat> = new Set(['parquet', 'duckdb', 'arrow', 'xlsx', 'sqlite'])

/** The file extensions that decide a format. `.gz` may follow those of text and IDX. */
export const fileExtensions: readonly string[] = Object.keys(byExtension)

/**
 * Detects the format of a file: from its first bytes (`PAR1`, `DUCK` after the first eight, `ARROW1`, SQLite, zip, gzip, IDX); otherwise from its extension
 * (without `.gz`); if the extension decides nothing, a text that begins with `[` or `{` is JSON.
 * @throws {UnsupportedFormatError}
 */
export async function detectFormat(path: string): Promise<DetectedFormat> {
  const raw = await readHead(path, false, headBytes)
  const gzip = isGzip(raw)
  const head = gzip ? await readHead(path, true, headBytes) : raw
  const extension = extname(gzip ? path.replace(/\.gz$/i, '') : path).toLowerCase()
  const format = byContent(head) ?? byExtension[extension] ?? byName(path) ?? byFirstCharacter(head)
  if (format === undefined || (gzip && wholeFormats.has(format))) throw new UnsupportedFormatError(path, extension)
  return { format, gzip }
}

function byContent(head: Buffer): DatasetFormat | undefined {
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet'
  if (head.subarray(8, 12).toString('latin1') === 'DUCK') return 'duckdb'
  const start = head.subarray(0, 16).toString('latin1')
  if (start.startsWith('ARROW1') || start.startsWith('FEA1')) return 'arrow'
  if (start === 'SQLite format 3\0') return 'sqlite'
  if (start.startsWith('PK\x03\x04')) return 'xlsx'
  return isIdxHead(head) ? 'idx' : undefined
}

/** The format by the file name. The names of the MNIST files have no extension: `train-images-idx3-ubyte`. */
function byName(path: string): DatasetFormat | undefined {
  return /[-.]idx\d-[a-z]+(\.gz)?$/i.test(path) ? 'idx' : undefined
}

function byFirstCharacter(head: Buffer): DatasetFormat | undefined {
  const encoding = markedEncoding(head)?.value ?? 'utf-8'
  return /^[\s\uFEFF]*[[{]/.test(new TextDecoder(encoding).decode(head)) ? 'json' : undefined
}
