import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience } from './studioWindow.js'

const count = 2000
const names = Array.from({ length: count }, (_, at) => `v${String(at).padStart(4, '0')}`)
/** Columns that vary, and are not numbered in order. */
const content = [names.join(','), ...Array.from({ length: 12 }, (_, row) => names.map((_name, at) => ((row * 7919 + at * 104729) % 997) / 10).join(','))].join('\n')

describeStudio('a table of 2,000 columns', {}, studio => {
  it('has its columns chosen by a search, by ranges with Shift, and by the keyboard', async () => {
    const { window } = studio
    const chosen = (): Promise<string> => window.text('step-data')
    const isUsed = (name: string): Promise<string | null> => window.at(`use-column-${name}`).getAttribute('aria-checked')
    await window.openFile({ name: 'wide.csv', content })
    await window.isDataset('wide.csv')
    expect(await chosen()).toContain('2,000 columns in use')
    await window.at('use-all-columns').click()
    await expect.poll(chosen, patience).not.toContain('2,000')
    await window.at('column-search').fill('V019')
    await expect.poll(() => window.at('column-table').getAttribute('aria-rowcount'), patience).toBe('11')
    await window.at('use-column-v0192').click()
    await window.at('use-column-v0195').click({ modifiers: ['Shift'] })
    await expect.poll(chosen, patience).toContain('4 columns in use')
    expect(await Promise.all(['v0191', 'v0192', 'v0193', 'v0194', 'v0195'].map(isUsed))).toEqual(['false', 'true', 'true', 'true', 'true'])
    await window.settle()
    expect(await window.accessibilityFaults()).toEqual([])

    await window.page.keyboard.press('ArrowUp')
    await window.page.keyboard.press('Space')
    await expect.poll(() => isUsed('v0194'), patience).toBe('false')
    await window.page.keyboard.press('ArrowUp')
    await window.page.keyboard.press('ArrowUp')
    await window.page.keyboard.press('Shift+Space')
    await expect.poll(chosen, patience).toContain('1 column in use')
    await window.at('use-all-columns').click()
    await expect.poll(chosen, patience).toContain('10 columns in use')
    await window.at('column-search').fill('')
    await window.at('use-column-v0000').click()
    for (let step = 0; step < 30; step++) await window.page.keyboard.press('ArrowDown')
    expect(await window.page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('use-column-v0030')
    expect(await window.alerts()).toEqual([])
  })
})
