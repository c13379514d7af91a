import type { Database } from '../duckdb/database.js'
import { literal } from '../duckdb/literals.js'
import { cellsTable, type TableColumn } from './tableColumn.js'

/** Formats of dates without ISO 8601, in the notation of DuckDB. */
const dateFormats = ['%d/%m/%Y', '%m/%d/%Y', '%d.%m.%Y', '%d-%m-%Y', '%m-%d-%Y', '%Y/%m/%d', '%Y.%m.%d', '%d/%m/%Y %H:%M:%S', '%m/%d/%Y %H:%M:%S']

function isoMoment(text: string): string {
  return `coalesce(TRY_CAST(${text} AS TIMESTAMP), TRY_CAST(${text} AS TIMESTAMPTZ)::TIMESTAMP)`
}

/**
 * SQL for the date and time that a text denotes, in ISO 8601 or as day, month and year; NULL if it is not one. It tells whether a text is
 * a date: it reads each cell on its own, so day and month may be exchanged. `readDates` reads the dates of a column.
 */
export function momentFromText(text: string): string {
  return `coalesce(${isoMoment(text)}, try_strptime(${text}, [${dateFormats.map(literal).join(', ')}]))`
}

/** How a column writes its dates. */
export interface DateReading {
  /** SQL for a cell as a timestamp; NULL if it is not a date. Null if the column can be read in no single way. */
  readonly moment: string | null
  /** Why `moment` is null; an empty text if it is not. */
  readonly fault: string
  /** Whether some cells are not dates. */
  readonly hasOthers: boolean
}

/** Finds, by one query, the single format in which each column writes all of its dates. Dates of text files are text. */
export async function readDates(database: Database, columns: readonly TableColumn[], signal?: AbortSignal): Promise<DateReading[]> {
  const texts = columns.filter(({ storage }) => storage === 'VARCHAR')
  const forms = texts.map(({ key }) => [isoMoment(key), ...dateFormats.map(format => `try_strptime(${key}, ${literal(format)})`)])
  const counts = texts.flatMap(({ key }, at) => {
    const isDate = `${momentFromText(key)} IS NOT NULL`
    return [
      `count(*) FILTER (${key} IS NOT NULL AND NOT ${isDate}) AS others${at}`,
      ...forms[at].map((form, which) => `count(*) FILTER (${isDate} AND ${form} IS NULL) AS f${at}_${which}`),
    ]
  })
  const [row] = counts.length > 0 ? await database.rows(`SELECT ${counts.join(', ')} FROM ${cellsTable}`, signal) : [{}]
  return columns.map(column => {
    const at = texts.indexOf(column)
    if (at < 0) return { moment: `CAST(${column.key} AS TIMESTAMP)`, fault: '', hasOthers: false }
    const fitting = forms[at].filter((_, which) => Number(row[`f${at}_${which}`]) === 0)
    // ISO 8601 comes first and has one meaning.
    const isClear = fitting.length === 1 || fitting[0] === forms[at][0]
    const fault = fitting.length === 0 ? 'its dates are not all written in one way' : 'its dates can be read with the day or with the month first'
    return { ...(isClear ? { moment: fitting[0], fault: '' } : { moment: null, fault }), hasOthers: Number(row[`others${at}`]) > 0 }
  })
}
