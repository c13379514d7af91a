import { familyTexts, modelFamilies } from '@mixtura/models'
import { describe, expect, it } from 'vitest'
import { flagNames } from '../arguments/flags.js'
import { commandNames } from '../commands/commands.js'
import { cliTexts, languageOf } from './cliTexts.js'
import { languages } from './vocabulary.js'

/** All texts by their path; functions by themselves. */
function entries(texts: object, path = ''): (readonly [path: string, text: unknown])[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? entries(value, `${path}${key}.`) : [[`${path}${key}`, value] as const])
}

const english = entries(cliTexts('en'))
const chinese = new Map(entries(cliTexts('zh')))

describe('texts', () => {
  it('have the same keys in both languages', () => {
    expect([...chinese.keys()]).toEqual(english.map(([path]) => path))
  })

  it.each(languages)('say something about each command and option in %s', language => {
    const { commands, flags } = cliTexts(language)
    expect(Object.keys(commands).sort()).toEqual([...commandNames].sort())
    expect(Object.keys(flags)).toEqual(flagNames)
    expect(entries(cliTexts(language)).filter(([, text]) => text === '')).toEqual([])
  })

  it('are translated: Chinese has Chinese characters, and the same lines as examples', () => {
    for (const [path, text] of english) {
      const translated = chinese.get(path)
      if (/examples\.\d+\.0$/.test(path)) expect(translated).toBe(text)
      else expect(typeof translated === 'function' ? String(translated) : translated, path).toMatch(/\p{Script=Han}|[。（]/u)
    }
  })

  it('take the same values in both languages', () => {
    for (const [path, text] of english) {
      if (typeof text === 'function') expect((chinese.get(path) as () => string).length, path).toBe(text.length)
    }
  })

  it.each(languages)('hint at refusals that the catalogue has, in %s', language => {
    const { refusals } = familyTexts(modelFamilies[0], language)
    expect(Object.keys(cliTexts(language).data.refusalHints).filter(key => !(key in refusals))).toEqual([])
  })
})

describe('languageOf', () => {
  it.each([
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'en_GB.UTF-8' }, 'en'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'C', LC_MESSAGES: 'zh_TW' }, 'zh'],
  ] as const)('%j', (env, language) => {
    expect(languageOf(env)).toBe(language)
  })
})
