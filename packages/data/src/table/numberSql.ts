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

/** SQL for whether a text is empty or one of these words; spaces around it do not count. */
export function isMissingText(text: string, markers: readonly string[]): string {
  return `trim(${text}, ' \t') IN (${['', ...markers].map(literal).join(', ')})`
}
