import type { NumberStyle } from '../csv/columnReading.js'
import { literal } from '../duckdb/literals.js'

const spaces = [' ', '\u00A0', '\u2009', '\u202F'] as const
const quotes = ["'", '\u2019'] as const

/** SQL for a text of a number in the given style, rewritten with a decimal point and no sign between thousands. */
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
 * SQL for whether the signs of a text, which may be anything, stand where a number of this style has them: `1,5` holds no
 * thousands, and `1.5` is no number of decimal commas. `plainNumber` alone would take the comma off and make 15 of it.
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

/** SQL for whether a text is empty or one of these words; spaces around it do not count. */
export function isMissingText(text: string, markers: readonly string[]): string {
  return `trim(${text}, ' \t') IN (${['', ...markers].map(literal).join(', ')})`
}
