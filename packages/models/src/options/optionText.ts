import type { OptionDescription } from './optionDescription.js'

/**
 * The value of an option that a person typed, as on a command line: `3`, `automatic`, `full,tied`, `1..9`, `500,200`, `true`. A text that is
 * no such value is returned as it is, so that the schema refuses it by name.
 */
export function optionFromText({ kind }: OptionDescription, text: string): unknown {
  switch (kind) {
    case 'count':
    case 'number':
      return numberFrom(text)
    case 'choice':
      return text
    case 'choices':
      return listFrom(text)
    case 'counts':
      return listFrom(text).map(numberFrom)
    case 'range': {
      const ends = text.split('..').map(numberFrom)
      return ends.length <= 2 ? { minimum: ends[0], maximum: ends.at(-1) } : text
    }
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : text
  }
}

/** An option's value as a person would type it. `optionFromText` reads it back. */
export function optionToText(value: unknown): string {
  if (Array.isArray(value)) return value.join(',')
  if (typeof value !== 'object' || value === null) return String(value)
  const { minimum, maximum } = value as { readonly minimum: number; readonly maximum: number }
  return minimum === maximum ? String(minimum) : `${minimum}..${maximum}`
}

const listFrom = (text: string): readonly string[] => (text.trim() === '' ? [] : text.split(',').map(part => part.trim()))

function numberFrom(text: string): number | string {
  const number = Number(text)
  return text.trim() === '' || Number.isNaN(number) ? text : number
}
