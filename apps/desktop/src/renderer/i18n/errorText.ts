import type { FitError } from '../../contract/fit.js'
import { messages } from './createTexts.js'
import type { MessageKey } from './en.js'
import type { Locale } from './locales.js'
import type { Translate } from './useText.js'

/** The names in braces in a message. */
function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? '')
}

/** For each code, the field whose number decides between singular and plural. */
const counted: Readonly<Record<string, string>> = { 'too-few-rows': 'rows', 'non-finite-values': 'count' }

/**
 * One sentence for an error, in the chosen language. If the code is unknown, or a field that the translation names is
 * missing, it is the engine's English message. It is never a code or a key.
 */
export function errorText(error: FitError, locale: Locale, t: Translate): string {
  const texts: Readonly<Record<string, string>> = messages[locale].errors
  const text = Object.hasOwn(texts, error.code) ? texts[error.code] : undefined
  if (text === undefined) return error.message
  const fields: Record<string, string | number> = { message: error.message }
  for (const [name, value] of Object.entries(error.fields)) if (value !== null) fields[name] = String(value)
  // Errors of @mixtura/data have the field `path`, of which the engine sends only the file name.
  if (fields['path'] !== undefined) fields['file'] ??= fields['path']
  if (placeholders(text).some(name => !Object.hasOwn(fields, name))) return error.message
  const count = counted[error.code]
  return t(`errors.${error.code}` as MessageKey, fields, count === undefined ? undefined : Number(fields[count]))
}
