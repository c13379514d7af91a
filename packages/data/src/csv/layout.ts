import type { Delimiter, Escape, Quote } from '../dialect.js'
import { headerCells, isValueCell, isWordCell } from './headerRow.js'
import { headRecords, type HeadRecord } from './headRecords.js'

/** Delimiters to try. On a tie the earlier one is taken: a comma may also be a decimal sign, while a cell hardly ever contains a tab. */
export const commonDelimiters = ['\t', ';', '|', ','] as const

/** Maximum number of records that are examined to choose a layout. */
const maxRecords = 1000

/** Maximum number of records before the names that may be titles. */
const maxTitles = 20

/** The caller's options for the layout. */
export interface GivenLayout {
  readonly delimiter?: Delimiter | undefined
  readonly quote?: Quote | undefined
  /** `doubled` by default. */
  readonly escape?: Escape | undefined
  readonly header?: boolean | undefined
  readonly skipRows?: number | undefined
}

/** How a text is divided into skipped lines, names and records. */
export interface CsvLayout {
  readonly delimiter: Delimiter
  readonly quote: Quote
  readonly escape: Escape
  /** Number of lines before the names, or before the first row if there are no names. */
  readonly skipRows: number
  /** What the skipped lines are. */
  readonly skipped: 'nothing' | 'dialect-line' | 'comments' | 'titles'
  readonly hasHeader: boolean
  /** One name per column, as the file gives them; null without a header. */
  readonly names: readonly string[] | null
  /** Units in the row below the names; null if there is no such row. */
  readonly units: readonly string[] | null
  readonly columns: number
  /** Number of cells in the record of names. It may be one fewer than `columns` if there are row names, or if every row ends with a delimiter. */
  readonly headerCells: number
  /** Whether the first column holds row names, which R and pandas write without a column name. */
  readonly hasRowNames: boolean
  /** Whether every row ends with a delimiter that nothing follows. */
  readonly endsWithDelimiter: boolean
  /** Share of the examined records that have the most common number of cells. */
  readonly agreement: number
  /** Number of records examined. */
  readonly sampledRecords: number
}

interface Cut {
  readonly delimiter: Delimiter
  readonly quote: Quote
  readonly escape: Escape
  readonly records: readonly HeadRecord[]
  readonly columns: number
  readonly agreement: number
}

/**
 * Detects the layout from the beginning of a text.
 *
 * The delimiter is the one that cuts most records into equally many cells, two or more. If no delimiter does, runs
 * of white space are taken if they give a column of numbers; otherwise a comma is taken (a single column).
 *
 * @param text    the first part of the file, decoded.
 * @param isWhole whether `text` is the whole file.
 */
export function sniffLayout(text: string, isWhole: boolean, given: GivenLayout = {}): CsvLayout {
  const separator = /^\uFEFF?"?sep=(.)"?[ ,;\t]*(\r\n|\r|\n|$)/i.exec(text)?.[1]
  const lead = separator === undefined ? leadingComments(text) : 1
  const skip = given.skipRows ?? lead
  const best = bestCut(text, isWhole, { skip, delimiter: given.delimiter ?? separator, quote: given.quote, escape: given.escape ?? 'doubled' })
  const cut = given.delimiter === undefined && separator === undefined ? singleColumn(text, isWhole, { skip, best }) ?? best : best
  const commented = given.skipRows === undefined && separator === undefined && lead > 0 ? commentedNames(text, isWhole, { lead, cut, given }) : null
  if (commented !== null) return commented
  const titles = given.skipRows === undefined ? leadingTitles(cut) : 0
  const records = cut.records.slice(titles).filter(({ cells }) => !isBlank(cells))
  const skipped = titles > 0 ? 'titles' : separator !== undefined ? 'dialect-line' : skip > 0 ? 'comments' : 'nothing'
  const skipRows = titles > 0 ? cut.records[titles].line - 1 : skip
  return { ...arrange(cut, records, given), skipRows, skipped }
}

