import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience, type StudioWindow } from './studioWindow.js'

/** Pastes text as a spreadsheet puts it on the clipboard. @returns whether the window took it. */
const paste = (window: StudioWindow, text: string, target = 'body'): Promise<boolean> =>
  window.page.evaluate(([given, selector]) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', given!)
    return !document.querySelector(selector!)!.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, [text, target])

describeStudio('a table from the clipboard', {}, studio => {
  it('opens on the start page, with the names in its first row', async () => {
    const { window } = studio
    expect(await paste(window, 'height\tweight\r\n170,5\t61\r\n182\t80,25\r\n')).toBe(true)
    await window.isDataset('Pasted table.tsv')
    expect(await window.text('dataset-facts')).toBe('TSV 2 rows · 2 columns')
    expect(await window.at('column-table').getByText('weight', { exact: true }).count()).toBe(1)
    expect(await window.alerts()).toEqual([])
  })

  it('reads the first row as values where it is told to', async () => {
    const { window } = studio
    expect(await window.text('reading-summary')).toContain('Tab')
    if ((await window.at('reading-toggle').getAttribute('aria-expanded')) === 'false') await window.at('reading-toggle').click()
    await window.choose(window.at('reading-header'), 'values')
    await expect.poll(() => window.text('dataset-facts'), patience).toBe('TSV 3 rows · 2 columns')
  })

  it('opens text with commas as CSV, and leaves what is pasted into a field to the field', async () => {
    const { window } = studio
    await paste(window, 'a,b\n1,2\n3,4\n')
    await window.isDataset('Pasted table.csv')
    expect(await window.text('dataset-facts')).toBe('CSV 2 rows · 2 columns')
    expect(await paste(window, 'a,b\n1,2\n', 'input[type=search], input[type=text], input:not([type])')).toBe(false)
    expect(await window.accessibilityFaults()).toEqual([])
  })
})

describeStudio('recent files', {}, studio => {
  it('are listed on the start page, open again, and are named if they are gone', async () => {
    const { window, program } = studio
    const folder = join(program.folder, 'measured')
    await mkdir(folder)
    const [there, gone] = [join(folder, 'there.csv'), join(folder, 'gone.csv')]
    await writeFile(there, 'x,y\n1,2\n2,1\n3,5\n')
    const files = [{ path: gone, openedAt: 1_700_000_000_000 }, { path: there, openedAt: 1_600_000_000_000 }]
    await writeFile(join(program.folder, 'state', 'recent-files.json'), JSON.stringify({ version: 1, files }))
    await window.show('data')
    await window.openSample('iris') // the list is read again with each file that opens
    await window.at('recent-menu').click()
    const entries = window.at('recent-file')
    await expect.poll(() => entries.count(), patience).toBe(2)
    expect(await entries.nth(0).innerText()).toBe('gone.csv\nnot in measured any more')
    expect(await entries.nth(0).getAttribute('aria-disabled')).toBe('true')
    await window.settle()
    expect(await window.accessibilityFaults()).toEqual([])
    await window.at('recent-forget').first().click()
    await expect.poll(() => entries.count(), patience).toBe(1)
    await entries.first().click()
    await window.isDataset('there.csv')
    expect(await window.text('dataset-facts')).toBe('CSV 3 rows · 2 columns')
    expect(await window.alerts()).toEqual([])
  })
})
