import { isRecord, optional, readOptions, record, signal, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { missingMarkers } from './csv/cellForm.js'
import type { GivenReading, NumberStyle } from './csv/columnReading.js'
import type { ColumnType, ColumnTypes, OpenOptions } from './dataset.js'
import { escapes, orientations, type ColumnOptions, type DecimalSign, type Delimiter, type Quote, type ThousandsSign } from './dialect.js'
import { readPreparationSteps } from './columns/preparationSteps.js'
import { OpenOptionError } from './errors/textErrors.js'
import { isEncoding } from './text/detectEncoding.js'

/** Makes a reader of one option of `openDataset`. */
function openOption<Value>(expected: string, isRight: (value: unknown) => boolean): Reader<Value> {
  return (name, value) => {
    if (isRight(value)) return value as Value
    throw new OpenOptionError(name, value, expected)
  }
}

/** Makes a reader that accepts one of the given values. */
function oneOf<const Value extends string>(values: readonly Value[], expected: string): Reader<Value> {
  return openOption(expected, value => (values as readonly unknown[]).includes(value))
}

/** Makes a reader of an object with one entry per column, by column name. */
function byColumn<Value>(reader: Reader<Value>): Reader<Readonly<Record<string, Value>>> {
  return (name, value) => {
    if (!isRecord(value)) throw new OpenOptionError(name, value, 'an object with one entry for each column, by its name')
    const given = Object.entries(value).filter(([, entry]) => entry !== undefined)
    return Object.fromEntries(given.map(([column, entry]) => [column, reader(`${name}["${column}"]`, entry)]))
  }
}

const columnType = oneOf<ColumnType>(['number', 'category', 'text', 'date', 'boolean'], 'number, category, text, date or boolean')
const types = byColumn(columnType)

/** @throws {OpenOptionError} unless `given` maps column names to column types. */
export function readColumnTypes(given: unknown): ColumnTypes {
  return types('types', given)
}

const isDelimiter = (value: unknown): boolean =>
  value === 'whitespace' || (typeof value === 'string' && value.length === 1 && value.charCodeAt(0) < 0x80 && !/["'\r\n0-9]/.test(value))

const isWords = (value: unknown): boolean => Array.isArray(value) && value.every(word => typeof word === 'string')

const signs = {
  decimal: optional(oneOf<DecimalSign>(['.', ','], `'.' or ','`)),
  thousands: optional(oneOf<ThousandsSign>(['', ',', '.', "'", ' '], `'', ',', '.', "'" or ' '`)),
  missing: optional(openOption<readonly string[]>('an array of words', isWords)),
}

const openReaders: OptionReaders<OpenOptions> = {
  types: optional(types),
  columns: optional(byColumn(record<ColumnOptions>({ type: optional(columnType), ...signs }))),
  labels: optional(openOption<string | false>('the path of an IDX file, or false', value => value === false || (typeof value === 'string' && value !== ''))),
  encoding: optional(openOption<string>('a label of the Encoding Standard, such as utf-8, gb18030 or windows-1252', value => typeof value === 'string' && isEncoding(value))),
  delimiter: optional(openOption<Delimiter>('one ASCII character that is no digit and no quote, or "whitespace"', isDelimiter)),
  quote: optional(oneOf<Quote>(['"', "'", ''], `'"', "'" or '' for none`)),
  escape: optional(oneOf(escapes, escapes.join(' or '))),
  skipRows: optional(openOption<number>('a whole number of lines, 0 or more', value => Number.isSafeInteger(value) && Number(value) >= 0)),
  header: optional(openOption<boolean>('true or false', value => typeof value === 'boolean')),
  ...signs,
  table: optional(openOption<string>('the name of a table', value => typeof value === 'string' && value !== '')),
  memoryLimit: optional(openOption<number>('a number of bytes, 0 or more', value => Number.isFinite(value) && Number(value) >= 0)),
  orientation: optional(oneOf(orientations, orientations.join(', '))),
  prepare: optional(readPreparationSteps),
  signal: optional(signal),
}

/**
 * Validates the options of `openDataset`.
 * @param of name of the function that takes the options, for messages.
 * @throws {OpenOptionError} for the first option whose value cannot be used.
 * @throws {ShapeError} {InvalidOptionError} if the options are not an object, or if one is unknown.
 */
export function readOpenOptions(of: string, given: unknown): OpenOptions {
  const options = readOptions<OpenOptions>(of, given, openReaders)
  requireTwoSigns('', options)
  if (options.quote === '' && options.escape !== undefined) throw new OpenOptionError('escape', options.escape, "left out where the option quote is ''")
  for (const [name, column] of Object.entries(options.columns ?? {})) requireTwoSigns(`columns["${name}"].`, column)
  return options
}

/** @throws {OpenOptionError} if the same sign is given for decimals and for thousands. */
function requireTwoSigns(where: string, { decimal, thousands }: Pick<ColumnOptions, 'decimal' | 'thousands'>): void {
  if (decimal !== undefined && decimal === thousands) throw new OpenOptionError(`${where}thousands`, thousands, 'another sign than decimal')
}

/** The options that apply to one column: its own options override those of the whole file. */
export interface ColumnOrder extends GivenReading {
  /** Words that count as missing; undefined if the caller names none. */
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

/** The type that the caller gives to a column whose cells already have types. Number signs given for the column make it a number column. */
export function typeOf({ type, isOwn }: ColumnOrder): ColumnType | null {
  return type ?? (isOwn ? 'number' : null)
}

/** The number style for reading this column's text when the caller declares it a number column. */
export function numberStyleOf({ decimal, thousands }: GivenReading): NumberStyle {
  return { decimal: decimal ?? (thousands === '.' ? ',' : '.'), thousands: thousands ?? '' }
}

export function markersOf({ missing }: ColumnOrder): readonly string[] {
  return missing ?? missingMarkers
}

/** The names of all columns that the options mention. */
export function namedColumns({ types = {}, columns = {} }: OpenOptions): string[] {
  return [...Object.keys(types), ...Object.keys(columns)]
}