const isBlank = (cells: readonly string[]): boolean => cells.length === 0 || (cells.length === 1 && cells[0].trim() === '')

/** Finds names, units, row names and trailing delimiters in the records that are not skipped. */
function arrange(cut: Cut, records: readonly HeadRecord[], given: GivenLayout): Omit<CsvLayout, 'skipRows' | 'skipped'> {
  const { delimiter, quote, escape, agreement } = cut
  const base = { delimiter, quote, escape, agreement, sampledRecords: records.length, units: null, hasRowNames: false, endsWithDelimiter: false }
  const [first, ...rest] = records
  if (first === undefined) return { ...base, hasHeader: given.header ?? true, names: given.header === false ? null : [], columns: 0, headerCells: 0 }
  const isShort = rest.length > 0 && rest.every(({ cells }) => cells.length === first.cells.length + 1)
  const endsWithDelimiter = delimiter !== 'whitespace' && isTrailing(first, rest, isShort)
  const hasRowNames = isShort && !endsWithDelimiter && given.header !== false && areRowNames(rest, first)
  const columns = isShort && (endsWithDelimiter || hasRowNames) ? first.cells.length + 1 : first.cells.length
  const names = hasRowNames ? ['row', ...first.cells] : isShort && endsWithDelimiter ? [...first.cells, ''] : first.cells
  const isQuotedIn = (column: number): boolean => first.quoted[column] && rest.length > 0 && !rest.some(({ quoted }) => quoted[column])
  const found = headerCells(names, rest.map(({ cells }) => cells), isQuotedIn)
  const hasHeader = given.header ?? (hasRowNames || found.isHeader)
  const isIndex = hasHeader && isUnnamedIndex(names, rest)
  return {
    ...base, hasHeader, names: !hasHeader ? null : isIndex ? ['row', ...names.slice(1)] : names, units: hasHeader ? found.units : null,
    columns, headerCells: first.cells.length, hasRowNames: hasRowNames || isIndex, endsWithDelimiter,
  }
}

/** Whether the first column has an empty name and holds names or numbers of the rows, as R and pandas write them. */
function isUnnamedIndex([name, ...others]: readonly string[], rest: readonly HeadRecord[]): boolean {
  if (name?.trim() !== '' || others.length === 0 || others.some(other => other.trim().toLowerCase() === 'row')) return false
  const labels = rest.map(({ cells }) => cells[0].trim())
  const areWhole = labels.every(label => /^\d+$/.test(label))
  return rest.length > 1 && new Set(labels).size === labels.length && (areWhole || labels.every(label => label !== '' && !isValueCell(label)))
}

/** Whether all rows end with a delimiter, and the record of names either ends with one too or has one cell fewer. */
function isTrailing(first: HeadRecord, rest: readonly HeadRecord[], isShort: boolean): boolean {
  const last = first.cells.length - (isShort ? 0 : 1)
  return rest.length > 0 && last > 0 && (isShort || first.cells[last].trim() === '') &&
    rest.every(({ cells, quoted }) => cells.length === last + 1 && cells[last].trim() === '' && !quoted[last])
}

/** Whether the first cells are row names as R writes them: distinct, and quoted, words, or (before at least two columns) the numbers from 1. */
function areRowNames(rest: readonly HeadRecord[], first: HeadRecord): boolean {
  const names = rest.map(({ cells }) => cells[0].trim())
  const areWords = rest.every(({ quoted }, row) => quoted[0] || !isValueCell(names[row]))
  // Under a single name, 1,5 and 2,5 may be decimals as well as numbered rows.
  const areNumbers = rest.length > 2 && first.cells.length > 1 && names.every((name, row) => name === String(row + 1))
  return first.cells.every(name => !isValueCell(name)) && new Set(names).size === names.length && (areWords || areNumbers)
}

