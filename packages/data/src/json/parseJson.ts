/** Marks what JSON.parse cannot hold: an integer that a float64 would round, by its digits. */
const longMark = '\u0000long:'

/** Strings whole, so that nothing is taken for a number inside one; numbers whole; and the words that JSON lacks. */
const tokens = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** An integer of a JSON text beyond what a number holds, exact as text. */
export class LongInteger {
  constructor(readonly digits: string) {}
}

export type JsonValue = null | boolean | number | string | LongInteger | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/**
 * JSON with nothing rounded: integers that a float64 cannot hold come as `LongInteger`. `NaN` and
 * `Infinity`, as Python writes them, are taken.
 * @throws {SyntaxError}
 */
export function parseJson(text: string): JsonValue {
  if (!/NaN|Infinity|\d{16}/.test(text)) return JSON.parse(text) as JsonValue
  const marked = text.replace(tokens, token => {
    if (token === 'NaN') return `"${escaped(longMark)}NaN"`
    if (token.endsWith('Infinity')) return token.startsWith('-') ? '-1e999' : '1e999'
    const isLong = /^-?\d{16,}$/.test(token) && BigInt(Number(token)) !== BigInt(token)
    return isLong ? `"${escaped(longMark)}${token}"` : token
  })
  return JSON.parse(marked, (_key, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith(longMark)) return value
    const digits = value.slice(longMark.length)
    return digits === 'NaN' ? NaN : new LongInteger(digits)
  }) as JsonValue
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** A value as a cell of text: strings as they are, what is nested as JSON. */
export function jsonText(value: JsonValue): string | null {
  if (value === null) return null
  if (typeof value === 'string') return value
  if (value instanceof LongInteger) return value.digits
  if (typeof value !== 'object') return String(value)
  const restored = JSON.stringify(value, (_key, inner: JsonValue) => (inner instanceof LongInteger ? `${longMark}${inner.digits}` : inner))
  return restored.replaceAll(new RegExp(`"${escaped(longMark).replace('\\', '\\\\')}(-?\\d+)"`, 'g'), '$1')
}
