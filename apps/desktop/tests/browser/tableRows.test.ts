import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience } from './studioWindow.js'

/** Rows with long numbers, words, days and gaps. */
function customers(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => [
    `C-${1000 + i}`, ['DE', 'GB', 'FR'][i % 3], `20${10 + (i % 15)}-0${1 + (i % 9)}-15`, 20 + (i * 7) % 60,
    i % 40 === 3 ? '' : (9_876_543.05 + ((i * 37) % 500) - 250).toFixed(2), (-1_234_567.891 - (i % 10)).toFixed(3),
  ].join(','))
  return ['customer,country,joined,age,income,debt', ...lines, ''].join('\n')
}

describeStudio('a person who looks at the rows of a table', { width: 1440, height: 900 }, studio => {
  const rowTexts = async (row: number): Promise<string[]> =>
    studio.window.at('preview-table').locator(`[role=row][aria-rowindex="${row + 2}"] [role=cell]`).allInnerTexts()

  it('reads every number whole', async () => {
    const { window } = studio
    await window.openFile({ name: 'customers.csv', content: customers(400) })
    await window.isDataset('customers.csv')
    expect(await window.text('rows-shown')).toBe('400 rows')
    await expect.poll(() => rowTexts(0), patience).toEqual(['1', 'C-1000', 'DE', '2010-01-15', '20', '9876293.05', '−1234567.891'])
    const cut = await window.at('preview-table').locator('[role=cell] .text').evaluateAll(cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth).map(cell => cell.textContent))
    expect(cut).toEqual([])
  })

  it('sorts by a column, with missing cells last, and returns to the order of the file', async () => {
    const { window } = studio
    await window.at('sort-income').click()
    await expect.poll(async () => (await rowTexts(0))[5], patience).toBe('9876293.05')
    expect(await window.page.locator('[role=columnheader][aria-sort=ascending]').innerText()).toBe('income')
    await window.at('sort-income').click()
    await expect.poll(async () => (await rowTexts(0))[5], patience).toBe('9876792.05')
    await window.at('preview-table').evaluate(element => { element.scrollTop = element.scrollHeight })
    await expect.poll(async () => (await rowTexts(399))[5], patience).toBe('missing')
    await window.at('sort-income').click()
    await expect.poll(async () => (await rowTexts(399))[0], patience).toBe('400')
  })

  it('measures a column and shows the rows of a range and of values', async () => {
    const { window } = studio
    await window.at('open-profile-age').click()
    await expect.poll(() => window.text('column-profile'), patience).toContain('Median')
    await window.at('range-from').fill('30')
    await window.at('range-from').blur()
    await window.at('range-to').fill('39')
    await window.at('range-to').blur()
    await expect.poll(() => window.text('rows-shown'), patience).toMatch(/^6\d of 400 rows$/)
    await window.at('profile-country').click()
    await window.at('value-DE').click()
    await expect.poll(() => window.text('rows-shown'), patience).toBe('19 of 400 rows')
    expect(await window.at('filter-chip').allInnerTexts()).toEqual(['age 30 – 39', 'country = DE'])
    expect(await window.accessibilityFaults()).toEqual([])
    await window.setTheme('dark')
    expect(await window.accessibilityFaults()).toEqual([])
    await window.setTheme('light')
    await window.at('remove-filter-age').click()
    await expect.poll(() => window.text('rows-shown'), patience).toBe('134 of 400 rows')
    await window.at('search-rows').fill('c-1003')
    await expect.poll(() => window.text('rows-shown'), patience).toBe('1 of 400 rows')
    await window.at('clear-filters').click()
    await expect.poll(() => window.text('rows-shown'), patience).toBe('400 rows')
    await window.at('close-profile').click()
    await window.at('continue-to-models').waitFor()
  })

  it('selects a range by dragging over the histogram, and fits the rows shown', async () => {
    const { window } = studio
    await window.at('open-profile-age').click()
    const box = (await window.at('profile-histogram').boundingBox())!
    await window.page.mouse.move(box.x + 2, box.y + 40)
    await window.page.mouse.down()
    await window.page.mouse.move(box.x + box.width / 2, box.y + 40, { steps: 4 })
    await window.page.mouse.up()
    await expect.poll(() => window.text('rows-shown'), patience).toMatch(/^2\d\d of 400 rows$/)
    const shown = Number((await window.text('rows-shown')).split(' ')[0])
    await window.at('filter-of-fits').locator('[data-value=shown]').click()
    await window.at('close-profile').click()
    await window.at('missing-omit-rows').click()
    await window.show('models')
    await expect.poll(() => window.text('points-shown'), patience).toMatch(/ points shown$|^\d+ points$/)
    await window.startFit()
    await window.isFit('completed')
    await window.show('results')
    const sizes = (await window.cells('group-table')).map(([, size]) => Number(size!.replaceAll(',', '')))
    const used = sizes.reduce((a, b) => a + b)
    expect(used).toBeLessThanOrEqual(shown)
    expect(used).toBeGreaterThan(shown - 20)
  })

  it('keeps its controls in their places at 900 px', async () => {
    const { window } = studio
    await window.show('data')
    await window.page.setViewportSize({ width: 900, height: 700 })
    await window.settle()
    expect(await window.controlsOutOfPlace()).toEqual([])
    await window.setLanguage('zh')
    expect(await window.controlsOutOfPlace()).toEqual([])
  })
})
