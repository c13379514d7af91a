/** Prefix of strings that stand for values that JSON.parse cannot hold, such as the digits of an integer that a float64 would round. */
const longMark = '\u0000long:'

/** Matches whole strings, so that digits inside a string are not taken for a number, whole numbers, and the words that JSON does not have. */
const tokens = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** An integer that a float64 cannot hold exactly, as text. */
export class LongInteger {
  constructor(readonly digits: string) {}
}

export type JsonValue = null | boolean | number | string | LongInteger | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/**
 * Parses JSON without rounding: integers that a float64 cannot hold exactly are returned as `LongInteger`.
 * `NaN` and `Infinity`, which Python writes, are accepted.
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

/** A value as the text of a cell: strings unchanged, nested values as JSON. */
export function jsonText(value: JsonValue): string | null {
  if (value === null) return null
  if (typeof value === 'string') return value
  if (value instanceof LongInteger) return value.digits
  if (typeof value !== 'object') return String(value)
  const restored = JSON.stringify(value, (_key, inner: JsonValue) => (inner instanceof LongInteger ? `${longMark}${inner.digits}` : inner))
  return restored.replaceAll(new RegExp(`"${escaped(longMark).replace('\\', '\\\\')}(-?\\d+)"`, 'g'), '$1')
}
