import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience } from './studioWindow.js'

const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url))

describeStudio('the steps of a fit', { width: 1440, height: 900 }, studio => {
  it('are walked through one by one, and played', async () => {
    const { window } = studio
    await mkdir(screenshots, { recursive: true })
    await window.openSample('iris')
    await window.show('models')
    await window.setOption('components', 3)
    await window.startFit()
    await window.isFit('completed')
    await window.show('results')
    await window.showTab('path')
    await window.at('replay-position').waitFor()
    const position = (): Promise<string> => window.text('replay-position')
    const first = await position()
    expect(first).toMatch(/step 0 Log-likelihood −?[\d.]+ nats per row$/)
    expect(await window.at('replay-back').isDisabled()).toBe(true)
    for (let i = 0; i < 3; i++) await window.at('replay-step').click()
    expect(await position()).not.toBe(first)
    await window.at('replay-back').click()
    await window.settle()
    await window.page.screenshot({ path: `${screenshots}path-light.png` })
    expect(await window.accessibilityFaults()).toEqual([])
    // The slider under the curve takes keys.
    await window.at('replay-scrub').focus()
    await window.page.keyboard.press('Home')
    expect(await position()).toBe(first)
    await window.at('replay-pace').locator('[data-value=fast]').click()
    await window.at('replay-play').click()
    await expect.poll(() => window.at('replay-scrub').inputValue(), patience).not.toBe('0')
    await window.at('replay-play').click()
    const stopped = await position()
    await window.settle()
    expect(await position()).toBe(stopped)
  })

  it('have contours of the density, which are switched on and off', async () => {
    const { window } = studio
    await window.at('contours').click()
    expect(await window.at('contours').getAttribute('aria-pressed')).toBe('true')
    await window.settle()
    await window.page.screenshot({ path: `${screenshots}contours-light.png` })
    expect(await window.accessibilityFaults()).toEqual([])
  })

  it('are drawn in another plane, and in the dark', async () => {
    const { window } = studio
    await window.at('replay-scrub').focus()
    await window.page.keyboard.press('End')
    await window.setTheme('dark')
    await window.setLanguage('zh')
    await window.settle()
    await window.page.screenshot({ path: `${screenshots}path-dark.png` })
    expect(await window.accessibilityFaults()).toEqual([])
    await window.setTheme('light')
    await window.setLanguage('en')
    await window.page.setViewportSize({ width: 900, height: 700 })
    await window.settle()
    await window.page.screenshot({ path: `${screenshots}path-900.png` })
    expect(await window.controlsOutOfPlace()).toEqual([])
  })
})
