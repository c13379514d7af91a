import { en } from './en.js'
import type { CliLanguage, CliTexts } from './vocabulary.js'
import { zh } from './zh.js'

const texts: Readonly<Record<CliLanguage, CliTexts>> = { en, zh }

export const cliTexts = (language: CliLanguage): CliTexts => texts[language]

/** The language of the environment, by the rules of POSIX; on systems without those variables, that of the system. English unless it is Chinese. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): CliLanguage {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(value => value) ?? Intl.DateTimeFormat().resolvedOptions().locale
  return /^zh/i.test(locale) ? 'zh' : 'en'
}
