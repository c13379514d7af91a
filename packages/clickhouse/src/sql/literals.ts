import { InvalidOptionError } from '@mixtura/numerics'

/** A name in backticks. Backslashes and backticks within it are escaped, so no name can end its quotes. */
export function quoteName(name: string): string {
  if (name.includes('\0')) throw new InvalidOptionError('name', 'a name without the character NUL', name, 'Rename the column.')
  return `\`${name.replace(/[\\`]/g, '\\$&')}\``
}

/** A text in quotes. */
export const quoteText = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`

/** The smallest number that every version of ClickHouse reads: old ones refuse denormal literals. */
const smallestNormal = 2.2250738585072014e-308

/** A float64 as a literal that is read back to the same bits. Smaller numbers than old versions can read become 0. */
export function numberLiteral(value: number): string {
  if (Math.abs(value) < smallestNormal) return '0.'
  const text = Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.` : String(value)
  return value < 0 ? `(${text})` : text
}
