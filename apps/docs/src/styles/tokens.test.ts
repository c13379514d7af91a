import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { groupColours, plainPointColour } from '../../../desktop/src/renderer/theme/palette.js'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

/** Custom properties of the light theme and of the dark one, which follows it. */
function tokensOf(css: string, darkSelector: string): Record<'light' | 'dark', Record<string, string>> {
  const at = css.indexOf(darkSelector)
  const properties = (part: string): Record<string, string> =>
    Object.fromEntries([...part.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(match => [match[1]!, match[2]!.replace(/\s+/g, ' ')]))
  return { light: properties(css.slice(0, at)), dark: properties(css.slice(at)) }
}

describe('tokens of the site', () => {
  const site = tokensOf(read('tokens.css'), ':root.dark')
  const studio = tokensOf(read('../../../desktop/src/renderer/theme/tokens.css'), ":root[data-theme='dark']")

  it.each(['light', 'dark'] as const)('are those of Studio (%s)', theme => {
    const own = Object.entries(site[theme]).filter(([name]) => !name.startsWith('group-') && name !== 'plain-point')
    expect(Object.fromEntries(own)).toEqual(Object.fromEntries(own.map(([name]) => [name, studio[theme][name]])))
  })

  it.each(['light', 'dark'] as const)('have the colours of groups of Studio (%s)', theme => {
    expect(groupColours[theme].map((_, k) => site[theme][`group-${k}`])).toEqual(groupColours[theme])
    expect(site[theme]['plain-point']).toBe(plainPointColour[theme])
  })
})
