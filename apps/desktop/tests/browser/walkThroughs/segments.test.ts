import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { describeStudio } from '../describeStudio.js'
import { takePicture } from '../manualPictures.js'
import { patience } from '../studioWindow.js'
import { customers } from '../tables.js'

/** From a table of customers, with categories, gaps and a column of text, to named segments and a report. */
describeStudio('an analyst of customers', { width: 1440, height: 900 }, studio => {
  it('opens the table, and each column has a role', async () => {
    const { window } = studio
    await window.openFile({ name: 'customers.csv', content: customers() })
    await window.isDataset('customers.csv')
    await window.chooseFamily('mixed-mixture')
    expect(await window.text('role-customer_id')).toBe('Left out')
    expect(await window.text('role-remark')).toBe('Left out')
    await window.choose(window.at('role-size'), 'ordinal')
    await window.at('levels-size').fill('small, medium, large')
    await window.at('levels-size').press('Enter')
    await takePicture(window, 'segments-roles')
  })

  it('finds segments, and reads what each is like', async () => {
    const { window } = studio
    await window.startFit()
    await window.isFit('completed')
    await window.show('results')
    await window.showTab('class-profiles')
    await window.at('class-profile-table').waitFor()
    await takePicture(window, 'segments-profiles')
  })

  it('names them: takes suggestions, changes one, and takes that back', async () => {
    const { window } = studio
    await window.showTab('groups')
    const names = async (): Promise<string[]> => (await window.cells('group-table')).map(([name]) => name!)
    expect(await names()).toEqual(['Group 1', 'Group 2', 'Group 3'])
    await window.at('suggest-names').click()
    const suggested = ['region south', 'low spend · low visits', 'high spend · high visits']
    await expect.poll(names, patience).toEqual(suggested)
    await window.at('group-name-0').click()
    await window.at('group-name-0-field').fill('Regulars')
    await window.at('group-name-0-field').press('Enter')
    await expect.poll(names, patience).toEqual(['Regulars', ...suggested.slice(1)])
    // The field has become the button again, which keeps the focus.
    expect(await window.page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('group-name-0')
    await window.page.keyboard.press('Control+z')
    await expect.poll(names, patience).toEqual(suggested)
    await window.page.keyboard.press('Control+Shift+z')
    await expect.poll(names, patience).toEqual(['Regulars', ...suggested.slice(1)])
    expect(await window.text('group-legend')).toContain('Regulars')
    expect(await window.accessibilityFaults()).toEqual([])
    await takePicture(window, 'segments-named')
  })

  it('hands over the rows with the names, and a report', async () => {
    const { window } = studio
    await window.show('export')
    const rows = window.page.waitForEvent('download')
    await window.at('export-csv').click()
    const text = await readFile(await (await rows).path(), 'utf8')
    expect(text.split(/\r?\n/)[0]).toMatch(/,cluster,cluster_name,/)
    expect(text).toContain('Regulars')
    await window.show('report')
    await expect.poll(() => window.at('report-preview').locator('.paper > div').innerText(), patience).toContain('Regulars')
    const report = window.page.waitForEvent('download')
    await window.at('save-report').click()
    expect(await readFile(await (await report).path(), 'utf8')).toContain('Regulars')
    await takePicture(window, 'segments-report')
  })
})
