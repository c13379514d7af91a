import type { NumberStyle } from '../csv/columnReading.js'
import { literal } from '../duckdb/literals.js'

const spaces = [' ', '\u00A0', '\u2009', '\u202F'] as const
const quotes = ["'", '\u2019'] as const

/** SQL for a number's text in the given style, rewritten with a decimal point and without thousands signs. */
export function plainNumber(
  text: string, { decimal, thousands }: NumberStyle, { isDressed = false, hasTypographicMinus = false } = {},
): string {
  const without = (sql: string, signs: readonly string[]): string => signs.reduce((inner, sign) => `replace(${inner}, ${literal(sign)}, '')`, sql)
  let sql = text
  if (isDressed) {
    const bare = `regexp_replace(replace(${sql}, '(', '-'), '[%$£€¥)\u00A0\u202F ]', '', 'g')`
    sql = bare
  }
  if (hasTypographicMinus || isDressed) sql = `replace(${sql}, '\u2212', '-')`
  if (thousands === ' ') sql = without(`trim(${sql})`, spaces)
  else if (thousands === "'") sql = without(sql, quotes)
  else if (thousands !== '') sql = without(sql, [thousands])
  return decimal === ',' ? `replace(${sql}, ',', '.')` : sql
}

/**
 * SQL for whether the signs in any text are where a number of this style has them. For example, `1,5` has no thousands, and `1.5`
 * is not a number with a decimal comma. `plainNumber` alone would remove the comma of `1,5` and return 15.
 */
export function fitsStyle(text: string, { decimal, thousands }: NumberStyle): string {
  // DuckDB reads `1_000` as 1000.
  const conditions = [`NOT contains(${text}, '_')`]
  if (decimal === ',' && thousands !== '.') conditions.push(`NOT contains(${text}, '.')`)
  if (thousands !== '') {
    const sign = { ',': ',', '.': '\\.', "'": `['\u2019]`, ' ': `[${spaces.join('')}]` }[thousands]
    const groups = `(\\d{1,3}(${sign}\\d{3})+${thousands === ',' ? `|\\d{1,2}(,\\d{2})+,\\d{3}` : ''})`
    const grouped = `^[+-]?${groups}(${decimal === '.' ? '\\.' : ','}\\d*)?([eE][+-]?\\d+)?$`
    conditions.push(`(NOT regexp_matches(trim(${text}), ${literal(sign)}) OR regexp_matches(trim(${text}), ${literal(grouped)}))`)
  }
  return conditions.join(' AND ')
}

/** SQL for whether a text is empty or one of these words; spaces around it are ignored. */
export function isMissingText(text: string, markers: readonly string[]): string {
  return `trim(${text}, ' \t') IN (${['', ...markers].map(literal).join(', ')})`
}
