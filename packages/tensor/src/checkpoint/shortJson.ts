import type { JsonValue } from '@mixtura/numerics'
import { describeValue } from '@mixtura/numerics/validation'

/** Short text of a value in a file, for an error message. */
export function shortJson(value: JsonValue | undefined): string {
  if (value === undefined) return 'absent'
  if (['bigint', 'symbol', 'function'].includes(typeof value)) return describeValue(value)
  const text = JSON.stringify(value, (_name, part: unknown) => (typeof part === 'bigint' ? describeValue(part) : part))
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
