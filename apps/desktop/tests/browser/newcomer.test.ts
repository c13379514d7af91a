import { copyFile, mkdir, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience, steps, textOf } from './studioWindow.js'

const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url))
/** The one that the README shows. */
const committedScreenshot = fileURLToPath(new URL('../../screenshot.png', import.meta.url))
/** Bytes. A README loads it for every reader. */
const largestScreenshot = 300_000

/** What a text looks like whose translation is missing: `progress.starting`. */
const untranslatedKey = /\b[a-z][a-zA-Z]*(?:\.[a-z][a-zA-Z-]*)+\b/

describeStudio('a newcomer, who starts without a file', { pixelRatio: 1.5 }, studio => {
  it('sees Old Faithful fitted with two components', async () => {
    const { window } = studio
    await window.isFit('completed')
    expect(await window.text('fit-status')).toMatch(/^Converged in [\d.]+ (ms|sec)\.$/)
    expect(await window.datasetName()).toBe('old-faithful')
    expect(await window.text('points-shown')).toBe('272 points')
    await window.show('results')
    // Means are 4.28966 and 54.47852 where the likelihood is highest; EM ends within a ten-thousandth of them. The deviation of 5.805 is rounded.
    expect(await window.cells('group-table')).toEqual([
      ['Group 1', '175', '64.3%', '0.644', expect.stringMatching(/^4\.289[67] ± 0\.412$/), '79.968 ± 6.00'],
      ['Group 2', '97', '35.7%', '0.356', '2.0364 ± 0.263', expect.stringMatching(/^54\.47[89] ± 5\.8[01]$/)],
    ])
    expect(await window.text('model-facts')).toMatch(/^Components 2 Free parameters 11 Log-likelihood −4\.1554 nats per row BIC 2,322\.2 AIC 2,282\.5 ICL 2,322\.7 Iterations \d+ Converged yes /)
    expect(await window.text('legend-0')).toContain('175')
    expect(await window.text('legend-1')).toContain('97')
    expect(await window.at('scatter-plot').getAttribute('aria-label')).toContain('272 points with 2 components')
  })

  it('can be shown on the first page of a README', async () => {
    const { window } = studio
    await mkdir(screenshots, { recursive: true })
    await window.settle()
    const path = `${screenshots}studio.png`
    await window.page.screenshot({ path })
    expect((await stat(path)).size).toBeLessThan(largestScreenshot)
    if (process.env['MIXTURA_UPDATE_SCREENSHOT'] === '1') await copyFile(path, committedScreenshot)
  })

  it('can read every view in Chinese, and go back', async () => {
    const { window } = studio
    await window.setLanguage('zh')
    for (const step of steps) {
      await window.show(step)
      const text = await textOf(window.page.locator('body'))
      expect(text).not.toMatch(untranslatedKey)
      expect(text).toMatch(/[\u4e00-\u9fff]{2}/)
      await window.settle()
      await window.page.screenshot({ path: `${screenshots}${step}-zh.png` })
    }
    await window.setLanguage('en')
    expect(await textOf(window.page.locator('main'))).toMatch(/^This is a sample, .* Export /)
    expect(await textOf(window.page.locator('body'))).not.toMatch(/(?!中文)[\u4e00-\u9fff]{2}/)
  })

  it.each(['dark', 'light'] as const)('meets no serious barrier in any view (%s)', async theme => {
    const { window } = studio
    await window.setTheme(theme)
    await expect.poll(() => window.page.locator('html').getAttribute('data-theme')).toBe(theme)
    for (const step of steps) {
      await window.show(step)
      await window.settle()
      await window.page.screenshot({ path: `${screenshots}${step}-${theme}.png` })
      expect(await window.accessibilityFaults(), step).toEqual([])
      expect(await textOf(window.page.locator('body'))).not.toMatch(untranslatedKey)
    }
  })

  it('finds the session again after a reload', async () => {
    const { window } = studio
    await window.show('models')
    await window.page.reload()
    // The window is where it was.
    await window.page.locator('[data-testid=step-models][aria-current=step]').waitFor()
    await window.show('results')
    await window.at('group-table').waitFor()
    expect(await window.datasetName()).toBe('old-faithful')
    expect((await window.cells('group-table')).map(([, size]) => size)).toEqual(['175', '97'])
    expect(await window.at('fit-history').count()).toBe(0)
  })

  it.each(['Enter', 'Space'])('starts a fit by keyboard alone (%s)', async key => {
    const { window } = studio
    const { page } = window
    await window.show('data')
    await window.at('step-models').focus()
    await page.keyboard.press('Enter')
    await window.at('start-fit').waitFor()
    const earlier = await fitsListed()
    for (let presses = 0; presses < 40; presses++) {
      if (await window.at('start-fit').evaluate(button => button === document.activeElement)) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press(key)
    await expect.poll(fitsListed, patience).toBe(earlier + 1)
    await window.isFit('completed')

    /** Number of the latest fit; the list appears with the second. */
    async function fitsListed(): Promise<number> {
      if ((await window.at('fit-history').count()) === 0) return 1
      return Number(/of (\d+)$/.exec(await window.text('fit-history'))?.[1])
    }
  })
})
