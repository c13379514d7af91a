import type { OpenOptions } from '../dataset.js'
import { escapes, type Choice, type FileDialect } from '../dialect.js'
import type { ColumnReading } from './columnReading.js'
import { commonDelimiters, type CsvLayout } from './layout.js'

const skippedLines: Readonly<Record<CsvLayout['skipped'], string>> = {
  nothing: 'the first line belongs to the table',
  'dialect-line': 'the first line names the delimiter',
  comments: 'lines before the table are comments or blank',
  titles: 'lines before the names are titles',
}

export interface CsvFindings {
  readonly encoding: Choice<string>
  readonly layout: CsvLayout
  readonly blankLines: number
  readonly options: OpenOptions
  readonly names: readonly string[]
  readonly readings: readonly ColumnReading[]
  readonly dropsLast: boolean
}

/** How a CSV file was read, as data for the caller. */
export function csvDialect({ encoding, layout, blankLines, options, names, readings, dropsLast }: CsvFindings): FileDialect {
  const delimiters = [...commonDelimiters, 'whitespace']
  const isSingle = layout.columns === 1
  const share = Math.round(layout.agreement * 100)
  return {
    encoding,
    delimiter: choose(options.delimiter, layout.delimiter, {
      source: layout.skipped === 'dialect-line' ? 'found' : 'guessed',
      evidence: layout.skipped === 'dialect-line' ? 'the first line names it' : isSingle ? 'a single column' : `it cuts ${share} % of the first records into ${layout.columns} cells`,
      alternatives: delimiters,
    }),
    quote: choose(options.quote, layout.quote, { source: 'guessed', evidence: layout.quote === "'" ? 'cells begin and end with it' : 'the usual quote', alternatives: ['"', "'", ''] }),
    escape: layout.quote === '' ? null : choose(options.escape, layout.escape, {
      source: 'guessed', alternatives: escapes,
      evidence: layout.escape === 'doubled' ? 'the usual way' : 'every record fits with quotes behind backslashes, and not with doubled ones',
    }),
    header: choose(options.header, layout.hasHeader, {
      source: 'guessed', evidence: layout.hasHeader ? 'its cells are no values, stand over values, or number the columns' : 'the first line holds values', alternatives: [true, false],
    }),
    skipRows: choose(options.skipRows, layout.skipRows, { source: 'guessed', evidence: skippedLines[layout.skipped], alternatives: [0] }),
    units: layout.units,
    orientation: null,
    blankLines,
    remarks: [
      ...(layout.hasRowNames ? ['row-names' as const] : []),
      ...(dropsLast ? ['last-delimiter' as const] : []),
    ],
    columns: readings.map(({ kind, decimal, thousands, markers, note }, index) => ({
      name: names[index], decimal: kind === 'number' ? decimal : null, thousands: kind === 'number' ? thousands : null, missing: markers, note,
    })),
  }
}

/** A choice with its alternatives. If the caller gave the value, that is its evidence. */
export function choose<Value>(given: Value | undefined, value: Value, { source, evidence, alternatives }: Omit<Choice<Value>, 'value'>): Choice<Value> {
  const others = alternatives.filter(each => each !== value)
  return given === undefined ? { value, source, evidence, alternatives: others } : { value, source: 'given', evidence: 'the option says so', alternatives: others }
}
