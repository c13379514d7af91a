import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { describeStudio } from '../describeStudio.js'
import { takePicture } from '../manualPictures.js'
import { patience } from '../studioWindow.js'
import { labelledOldFaithful } from '../tables.js'

const folder = mkdtempSync(join(tmpdir(), 'mixtura-hand-over-'))
const project = join(folder, 'geyser.mixtura-project')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let facts: string[][] = []
let agreement: string[][] = []

/** Two fits are compared, named and handed over as one file. */
describeStudio('an analyst with two fits', { width: 1440, height: 900 }, studio => {
  it('makes them, and gives the better one a name and a note', async () => {
    const { window } = studio
    await window.openFile({ name: 'geyser.csv', content: labelledOldFaithful() })
    await window.isDataset('geyser.csv')
    for (const components of [2, 3]) {
      await window.show('models')
      await window.setOption('components', components)
      await window.startFit()
      await expect.poll(() => window.text('fit-name'), patience).toContain(`Components ${components}`)
      await window.isFit('completed')
    }
    await window.show('project')
    await window.at('project-fit-2').click()
    await window.at('annotation-title').fill('Short and long')
    await window.at('annotation-note').fill('Two kinds of eruptions are enough.')
    await window.at('annotation-note').blur()
    await expect.poll(() => window.at('project-fit-2').innerText(), patience).toContain('Short and long')
  })

  it('sees side by side where they differ', async () => {
    const { window } = studio
    for (const fit of ['fit-2', 'fit-3']) await window.at(`compare-${fit}`).click()
    await window.at('compare').click()
    await window.at('mean-differences').waitFor()
    facts = await window.cells('compared-facts')
    agreement = await window.cells('agreement')
    expect(facts[0]).toEqual(['Components', '2', '3'])
    await takePicture(window, 'two-fits')
  })

  it('saves everything in one file', async () => {
    const { window } = studio
    await window.at('project-menu').click()
    const download = window.page.waitForEvent('download')
    await window.at('save-project').click()
    await (await download).saveAs(project)
  })
})

describeStudio('a colleague elsewhere', { width: 1440, height: 900 }, studio => {
  it('opens the file, and sees the same without a fit', async () => {
    const { window } = studio
    await window.openFile(project)
    await window.isDataset('geyser.csv')
    await window.show('project')
    // The sample of this Studio has the first number, so the fits have others here.
    const named = window.at('project-list').locator('li', { hasText: 'Short and long' }).last()
    await named.click()
    expect(await window.at('annotation-title').inputValue()).toBe('Short and long')
    expect(await window.at('annotation-note').inputValue()).toBe('Two kinds of eruptions are enough.')
    for (const box of (await window.page.locator('[data-testid^=compare-fit]').all()).slice(-2)) await box.click()
    await window.at('compare').click()
    await window.at('mean-differences').waitFor()
    expect(await window.cells('compared-facts')).toEqual(facts)
    expect(await window.cells('agreement')).toEqual(agreement)
  })
})
