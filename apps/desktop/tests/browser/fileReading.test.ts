import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience } from './studioWindow.js'
import { oldFaithful } from './tables.js'

const { header, rows } = oldFaithful()

describeStudio('a file of another encoding', {}, studio => {
  it.each([
    ['latin1.csv', Buffer.from('gr\u00f6\u00dfe,tiefe\n1,2\n2,3.5\n', 'latin1'), 'CSV 2 rows · 2 columns', 'WINDOWS-1252', 'gr\u00f6\u00dfe'],
    ['utf16.csv', Buffer.from(`\ufeff${[header, ...rows].join('\n')}`, 'utf16le'), 'CSV 272 rows · 2 columns', 'UTF-16LE', 'eruptions'],
  ])('%s opens, and its encoding is shown', async (name, content, facts, encoding, column) => {
    const { window } = studio
    await window.openFile({ name, content })
    await window.isDataset(name)
    expect(await window.text('dataset-facts')).toBe(facts)
    expect(await window.text('reading-summary')).toContain(encoding)
    expect(await window.at('column-table').getByText(column, { exact: true }).count()).toBe(1)
    expect(await window.alerts()).toEqual([])
  })
})

describeStudio('a file whose reading is a guess', {}, studio => {
  it('shows what was left out and what is unsure', async () => {
    const { window } = studio
    const content = Buffer.from('cr\u00e8me,x\n"a \\"b\\"",1.5\n\nc,2.5\n', 'latin1')
    await window.openFile({ name: 'guess.csv', content })
    await window.isDataset('guess.csv')
    expect(await window.text('dataset-facts')).toBe('CSV 2 rows · 2 columns')
    expect(await window.text('reading-blankLines')).toBe('1 blank line between rows is left out.')
    expect(await window.text('reading-unsure')).toMatch(/^The encoding WINDOWS-1252 is a guess: too few letters tell. If words look wrong, choose another, such as WINDOWS-1250, /)
    expect(await window.text('reading-summary')).toContain('Behind backslashes')
    await window.choose(window.at('reading-encoding'), 'windows-1250')
    await expect.poll(() => window.at('reading-unsure').count(), patience).toBe(0)
    expect(await window.at('column-table').getByText('cr\u010dme', { exact: true }).count()).toBe(1)
    expect(await window.accessibilityFaults()).toEqual([])
  })
})

describeStudio('a file that can be read in two ways', {}, studio => {
  it('asks for the sign, and reads it again as chosen', async () => {
    const { window } = studio
    await window.openFile({ name: 'towns.csv', content: 'town;people\nUlm;1.234\nKiel;12.500\nBonn;3.250\n' })
    await window.isDataset('towns.csv')
    expect(await window.text('reading-notes')).toBe('people “1.234” can be 1.234 or 1234: choose the sign. Until then the column is text.')
    expect(await window.at('use-column-people').isDisabled()).toBe(true)
    await window.choose(window.at('reading-thousands'), '.')
    await expect.poll(() => window.at('use-column-people').getAttribute('aria-checked'), patience).toBe('true')
    expect(await window.at('column-table').getByText('12,500', { exact: true }).count()).toBe(1)
    expect(await window.at('reading-notes').count()).toBe(0)
    expect(await window.accessibilityFaults()).toEqual([])
  })

  it('leaves out lines and takes names as values where it is told to', async () => {
    const { window } = studio
    await window.choose(window.at('reading-header'), 'values')
    await expect.poll(() => window.text('dataset-facts'), patience).toBe('CSV 4 rows · 2 columns')
    await window.setNumber('reading-skipRows', 1)
    await expect.poll(() => window.text('dataset-facts'), patience).toBe('CSV 3 rows · 2 columns')
    await window.choose(window.at('reading-delimiter'), ',')
    await expect.poll(() => window.text('dataset-facts'), patience).toBe('CSV 3 rows · 1 column')
    expect(await window.alerts()).toEqual([])
  })
})
