import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience } from './studioWindow.js'
import { customers } from './tables.js'

const pictures = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url))

describeStudio('columns of all kinds', {}, studio => {
  it('have proposed roles, which a person can change', async () => {
    const { window } = studio
    await mkdir(pictures, { recursive: true })
    await window.openFile({ name: 'customers.csv', content: customers() })
    await window.isDataset('customers.csv')
    await window.show('models')
    await window.chooseFamily('mixed-mixture')
    const roleOf = (column: string): Promise<string> => window.text(`role-${column}`)
    expect(await Promise.all(['customer_id', 'spend', 'region', 'size', 'visits', 'member', 'remark'].map(roleOf)))
      .toEqual(['Left out', 'Number', 'Category', 'Category', 'Count', 'Two levels', 'Left out'])
    expect(await window.text('roles-field')).toContain('Check')
    await window.choose(window.at('role-size'), 'ordinal')
    // Words have no order of their own: the fit is refused until it is given.
    await expect.poll(() => window.text('model-form'), patience).toContain('whose order is not known')
    await window.at('levels-size').fill('small, medium, large')
    await window.at('levels-size').press('Enter')
    await expect.poll(() => window.text('model-form'), patience).not.toContain('whose order is not known')
    expect(await window.accessibilityFaults()).toEqual([])
    for (const [theme, language] of [['light', 'en'], ['dark', 'zh']] as const) {
      await window.setTheme(theme)
      await window.setLanguage(language)
      await window.settle()
      await window.page.screenshot({ path: `${pictures}roles-${theme}.png` })
    }
    await window.setTheme('light')
    await window.setLanguage('en')
  })

  it('give segments with profiles, as a figure and as a table with standard errors', async () => {
    const { window } = studio
    await window.startFit()
    await window.isFit('completed')
    await window.show('results')
    expect(await window.text('model-facts')).toMatch(/Components 3/)
    expect(await window.cells('group-table')).toHaveLength(3)
    // Levels are shown by their names, not by their codes.
    await window.showTab('rows')
    await expect.poll(() => window.text('membership-table'), patience).toMatch(/north|south|east|west/)
    await window.showTab('class-profiles')
    await expect.poll(() => window.cells('class-profile-table'), patience).toHaveLength(1 + 4 + 3 + 1 + 2)
    const table = await window.cells('class-profile-table')
    expect(table[0]!.join(' ')).toMatch(/mean .*\(.*\).*±/)
    expect(await window.at('class-profile-plot').locator('circle').count()).toBe(3 * 11)
    expect(await window.accessibilityFaults()).toEqual([])
    for (const [theme, language] of [['light', 'en'], ['dark', 'zh']] as const) {
      await window.setTheme(theme)
      await window.setLanguage(language)
      await window.settle()
      await window.page.screenshot({ path: `${pictures}profiles-${theme}.png` })
    }
    await window.setTheme('light')
    await window.setLanguage('en')
  })
})
