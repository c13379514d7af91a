import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { describeStudio, type Studio } from './describeStudio.js'
import { patience } from './studioWindow.js'

/** Names, notes, deleting, undo and comparison in the list of the project. */

const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url))
beforeAll(() => void mkdir(screenshots, { recursive: true }))

async function shot({ window }: Studio, name: string): Promise<void> {
  await window.settle()
  await window.page.screenshot({ path: `${screenshots}${name}.png` })
}

/** All at one moment: a row that has just been deleted is not waited for. */
const names = ({ window }: Studio): Promise<string[]> => window.at('project-list').locator('li .main .name').allInnerTexts()

describeStudio('a person who keeps order', { width: 1440, height: 900 }, studio => {
  it('sees the datasets with their fits, and names them', async () => {
    const { window } = studio
    await window.setOption('components', 3)
    await window.at('start-fit').click()
    await window.isFit('completed')
    await window.openSample('iris')
    await window.show('models')
    await window.at('start-fit').click()
    await window.isFit('completed')
    await window.show('project')
    expect(await window.text('project-counts')).toBe('2 datasets · 3 fits')
    expect(await names(studio)).toEqual(['old-faithful', 'Gaussian mixture · Components 2', 'Gaussian mixture · Components 3', 'iris', expect.stringMatching(/^Gaussian mixture · Components \d$/)])
    await window.at('project-fit-1').click()
    expect(await window.at('annotation-title').getAttribute('placeholder')).toBe('Gaussian mixture · Components 2')
    await window.at('annotation-title').fill('Short and long')
    await window.at('annotation-note').fill('as in the literature')
    await window.at('project-dataset-1').click()
    await expect.poll(() => names(studio), patience).toContain('Short and long')
    await window.at('project-fit-1').click()
    expect(await window.at('annotation-note').inputValue()).toBe('as in the literature')
    // F2 in the list leads to the name.
    await window.at('project-dataset-1').press('F2')
    await window.page.keyboard.type('Geyser')
    await window.page.keyboard.press('Enter')
    await expect.poll(() => names(studio), patience).toContain('Geyser')
  })

  it('reads and copies all that repeats a fit', async () => {
    const { window } = studio
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await window.at('project-fit-1').click()
    await window.at('copy-record').click()
    const copied = await window.page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toMatch(/^Model: Gaussian mixture\nData: old-faithful\nRows used: 272\n/)
    for (const line of [/^Seed: 0$/m, /^Backend: core$/m, /^Threads: \d+$/m, /^@mixtura\/core: \d/m, /^Node\.js: 2\d\./m, /^SHA-256 of the data: [0-9a-f]{64}$/m]) expect(copied).toMatch(line)
    await shot(studio, 'project-light')
    expect(await window.accessibilityFaults()).toEqual([])
    expect(await window.controlsOutOfPlace()).toEqual([])
  })

  it('deletes a fit and takes it back by its name, with the button and with keys', async () => {
    const { window } = studio
    await window.at('project-fit-1').press('Delete')
    await expect.poll(() => names(studio), patience).not.toContain('Short and long')
    expect(await window.at('undo').getAttribute('aria-label')).toBe('Undo: delete fit Short and long')
    // The next row has the focus, so keys go on working.
    expect(await window.page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('project-fit-2')
    await shot(studio, 'project-undo')
    await window.page.keyboard.press('Control+z')
    await expect.poll(() => names(studio), patience).toContain('Short and long')
    expect(await window.text('history-spoken')).toBe('Undone: delete fit Short and long.')
    await window.page.keyboard.press('Control+Shift+z')
    await expect.poll(() => names(studio), patience).not.toContain('Short and long')
    await window.at('undo').click()
    await expect.poll(() => names(studio), patience).toContain('Short and long')
    // Its model is still there.
    await window.at('project-fit-1').dblclick()
    await expect.poll(() => window.cells('group-table'), patience).toHaveLength(2)
  })

  it('closes a dataset and takes it back with its fits', async () => {
    const { window } = studio
    await window.show('project')
    await window.at('project-dataset-1').click()
    await window.at('remove-entry').click()
    await expect.poll(() => names(studio), patience).toHaveLength(2)
    expect(await window.at('undo').getAttribute('aria-label')).toBe('Undo: close Geyser')
    await window.at('undo').click()
    await expect.poll(() => names(studio), patience).toHaveLength(5)
  })

  it('changes the options of a fit and fits again', async () => {
    const { window } = studio
    await window.show('project')
    await window.at('project-fit-2').click()
    await window.at('fit-again').click()
    expect(await window.at('option-components').inputValue()).toBe('3')
    await window.setOption('components', 4)
    await window.at('start-fit').click()
    await window.isFit('completed')
  })

  it('chooses two fits of one dataset to compare', async () => {
    const { window } = studio
    await window.show('project')
    expect(await window.at('compare').isEnabled()).toBe(false)
    for (const fit of ['fit-1', 'fit-3']) await window.at(`compare-${fit}`).click()
    expect(await window.at('compare').isEnabled()).toBe(false)
    // A third takes the place of the first.
    await window.at('compare-fit-4').click()
    await window.at('compare-fit-1').click()
    expect(await window.at('compare').isEnabled()).toBe(true)
    await window.at('compare').click()
    await window.page.locator('[data-testid=step-results][aria-current=step]').waitFor()
  })

  it('finds all of it in Chinese, in the dark and in a narrow window', async () => {
    const { window } = studio
    await window.show('project')
    await window.setLanguage('zh')
    await window.setTheme('dark')
    await window.page.setViewportSize({ width: 900, height: 700 })
    await shot(studio, 'project-zh-dark-900')
    expect(await window.accessibilityFaults()).toEqual([])
    expect(await window.controlsOutOfPlace()).toEqual([])
    await window.setLanguage('en')
    await window.setTheme('light')
  })
})
