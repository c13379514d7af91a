export const locales = ['en', 'zh'] as const
export type Locale = (typeof locales)[number]

/** The name of each language in that language. */
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', zh: '中文' }

/** The BCP 47 tags for Intl and for the document's `lang`. */
export const localeTags: Readonly<Record<Locale, string>> = { en: 'en', zh: 'zh-CN' }

/** zh for any Chinese language tag, otherwise en. */
export function localeFor(languageTag: string): Locale {
  return languageTag.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}
