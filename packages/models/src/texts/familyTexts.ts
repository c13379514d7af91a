import { requireChoice } from '@mixtura/numerics/validation'
import type { Message, TextValues } from '../contract/acceptance.js'
import type { ModelFamily } from '../contract/modelFamily.js'
import { en } from './en.js'
import { zh } from './zh.js'
import { type Language, languages, type Texts } from './vocabulary.js'

const shared: Readonly<Record<Language, Texts>> = { en, zh }

/** The texts of a family in one language: those of the catalogue, and its own before them. */
export function familyTexts({ texts }: Pick<ModelFamily, 'texts'>, language: Language): Texts {
  requireChoice('language', language, languages)
  const own = texts?.[language] ?? {}
  const sections = Object.entries(shared[language]).map(([section, entries]) => [section, { ...entries, ...own[section as keyof Texts] }])
  return Object.fromEntries(sections) as unknown as Texts
}

/** Reason and remedy of a refusal as one text: two sentences. */
export function refusalText({ refusals }: Texts, { key, values }: Message): string {
  const { reason, remedy } = refusals[key]
  // No space follows the full stop of Chinese.
  return [filled(reason, values), filled(remedy, values)].join(reason.endsWith('。') ? '' : ' ')
}

/** A text with its placeholders replaced by values: `{rows}` by the number, `{rows|row|rows}` by the number and the form that it takes. */
export function filled(text: string, values: TextValues): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g, (placeholder, name: string, one?: string, others?: string) => {
    const value = values[name]
    if (value === undefined) return placeholder
    return one === undefined ? String(value) : `${value} ${value === 1 ? one : others}`
  })
}
