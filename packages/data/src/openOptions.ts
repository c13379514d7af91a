import { missingMarkers } from './csv/cellForm.js'
import type { GivenReading, NumberStyle } from './csv/columnReading.js'
import type { ColumnType, OpenOptions } from './dataset.js'
import type { ColumnOptions } from './dialect.js'
import { OpenOptionError } from './errors/textErrors.js'
import { isEncoding } from './text/detectEncoding.js'

/** @throws {OpenOptionError} for the first option whose value cannot be used. */
export function checkOpenOptions(options: OpenOptions): void {
  const { encoding, delimiter, quote, skipRows, columns = {} } = options
  if (encoding !== undefined && (typeof encoding !== 'string' || !isEncoding(encoding))) throw new OpenOptionError('encoding', encoding, 'a label of the Encoding Standard, such as utf-8, gb18030 or windows-1252')
  const isCharacter = typeof delimiter === 'string' && delimiter.length === 1 && delimiter.charCodeAt(0) < 0x80 && !/["'\r\n0-9]/.test(delimiter)
  if (delimiter !== undefined && delimiter !== 'whitespace' && !isCharacter) throw new OpenOptionError('delimiter', delimiter, 'one ASCII character that is no digit and no quote, or "whitespace"')
  if (quote !== undefined && !['"', "'", ''].includes(quote)) throw new OpenOptionError('quote', quote, `'"', "'" or '' for none`)
  if (skipRows !== undefined && (!Number.isSafeInteger(skipRows) || skipRows < 0)) throw new OpenOptionError('skipRows', skipRows, 'a whole number of lines, 0 or more')
  checkReading('', options)
  for (const [name, column] of Object.entries(columns)) checkReading(`columns["${name}"].`, column)
}

function checkReading(where: string, { decimal, thousands, missing }: Omit<ColumnOptions, 'type'>): void {
  if (decimal !== undefined && decimal !== '.' && decimal !== ',') throw new OpenOptionError(`${where}decimal`, decimal, `'.' or ','`)
  if (thousands !== undefined && !['', ',', '.', "'", ' '].includes(thousands)) throw new OpenOptionError(`${where}thousands`, thousands, `'', ',', '.', "'" or ' '`)
  if (decimal !== undefined && decimal === thousands) throw new OpenOptionError(`${where}thousands`, thousands, 'another sign than decimal')
  if (missing !== undefined && (!Array.isArray(missing) || !missing.every(word => typeof word === 'string'))) throw new OpenOptionError(`${where}missing`, missing, 'an array of words')
}

/** What the options say of one column: its own options before those for the whole file. */
export interface ColumnOrder extends GivenReading {
  /** Words that count as missing, where the caller names them. */
  readonly missing: readonly string[] | undefined
}

export function columnOrder(options: OpenOptions, name: string): ColumnOrder {
  const own: ColumnOptions = options.columns !== undefined && Object.hasOwn(options.columns, name) ? options.columns[name] : {}
  const type = own.type ?? (options.types !== undefined && Object.hasOwn(options.types, name) ? options.types[name] : undefined)
  const missing = own.missing ?? options.missing
  return {
    type,
    decimal: own.decimal ?? options.decimal,
    thousands: own.thousands ?? options.thousands,
    missing,
    hasMissing: missing !== undefined,
    isOwn: own.decimal !== undefined || own.thousands !== undefined,
  }
}

/** The type that a caller gives a column whose cells come with types: signs of its own make it one of numbers. */
export function typeOf({ type, isOwn }: ColumnOrder): ColumnType | null {
  return type ?? (isOwn ? 'number' : null)
}

/** How a text of this column is read as a number, once it is called one. */
export function numberStyleOf({ decimal, thousands }: GivenReading): NumberStyle {
  return { decimal: decimal ?? (thousands === '.' ? ',' : '.'), thousands: thousands ?? '' }
}

export function markersOf({ missing }: ColumnOrder): readonly string[] {
  return missing ?? missingMarkers
}

/** The columns that the options name. */
export function namedColumns({ types = {}, columns = {} }: OpenOptions): string[] {
  return [...Object.keys(types), ...Object.keys(columns)]
}
