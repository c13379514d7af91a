import { mkdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { launchChromium } from './chromium.js'
import { describeStudio, type Studio } from './describeStudio.js'
import { patience } from './studioWindow.js'

/** A report: chosen in Studio, saved as one file, and read without Studio. */

const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url))
beforeAll(() => void mkdir(screenshots, { recursive: true }))

async function shot({ window }: Studio, name: string): Promise<void> {
  await window.settle()
  await window.page.screenshot({ path: `${screenshots}${name}.png` })
}

/** Headings of the preview. */
const headings = ({ window }: Studio, level: string): Promise<string[]> => window.at('report-preview').locator(level).allInnerTexts()

describeStudio('a person who reports', { width: 1440, height: 900 }, studio => {
  it('sees the page of the fit on screen, with everything that repeats it', async () => {
    const { window } = studio
    await window.show('report')
    await expect.poll(() => headings(studio, 'h1'), patience).toEqual(['Report on old-faithful'])
    expect(await headings(studio, 'h2')).toEqual(['old-faithful', 'Gaussian mixture · Components 2'])
    expect(await headings(studio, 'h3')).toEqual(['Columns', 'Results', 'Groups', 'Rows', 'Course of the fit', 'Starts', 'Options', 'Script', 'Origin'])
    const text = await window.at('report-preview').locator('.paper > div').innerText()
    for (const part of ['2322.19', 'fitGaussianMixture', 'SHA-256', '@mixtura/core', 'Seed', '175 (64.3 %)']) expect(text).toContain(part)
    await shot(studio, 'report-light')
    expect(await window.accessibilityFaults()).toEqual([])
    expect(await window.controlsOutOfPlace()).toEqual([])
  })

  it('chooses fits, sections, title and language', async () => {
    const { window } = studio
    await window.chooseFamily('mixture-selection')
    await window.at('start-fit').click()
    await window.isFit('completed')
    await window.show('report')
    await window.at('report-fit-1').click()
    for (const part of ['script', 'curves', 'options']) await window.at(`report-part-${part}`).click()
    await window.at('report-title').fill('两种喷发')
    await window.at('report-title').blur()
    await window.at('report-language').locator('[data-value=zh]').click()
    await expect.poll(() => headings(studio, 'h1'), patience).toEqual(['两种喷发'])
    await expect.poll(() => headings(studio, 'h2'), patience).toHaveLength(3)
    await expect.poll(() => headings(studio, 'h3'), patience).toContain('各列')
    expect(await headings(studio, 'h3')).not.toContain('脚本')
    await window.at('report-preview').locator('h2').last().scrollIntoViewIfNeeded()
    await shot(studio, 'report-selection')
  })

  it('saves it as one file that a browser shows and prints without Studio', async () => {
    const { window } = studio
    const download = window.page.waitForEvent('download')
    await window.at('save-report').click()
    const saved = await download
    expect(saved.suggestedFilename()).toBe('两种喷发.html')
    const path = await saved.path()
    const text = await readFile(path, 'utf8')
    expect(text).not.toMatch(/https?:|<script|<link|<img|@import|url\(| style="/)
    await expect.poll(() => window.text('report-outcome'), patience).toBe('Saved 两种喷发.html.')

    const browser = await launchChromium()
    try {
      const page = await browser.newPage({ viewport: { width: 1000, height: 1200 }, javaScriptEnabled: false })
      const faults: string[] = []
      page.on('console', message => faults.push(message.text()))
      page.on('request', request => { if (!request.url().startsWith('file:')) faults.push(request.url()) })
      await saved.saveAs(`${screenshots}report.html`)
      await page.goto(`file://${screenshots}report.html`)
      expect(await page.locator('h1').innerText()).toBe('两种喷发')
      expect(await page.locator('svg[role=img]').count()).toBeGreaterThan(1)
      await page.screenshot({ path: `${screenshots}report-page.png`, fullPage: true })
      await page.pdf({ path: `${screenshots}report.pdf`, format: 'A4' })
      expect(faults).toEqual([])
    } finally {
      await browser.close()
    }
  })

  it('finds its way in the dark, in Chinese and in a narrow window', async () => {
    const { window } = studio
    await window.setLanguage('zh')
    await window.setTheme('dark')
    await window.page.setViewportSize({ width: 900, height: 700 })
    await shot(studio, 'report-zh-dark-900')
    expect(await window.accessibilityFaults()).toEqual([])
    expect(await window.controlsOutOfPlace()).toEqual([])
  })
})
