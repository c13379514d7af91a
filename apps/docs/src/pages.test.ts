import { describe, expect, it } from 'vitest'
import { exampleNames } from '../../../examples/src/running/recordedRuns.js'
import { sections } from './build/navigation.js'
import { doors } from './reference/doors.js'
import { readPage, writtenPages } from './testing/sitePages.js'

const pages = writtenPages('en')

/** The parts of a page that both languages share: levels of headings, generated blocks, components, displayed formulas, and code. */
function skeletonOf(page: string): string[] {
  return [...page.matchAll(/^(#{1,6}) |^(@\[\w+\].*)$|^<([A-Z]\w+) \/>$|^(\$\$)$|^(```\w+)/gm)].map(match => match.slice(1).find(part => part !== undefined)!)
}

const codeOf = (page: string): string[] => [...page.matchAll(/^```(?:ts|python|r)[^\n]*\n([^]*?)^```/gm)].map(match => match[1]!.replace(/\/\/.*$/gm, ''))

describe('the two languages', () => {
  it('have the same pages', () => expect(writtenPages('zh')).toEqual(pages))

  it.each(pages)('have the same parts in the same order: %s', page => {
    expect(skeletonOf(readPage('zh', page))).toEqual(skeletonOf(readPage('en', page)))
    expect(codeOf(readPage('zh', page))).toEqual(codeOf(readPage('en', page)))
  })

  it.each(pages)('lead to pages of their own language: %s', page => {
    const targets = (text: string): string[] => [...text.matchAll(/\]\((\/[^)]*)\)/g)].map(match => match[1]!)
    expect(targets(readPage('zh', page)).map(target => target.replace(/^\/zh/, ''))).toEqual(targets(readPage('en', page)))
    expect(targets(readPage('en', page)).filter(target => target.startsWith('/zh'))).toEqual([])
  })
})

describe('navigation', () => {
  it('leads to every page but the home page, once', () => {
    const listed = sections.flatMap(section => section.entries.map(entry => `${entry.page}.md`))
    expect(listed.sort()).toEqual(pages.filter(page => page !== 'index.md'))
  })
})

describe('the page of the reference', () => {
  it('leads to every door', () => {
    const linked = [...readPage('en', 'reference.md').matchAll(/\]\(\/api\/([^)]*)\)/g)].map(match => match[1]!)
    expect(linked.sort()).toEqual(doors.map(({ name }) => name).sort())
  })
})

describe('examples', () => {
  it('are all shown somewhere', () => {
    const shown = new Set(pages.flatMap(page => [...readPage('en', page).matchAll(/^@\[example\] (\w+)$/gm)].map(match => match[1]!)))
    expect(exampleNames.filter(name => !shown.has(name))).toEqual([])
  })
})