/** Number of leading lines that are blank or begin with `#`, `%` or `//`; 0 if no other line follows them. */
function leadingComments(text: string): number {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  const first = lines.findIndex(line => line.trim() !== '' && !/^\s*(#|%|\/\/)/.test(line))
  return first < 0 ? 0 : first
}

/** The layout in which the last comment line holds the names; null unless it has as many cells as the rows and the first row holds a value. */
function commentedNames(
  text: string, isWhole: boolean, { lead, cut, given }: { readonly lead: number; readonly cut: Cut; readonly given: GivenLayout },
): CsvLayout | null {
  if (given.header === false || cut.columns < 2) return null
  const [comment] = headRecords(text, { delimiter: cut.delimiter, quote: cut.quote, escape: cut.escape, skip: lead - 1, isWhole, limit: 1 })
  if (comment === undefined) return null
  const names = comment.cells.map((name, column) => (column === 0 ? name.replace(/^\s*(#|%|\/\/)\s*/, '') : name))
  const bare = names[0] === '' && names.length === cut.columns + 1 ? names.slice(1) : names
  const [first] = cut.records
  if (bare.length !== cut.columns || bare.some(isValueCell) || !first.cells.some(isValueCell)) return null
  const { delimiter, quote, escape, agreement, columns } = cut
  return {
    delimiter, quote, escape, agreement, columns, sampledRecords: cut.records.length, skipRows: lead - 1, skipped: lead > 1 ? 'comments' : 'nothing', hasHeader: true, names: bare, units: null,
    headerCells: comment.cells.length, hasRowNames: false, endsWithDelimiter: false,
  }
}

/**
 * Number of records before the names that are titles. A title is shorter than the rows or has one filled
 * cell. After the titles come a full record of words and then records with values.
 */
function leadingTitles({ records, columns }: Cut): number {
  if (columns < 2) return 0
  const filled = (cells: readonly string[]): number => cells.filter(cell => cell.trim() !== '').length
  const isTitle = ({ cells }: HeadRecord): boolean => cells.length < columns - 1 || filled(cells) <= 1 || (cells.length === columns - 1 && filled(cells) <= 1)
  const first = records.findIndex(record => !isTitle(record))
  if (first === 0) return titlesByNames({ records, columns })
  if (first < 1 || first > maxTitles) return 0
  const names = records[first]
  const rows = records.slice(first + 1)
  const areNames = names.cells.length >= columns - 1 && filled(names.cells) >= columns - 1 && !names.cells.some(isValueCell)
  return areNames && rows.some(({ cells }) => cells.some(isValueCell)) ? first : 0
}

/**
 * Number of records that are shorter than the rows and come before a full record of words over values: titles that contain a
 * delimiter, and pairs of a key and a value. If the first column may also be row names of R, all other columns must hold values.
 */
function titlesByNames({ records, columns }: Pick<Cut, 'records' | 'columns'>): number {
  const first = records.findIndex(({ cells }) => cells.length >= columns)
  if (first < 1 || first > maxTitles) return 0
  const { cells: names } = records[first]
  const rows = records.slice(first + 1).filter(({ cells }) => !isBlank(cells))
  if (rows.length === 0 || names.length !== columns || !names.every(isWordCell)) return 0
  const areOver = names.map((_, column) => rows.every(({ cells }) => isValueCell(cells[column] ?? '')))
  const isPlain = areOver.slice(1).every(Boolean) || (areOver.some(Boolean) && !areRowNames(records.slice(1), records[0]))
  return isPlain ? first : 0
}

function bestCut(
  text: string, isWhole: boolean,
  { skip, delimiter, quote, escape }: {
    readonly skip: number
    readonly delimiter: Delimiter | undefined
    readonly quote: Quote | undefined
    readonly escape: Escape
  },
): Cut {
  const cutBy = (each: Delimiter, mark: Quote): Cut => {
    const records = headRecords(text, { delimiter: each, quote: mark, escape, skip, isWhole, limit: maxRecords })
    return { delimiter: each, quote: mark, escape, records, ...agreementOf(records.filter(({ cells }) => !isBlank(cells))) }
  }
  const quotes: readonly Quote[] = quote !== undefined ? [quote] : /(^|[\t;|,\r\n])[ ]*'/.test(text) ? ['"', "'"] : ['"']
  // A delimiter that does not occur in the text gives one column, which ranks below every other cut.
  const tried = delimiter === undefined ? commonDelimiters.filter(each => each === ',' || text.includes(each)) : [delimiter]
  let best: Cut | null = null
  for (const mark of quotes) {
    for (const each of tried) {
      const cut = cutBy(each, mark)
      if (mark === "'" && quote === undefined && !isQuotedBy(cut, mark)) continue
      if (best === null || rank(cut) > rank(best) || (mark === "'" && rank(cut) === rank(best) && cut.delimiter === best.delimiter)) best = cut
    }
  }
  if (delimiter !== undefined) return best!
  if (rank(best!) < 1) {
    const spaced = cutBy('whitespace', quotes[0])
    if (rank(spaced) > rank(best!) && spaced.records.length > 1 && hasNumbers(spaced)) return spaced
  }
  return rank(best!) > 0 ? best! : cutBy(',', best!.quote)
}

/**
 * The text as a single column of numbers under one name, if the commas or spaces in `1,5` and `12 345` cut its rows into
 * unequal numbers of cells; otherwise null. Rows with equal numbers of cells may be a table under a title, so they stay cut.
 */
function singleColumn(text: string, isWhole: boolean, { skip, best }: { readonly skip: number; readonly best: Cut }): Cut | null {
  const [first, ...rest] = best.records.filter(({ cells }) => !isBlank(cells))
  const absent = commonDelimiters.find(each => !text.includes(each))
  if (first?.cells.length !== 1 || absent === undefined || rest.every(({ cells }) => cells.length === rest[0].cells.length)) return null
  const records = headRecords(text, { delimiter: absent, quote: best.quote, escape: best.escape, skip, isWhole, limit: maxRecords })
  const [name, ...cells] = records.map(record => record.cells[0]).filter(cell => cell.trim() !== '')
  const areNumbers = !isValueCell(name) && records.every(({ quoted }, row) => row === 0 || !quoted[0]) && cells.every(isValueCell)
  return areNumbers ? { ...best, delimiter: absent, records, columns: 1, agreement: 1 } : null
}

/** The agreement if there are at least two columns; otherwise 0. */
function rank({ columns, agreement }: Cut): number {
  return columns < 2 ? 0 : agreement
}

/** The most common number of cells per record (on a tie, that of the first record), and the share of records that have it. */
function agreementOf(records: readonly HeadRecord[]): { columns: number; agreement: number } {
  if (records.length === 0) return { columns: 0, agreement: 0 }
  const counts = new Map<number, number>()
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  let columns = records[0].cells.length
  for (const [cells, count] of counts) if (count > counts.get(columns)!) columns = cells
  // Names for all columns but one (row names of R, a trailing delimiter) count slightly less than names for all columns.
  const isShort = records[0].cells.length === columns - 1 && counts.get(columns) === records.length - 1 && columns > 2
  return { columns, agreement: isShort ? 0.99 : counts.get(columns)! / records.length }
}

/** Whether some cell is in these quotes, no cell continues after its closing quote, and no cell only begins with the quote, as `'tis` does. */
function isQuotedBy({ records }: Cut, mark: Quote): boolean {
  if (records.some(({ isOverrun }) => isOverrun)) return false
  const cells = records.flatMap(record => record.cells.map((cell, column) => ({ cell, isQuoted: record.quoted[column] })))
  return cells.some(({ isQuoted }) => isQuoted) && cells.every(({ cell, isQuoted }) => isQuoted || !cell.trim().startsWith(mark))
}

/** Whether some column holds a number in every record below the first; in a single record, whether a cell is a number. */
function hasNumbers({ records, columns }: Cut): boolean {
  const filled = records.filter(({ cells }) => !isBlank(cells))
  const rest = filled.length > 1 ? filled.slice(1) : filled
  return Array.from({ length: columns }, (_, column) => column)
    .some(column => rest.every(({ cells }) => /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(cells[cells.length - columns + column] ?? '')))
}
