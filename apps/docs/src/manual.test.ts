import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { familyTexts, modelFamilies } from '@mixtura/models'
import { describe, expect, it } from 'vitest'
import { en } from '../../desktop/src/renderer/i18n/en.js'
import { zh } from '../../desktop/src/renderer/i18n/zh.js'
import { pagesFolder, readPage, writtenPages } from './testing/sitePages.js'

const pages = writtenPages('en').filter(page => page.startsWith('studio/'))

/** All texts in a tree of texts. */
const leaves = (texts: unknown): string[] =>
  typeof texts === 'string' ? [texts] : typeof texts === 'object' && texts !== null ? Object.values(texts).flatMap(leaves) : []

/** What Studio writes on its window in a language. */
const shownIn = (language: 'en' | 'zh'): ReadonlySet<string> =>
  new Set([...leaves(language === 'en' ? en : zh), ...modelFamilies.flatMap(family => leaves(familyTexts(family, language)))])

describe.each(['en', 'zh'] as const)('the manual of Studio (%s)', language => {
  const shown = shownIn(language)

  it.each(pages)('names in bold only what stands on the window: %s', page => {
    const named = [...readPage(language, page).matchAll(/\*\*([^*]+)\*\*/g)].map(match => match[1]!)
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter(name => !shown.has(name))).toEqual([])
  })

  it('shows each of its pictures once, and none takes more than 150 kB', () => {
    const address = language === 'en' ? '/studio/' : '/zh/studio/'
    const folder = join(pagesFolder, 'public', address)
    const pictures = readdirSync(folder)
    const linked = pages.flatMap(page => [...readPage(language, page).matchAll(/!\[[^\]]+\]\(([^)]*)\)/g)].map(match => match[1]!))
    expect(linked.sort()).toEqual(pictures.map(name => address + name).sort())
    expect(pictures.filter(name => statSync(join(folder, name)).size > 150_000)).toEqual([])
  })
})
