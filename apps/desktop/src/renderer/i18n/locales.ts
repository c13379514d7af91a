export const locales = ['en', 'zh'] as const
export type Locale = (typeof locales)[number]

/** How each language calls itself. */
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', zh: '中文' }

/** The BCP 47 tag that Intl and the document's `lang` use. */
export const localeTags: Readonly<Record<Locale, string>> = { en: 'en', zh: 'zh-CN' }

/** zh for any Chinese, otherwise en. */
export function localeFor(languageTag: string): Locale {
  return languageTag.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}
