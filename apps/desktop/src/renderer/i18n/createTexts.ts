import { createI18n } from 'vue-i18n'
import { en } from './en.js'
import type { Messages } from './en.js'
import type { Locale } from './locales.js'
import { zh } from './zh.js'

export const messages: Readonly<Record<Locale, Messages>> = { en, zh }

/** The texts as a plugin. vue-i18n interprets messages without eval, as the content security policy requires. */
export function createTexts(locale: Locale) {
  return createI18n({ legacy: false, locale, fallbackLocale: 'en', messages: { en, zh } })
}
