import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import writeXlsxFile from 'write-excel-file/node'
import { describeStudio } from './describeStudio.js'
import { patience } from './studioWindow.js'

/** A workbook of numbers. The names of its columns are in the first row. */
async function workbook(path: string, sheets: Readonly<Record<string, readonly (readonly (string | number)[])[]>>): Promise<Uint8Array> {
  const file = await writeXlsxFile(Object.entries(sheets).map(([sheet, rows]) => ({ sheet, data: rows.map(row => row.map(value => ({ value }))) })) as never)
  await (file as unknown as { toFile(path: string): Promise<void> }).toFile(path)
  return readFile(path)
}

const sheets = { North: [['x', 'y'], [1, 2], [2, 1], [3, 5]], South: [['z'], [7], [8]], ...Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`Year ${2010 + at}`, [['n'], [at], [at + 1]]])) }

describeStudio('a workbook of several sheets', {}, studio => {
  it('asks which one to open', async () => {
    const { window, program } = studio
    const content = await workbook(join(program.folder, 'regions.xlsx'), sheets)
    await window.openFile({ name: 'regions.xlsx', content })
    await window.at('table-chooser').waitFor()
    expect(await window.text('table-chooser')).toContain('regions.xlsx has 12 sheets with cells.')
    await window.settle()
    expect(await window.accessibilityFaults()).toEqual([])
    await window.page.keyboard.press('Escape')
    await window.at('table-chooser').waitFor({ state: 'detached' })
    expect(await window.alerts()).toEqual([])
    expect(await window.datasetName()).toBe('old-faithful')

    await window.openFile({ name: 'regions.xlsx', content })
    await window.at('table-search').fill('sou')
    await expect.poll(() => window.at('table-name').allInnerTexts(), patience).toEqual(['South'])
    await window.page.keyboard.press('Tab')
    await window.page.keyboard.press('Enter')
    await window.isDataset('regions.xlsx')
    expect(await window.text('dataset-facts')).toBe('XLSX 2 rows · 1 column')
  })

  it('shows another one later, which can be undone, and keeps the choice in a reload', async () => {
    const { window } = studio
    await window.choose(window.at('table-select'), 'North')
    await expect.poll(() => window.text('dataset-facts'), patience).toBe('XLSX 3 rows · 2 columns')
    await window.settle()
    await window.at('undo').click()
    await expect.poll(() => window.text('dataset-facts'), patience).toBe('XLSX 2 rows · 1 column')
    await window.at('redo').click()
    await expect.poll(() => window.text('dataset-facts'), patience).toBe('XLSX 3 rows · 2 columns')
    await window.page.reload()
    await window.show('data')
    await window.showDataset('regions.xlsx')
    await expect.poll(() => window.text('table-select'), patience).toBe('North')
    await expect.poll(() => window.at('use-column-y').getAttribute('aria-checked'), patience).toBe('true')
    expect(await window.alerts()).toEqual([])
  })
})
