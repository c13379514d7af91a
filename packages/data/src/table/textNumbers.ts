import { literal } from '../duckdb/literals.js'
import { missingMarkers } from '../csv/missingMarkers.js'

/**
 * SQL for the number that a text stands for, NULL if it is none. DuckDB reads `1_000` as 1000; here an
 * underscore makes it text, as does a point where the decimals are set off by a comma.
 */
export function numberFromText(text: string, decimalSeparator: '.' | ','): string {
  const foreign = decimalSeparator === ',' ? `contains(${text}, '_') OR contains(${text}, '.')` : `contains(${text}, '_')`
  const pointed = decimalSeparator === ',' ? `replace(${text}, ',', '.')` : text
  return `TRY_CAST(CASE WHEN ${foreign} THEN NULL ELSE ${pointed} END AS DOUBLE)`
}

/** SQL for whether a text is one of the missing markers. */
export function isMissingText(text: string): string {
  return `trim(${text}) IN (${missingMarkers.map(literal).join(', ')})`
}

const dateFormats = ['%d/%m/%Y', '%m/%d/%Y', '%d.%m.%Y', '%d-%m-%Y', '%m-%d-%Y', '%Y/%m/%d', '%Y.%m.%d', '%d/%m/%Y %H:%M:%S', '%m/%d/%Y %H:%M:%S']

/** SQL for the moment that a text stands for, ISO 8601 or day, month and year; NULL if it is none. */
export function momentFromText(text: string): string {
  return `coalesce(TRY_CAST(${text} AS TIMESTAMP), TRY_CAST(${text} AS TIMESTAMPTZ)::TIMESTAMP, ` +
    `try_strptime(${text}, [${dateFormats.map(literal).join(', ')}]))`
}
