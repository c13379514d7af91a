import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeStudio, type Studio } from './describeStudio.js'
import { patience } from './studioWindow.js'
import { labelledOldFaithful } from './tables.js'

/** Work outlives Studio: as a project that a person saves, and as the session that Studio keeps by itself. */

const folder = mkdtempSync(join(tmpdir(), 'mixtura-project-journey-'))
const project = join(folder, 'geyser.mixtura-project')
const args = ['--state-folder', join(folder, 'state')]
const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url))
let groups: string[][] = []

beforeAll(() => void mkdir(screenshots, { recursive: true }))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function shot({ window }: Studio, name: string): Promise<void> {
  await window.settle()
  await window.page.screenshot({ path: `${screenshots}${name}.png` })
}

describeStudio('a person who saves a project', { args }, studio => {
  it('is told that the first fit is a sample, and opens a table of their own', async () => {
    const { window } = studio
    expect(await window.text('welcome')).toMatch(/^This is a sample, so that you see a fit at once\./)
    expect(await window.at('continue-latest').count()).toBe(0)
    await shot(studio, 'welcome')
    const chooser = window.page.waitForEvent('filechooser')
    await window.at('welcome').getByTestId('open-file').click()
    await (await chooser).setFiles({ name: 'geyser.csv', mimeType: '', buffer: Buffer.from(labelledOldFaithful()) })
    await window.isDataset('geyser.csv')
    await window.at('column-table').waitFor()
    expect(await window.at('welcome').count()).toBe(0)
  })

  it('fits it and saves everything in one file', async () => {
    const { window } = studio
    await window.at('continue-to-models').click()
    await window.setOption('components', 2)
    await window.at('start-fit').click()
    await window.isFit('completed')
    await window.show('results')
    groups = await window.cells('group-table')
    await window.at('project-menu').click()
    await shot(studio, 'project-menu')
    const download = window.page.waitForEvent('download')
    await window.at('save-project').click()
    const saved = await download
    expect(saved.suggestedFilename()).toBe('geyser.mixtura-project')
    await saved.saveAs(project)
    // The keys do the same.
    const again = window.page.waitForEvent('download')
    await window.page.keyboard.press('Control+s')
    expect((await again).suggestedFilename()).toBe('geyser.mixtura-project')
  })
})

describeStudio('a person who starts Studio again', { args }, studio => {
  it('is offered what was done before, and continues it without a fit', async () => {
    const { window } = studio
    expect(await window.text('continue-latest')).toBe('Continue with geyser.csv')
    await shot(studio, 'continue')
    expect(await window.accessibilityFaults()).toEqual([])
    await window.at('continue-latest').click()
    await window.isDataset('geyser.csv')
    await expect.poll(() => window.cells('group-table'), patience).toEqual(groups)
    await window.at('project-menu').click()
    expect(await window.at('kept-session').count()).toBe(0)
    expect(await window.accessibilityFaults()).toEqual([])
    await window.page.keyboard.press('Escape')
  })
})

describeStudio('another person, who is given the project', {}, studio => {
  it('opens it like any file, and sees the same results', async () => {
    const { window } = studio
    await window.openFile(project)
    await window.isDataset('geyser.csv')
    await expect.poll(() => window.cells('group-table'), patience).toEqual(groups)
  })

  it('is told what is wrong with a damaged one', async () => {
    const { window } = studio
    await window.openFile({ name: 'cut.mixtura-project', content: Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(26), Buffer.from('project.json')]) })
    await expect.poll(() => window.alerts(), patience).toEqual([expect.stringMatching(/^cut\.mixtura-project is no project that can be opened: .*\. Use another copy of it, or save the project again\.$/)])
  })
})
