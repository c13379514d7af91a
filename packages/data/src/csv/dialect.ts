import { headRecords } from './headRecords.js'
import { isMissing } from './missingMarkers.js'

/** Delimiters tried; on a draw the earlier wins: a comma also separates decimals, a tab hardly ever stands in a cell. */
const delimiters = ['\t', ';', '|', ','] as const
export type Delimiter = (typeof delimiters)[number]

/** Records looked at to choose a dialect. */
const sampledRecords = 1000

export interface CsvDialect {
  readonly delimiter: Delimiter
  readonly decimalSeparator: '.' | ','
  /** Whether the first record names the columns. */
  readonly hasHeader: boolean
}

/**
 * The dialect that the beginning of a text is written in.
 *
 * Delimiter: the one that cuts most records into as many cells as the first record, which must have
 * two or more; a comma if none does (a single column).
 *
 * @param text    the first part of the file, decoded.
 * @param isWhole whether it is all of it.
 */
export function sniffDialect(text: string, isWhole: boolean): CsvDialect {
  let delimiter: Delimiter = ','
  let records = headRecords(text, ',', isWhole, sampledRecords)
  let best = 0
  for (const candidate of delimiters) {
    const cut = headRecords(text, candidate, isWhole, sampledRecords)
    const cells = cut[0]?.length ?? 0
    const agreement = cells < 2 ? 0 : cut.filter(record => record.length === cells).length / cut.length
    if (agreement > best) [delimiter, records, best] = [candidate, cut, agreement]
  }
  return { delimiter, decimalSeparator: sniffDecimalSeparator(records, delimiter), hasHeader: sniffHeader(records) }
}

/** A comma if some cells read as numbers only with a decimal comma and none with a decimal point. */
function sniffDecimalSeparator(records: readonly string[][], delimiter: Delimiter): '.' | ',' {
  if (delimiter === ',') return '.'
  const cells = records.flat()
  const some = (pattern: RegExp): boolean => cells.some(cell => pattern.test(cell.trim()))
  return some(/^[+-]?\d*,\d+(e[+-]?\d+)?$/i) && !some(/^[+-]?\d*\.\d+(e[+-]?\d+)?$/i) ? ',' : '.'
}

/**
 * The first record names the columns unless it holds a value (a number or a date) itself. With a
 * value it still does if, in some column, its cell is a word while all cells below are values, or if
 * its values are a run of years over cells that are not years.
 */
function sniffHeader(records: readonly string[][]): boolean {
  const [first, ...rest] = records
  if (first === undefined || !first.some(isValue)) return true
  const below = (column: number): string[] =>
    rest.map(record => record[column] ?? '').filter(cell => !isMissing(cell))
  const isWord = (cell: string): boolean => !isValue(cell) && !isMissing(cell)
  const namesValues = first.some((cell, column) =>
    isWord(cell) && below(column).length > 0 && below(column).every(isValue))
  return namesValues || (first.some(isWord) && isRunOfYears(first.filter(isValue)) &&
    first.every((cell, column) => !isValue(cell) || !below(column).every(isYear)))
}

/** Two years or more, each 1, 5 or 10 after the one before. */
function isRunOfYears(cells: readonly string[]): boolean {
  const steps = cells.slice(1).map((cell, index) => Number(cell) - Number(cells[index]))
  return cells.every(isYear) && steps.length > 0 && [1, 5, 10].includes(steps[0]) && steps.every(step => step === steps[0])
}

function isYear(cell: string): boolean {
  return /^[12]\d{3}$/.test(cell.trim())
}

const numberPattern = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i
const datePattern = /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})([T ].*)?$/

function isValue(cell: string): boolean {
  const text = cell.trim()
  return numberPattern.test(text) || datePattern.test(text) || /^[+-]?(nan|inf|infinity)$/i.test(text)
}
