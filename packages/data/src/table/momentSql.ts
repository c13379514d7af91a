import { literal } from '../duckdb/literals.js'

/** Formats of dates without ISO 8601, in the notation of DuckDB. */
export const dateFormats = ['%d/%m/%Y', '%m/%d/%Y', '%d.%m.%Y', '%d-%m-%Y', '%m-%d-%Y', '%Y/%m/%d', '%Y.%m.%d', '%d/%m/%Y %H:%M:%S', '%m/%d/%Y %H:%M:%S']

/** SQL for the date and time that a text denotes, in ISO 8601 or as day, month and year; NULL if it is not one. */
export function momentFromText(text: string): string {
  return `coalesce(TRY_CAST(${text} AS TIMESTAMP), TRY_CAST(${text} AS TIMESTAMPTZ)::TIMESTAMP, ` +
    `try_strptime(${text}, [${dateFormats.map(literal).join(', ')}]))`
}
