/** Longest line of a script, in characters. */
const maxLine = 110

/**
 * A plain value as TypeScript, as a person would write it: on one line if it fits, else one entry a line.
 *
 * @param indent spaces before the line that it stands on.
 */
export function literal(value: unknown, indent = 0): string {
  const short = onOneLine(value)
  if (short.length <= maxLine - indent || typeof value !== 'object' || value === null) return short
  const inner = ' '.repeat(indent + 2)
  const entries = Array.isArray(value)
    ? value.map(entry => literal(entry, indent + 2))
    : fieldsOf(value).map(([name, field]) => `${nameOf(name)}: ${literal(field, indent + 2)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  return `${open}\n${entries.map(entry => `${inner}${entry},\n`).join('')}${' '.repeat(indent)}${close}`
}

function onOneLine(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = fieldsOf(value)
  return fields.length === 0 ? '{}' : `{ ${fields.map(([name, field]) => `${nameOf(name)}: ${onOneLine(field)}`).join(', ')} }`
}

const fieldsOf = (value: object): [string, unknown][] => Object.entries(value).filter(([, field]) => field !== undefined)

const nameOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name))

function quoted(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${escaped}'`
}
