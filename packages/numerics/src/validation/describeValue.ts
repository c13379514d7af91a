/** Longer strings are shortened in messages. */
const maxShownLength = 60

/** A description of `value` for a message: numbers and strings as they are written, other values by their kind. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > maxShownLength ? `'${value.slice(0, maxShownLength)}…'` : `'${value}'`
    case 'bigint':
      return `${value}n`
    case 'symbol':
      return 'a symbol'
    case 'function':
      return 'a function'
    case 'object':
      return describeObject(value)
    default:
      return String(value)
  }
}

function describeObject(value: object | null): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `an array of ${value.length} ${value.length === 1 ? 'entry' : 'entries'}`
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1)
  if (ArrayBuffer.isView(value) && 'length' in value) return `a ${kind} of ${String(value.length)} numbers`
  return kind === 'Object' ? 'an object' : `a ${kind}`
}
