import type { FitError } from '../../contract/fit.js'
import { messages } from './createTexts.js'
import type { MessageKey } from './en.js'
import type { Locale } from './locales.js'
import type { Translate } from './useText.js'

/** The texts between braces of a message. */
function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? '')
}

/** The field whose number chooses between singular and plural, by code. */
const counted: Readonly<Record<string, string>> = { 'too-few-rows': 'rows', 'non-finite-values': 'count' }

/**
 * One sentence for an error in the language chosen, or the engine's own English sentence where the code
 * is unknown or lacks a field that the translation names. Never a code or a key.
 */
export function errorText(error: FitError, locale: Locale, t: Translate): string {
  const texts: Readonly<Record<string, string>> = messages[locale].errors
  const text = Object.hasOwn(texts, error.code) ? texts[error.code] : undefined
  if (text === undefined) return error.message
  const fields: Record<string, string | number> = { message: error.message }
  for (const [name, value] of Object.entries(error.fields)) if (value !== null) fields[name] = String(value)
  // Errors of @mixtura/data know their file by its path, of which the engine sends the name.
  if (fields['path'] !== undefined) fields['file'] ??= fields['path']
  if (placeholders(text).some(name => !Object.hasOwn(fields, name))) return error.message
  const count = counted[error.code]
  return t(`errors.${error.code}` as MessageKey, fields, count === undefined ? undefined : Number(fields[count]))
}
