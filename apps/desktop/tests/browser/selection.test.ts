import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience, type StudioWindow } from './studioWindow.js'

const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url))
/** All points are inside a box from corner to corner. */
const whole = [[0.02, 0.02], [0.98, 0.98]] as const

/** Drags along places of the plot, as shares of its width and height. */
async function drag(window: StudioWindow, places: readonly (readonly [number, number])[]): Promise<void> {
  const box = (await window.at('selection-layer').boundingBox())!
  const pixels = places.map(([x, y]): [number, number] => [box.x + x * box.width, box.y + y * box.height])
  const { page } = window
  await page.mouse.move(...pixels[0]!)
  await page.mouse.down()
  for (const pixel of pixels.slice(1)) await page.mouse.move(...pixel, { steps: 6 })
  await page.mouse.up()
}

describeStudio('an analyst, who selects rows', { width: 1440, height: 900 }, studio => {
  const count = (): Promise<string> => studio.window.text('selection-count')
  const tool = (value: string): Promise<void> => studio.window.at('selection-tool').locator(`[data-value=${value}]`).click()

  it('draws a box, and sees the rows everywhere', async () => {
    const { window } = studio
    await mkdir(screenshots, { recursive: true })
    await window.show('results')
    await tool('box')
    await drag(window, whole)
    await expect.poll(count, patience).toBe('272 of 272 rows')
    await drag(window, [[0.02, 0.98], [0.5, 0.5]])
    await expect.poll(count, patience).toMatch(/^(8|9)\d of 272 rows$/)
    const selected = Number((await count()).split(' ')[0])
    expect(await window.text('legend-1')).toMatch(/^Group 2 \d+ \/ 97 /)
    await window.showTab('rows')
    await expect.poll(() => window.text('membership-total'), patience).toBe(`${selected} rows`)
    await window.at('row-scope').locator('[data-value=all]').click()
    await expect.poll(() => window.text('membership-total'), patience).toBe('272 rows')
    await window.showTab('columns')
    await expect.poll(() => window.at('histogram-eruptions').locator('svg').getAttribute('aria-label'), patience).toContain(`${selected} of them selected.`)
    await window.settle()
    await window.page.screenshot({ path: `${screenshots}selection-light.png` })
  })

  it('stays in its mode: Shift adds, Alt takes away, and Escape clears', async () => {
    const { window } = studio
    const before = Number((await count()).split(' ')[0])
    await window.page.keyboard.down('Shift')
    await drag(window, [[0.55, 0.02], [0.98, 0.5]])
    await window.page.keyboard.up('Shift')
    await expect.poll(async () => Number((await count()).split(' ')[0]), patience).toBeGreaterThan(before + 100)
    await window.page.keyboard.down('Alt')
    await drag(window, [[0.55, 0.02], [0.98, 0.5]])
    await window.page.keyboard.up('Alt')
    await expect.poll(async () => Number((await count()).split(' ')[0]), patience).toBe(before)
    await window.page.keyboard.press('Escape')
    await expect.poll(() => window.at('selection-bar').count(), patience).toBe(0)
    expect(await window.at('selection-tool').locator('[data-state=checked]').getAttribute('data-value')).toBe('box')
  })

  it('draws a lasso with the pointer, and a box with the keyboard', async () => {
    const { window } = studio
    await tool('lasso')
    await drag(window, [[0.02, 0.02], [0.98, 0.02], [0.98, 0.98], [0.02, 0.98]])
    await expect.poll(count, patience).toBe('272 of 272 rows')
    await tool('box')
    await window.at('selection-layer').focus()
    const { page } = window
    for (let presses = 0; presses < 40; presses++) await page.keyboard.press('Shift+ArrowLeft')
    for (let presses = 0; presses < 40; presses++) await page.keyboard.press('Shift+ArrowUp')
    await page.keyboard.press('Space')
    for (let presses = 0; presses < 40; presses++) await page.keyboard.press('Shift+ArrowRight')
    for (let presses = 0; presses < 7; presses++) await page.keyboard.press('Shift+ArrowDown')
    expect(await window.at('selection-path').count()).toBe(1)
    await page.keyboard.press('Space')
    await expect.poll(count, patience).toMatch(/^1\d\d of 272 rows$/)
  })

  it('selects by the values of a column, with the pointer and with the keyboard', async () => {
    const { window } = studio
    const plot = window.at('histogram-waiting').locator('svg')
    await plot.focus()
    await window.page.keyboard.press('ArrowRight')
    for (let presses = 0; presses < 40; presses++) await window.page.keyboard.press('Shift+ArrowRight')
    await window.page.keyboard.press('Enter')
    await expect.poll(count, patience).toBe('272 of 272 rows')
    const box = (await plot.boundingBox())!
    await window.page.mouse.move(box.x + 1, box.y + 20)
    await window.page.mouse.down()
    await window.page.mouse.move(box.x + box.width / 2, box.y + 20, { steps: 4 })
    await window.page.mouse.up()
    await expect.poll(count, patience).toMatch(/^1?\d\d of 272 rows$/)
  })

  it('keeps a selection under a name, finds it after a reload, and exports its rows', async () => {
    const { window } = studio
    const selected = (await count()).split(' ')[0]!
    await window.at('name-selection').click()
    await window.at('selection-name').fill('Short waits')
    await window.at('save-selection').click()
    await expect.poll(() => window.text('saved-selections'), patience).toBe(`Selections Short waits ${selected}`)
    await window.page.reload()
    await window.at('show-selection-1').click()
    await expect.poll(count, patience).toBe(`${selected} of 272 rows`)
    const [download] = await Promise.all([window.page.waitForEvent('download'), window.at('export-selection').click().then(() => window.at('export-selection-csv').click())])
    expect(download.suggestedFilename()).toBe('old-faithful-clusters.csv')
  })

  it('reads what is characteristic of a group, and selects its rows', async () => {
    const { window } = studio
    await window.showTab('profile')
    await window.at('silhouettes').locator('svg').waitFor()
    // The standard errors are those of the deviations 0.41 and 6.0, and of 175 rows.
    expect(await window.cells('differences')).toEqual([
      ['waiting', expect.stringMatching(/^79\.9\d ± 0\.\d\d$/), expect.stringMatching(/^54\.[45]\d$/), expect.stringMatching(/^\+4\.\d\d$/), ''],
      ['eruptions', expect.stringMatching(/^4\.2\d\d ± 0\.06\d$/), expect.stringMatching(/^2\.0\d\d$/), expect.stringMatching(/^\+6\.\d\d$/), ''],
    ].reverse())
    expect(await window.at('exemplars').locator('tbody tr').count()).toBe(8)
    expect(await window.text('silhouettes')).toMatch(/^Silhouettes ?mean \+0\.\d\d .* Between rows in the scaling of the fit\.$/)
    await window.at('profile-group-1').click()
    await window.at('select-group').click()
    await expect.poll(count, patience).toBe('97 of 272 rows')
  })

  it.each(['dark', 'light'] as const)('meets no serious barrier (%s)', async theme => {
    const { window } = studio
    await window.setTheme(theme)
    for (const tab of ['columns', 'profile']) {
      await window.showTab(tab)
      expect(await window.accessibilityFaults(), tab).toEqual([])
      await window.page.screenshot({ path: `${screenshots}results-${tab}-${theme}.png` })
    }
  })
})
