import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience, textOf } from './studioWindow.js'

const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url))

describeStudio('an analyst, who compares', { width: 1440, height: 900 }, studio => {
  it('holds the groups against known labels, and selects the rows of a cell', async () => {
    const { window } = studio
    await mkdir(screenshots, { recursive: true })
    await window.openSample('iris')
    for (const components of [3, 2]) {
      await window.show('models')
      await window.setOption('components', components)
      await window.startFit()
      await window.isFit('running').catch(() => undefined)
      await window.isFit('completed')
    }
    await window.show('results')
    await window.showTab('cross-table')
    expect(await window.cells('agreement')).toEqual([['0', '50', '50', '100'], ['50', '0', '0', '50']])
    expect(await window.text('agreement-facts')).toBe('Adjusted Rand index 0.568 Normalised mutual information 0.734 Accuracy 66.7%')
    await window.at('cell-0-2').click()
    await expect.poll(() => window.text('selection-count'), patience).toBe('50 of 150 rows')
    await window.at('share').locator('[data-value=row]').click()
    expect(await window.cells('agreement')).toEqual([['0', '50.0%', '50.0%', '100'], ['100.0%', '0', '0', '50']])
  })

  it('chooses a rate of false alarms, and sees the rows and columns that are strange', async () => {
    const { window } = studio
    await window.showTab('anomaly-search')
    await window.at('anomalies-found').waitFor()
    expect(await window.text('anomalies-found')).toMatch(/^0 of 150 rows are anomalous/)
    await window.at('rate').fill('-1')
    await expect.poll(() => window.text('anomaly-search'), patience).toMatch(/Expected false alarms: 10% .* Of 10,000 rows that the model drew, 1,000 reach it: the false-alarm rate is between 9\.4% and 11% \(95 %\)/)
    const flagged = Number(/^(\d+) of/.exec(await window.text('anomalies-found'))![1])
    expect(flagged).toBeGreaterThan(5)
    await window.at('select-anomalies').click()
    await expect.poll(() => window.text('selection-count'), patience).toBe(`${flagged} of 150 rows`)
  })

  it('puts two fits side by side, with one zoom', async () => {
    const { window } = studio
    await window.show('project')
    for (const box of await window.page.locator('[data-testid^=compare-fit]').all()) if (await box.isEnabled()) await box.click()
    await window.at('compare').click()
    await window.at('mean-differences').waitFor()
    expect(await window.cells('agreement')).toHaveLength(3)
    expect((await window.cells('compared-facts'))[0]).toEqual(['Components', '3', '2'])
    expect(await textOf(window.at('mean-differences'))).toContain('→')
    const plots = window.page.locator('.plot')
    await window.at('zoom-in').first().click()
    await expect.poll(() => plots.evaluateAll(all => all.map(plot => plot.getAttribute('data-zoomed'))), patience).toEqual(['true', 'true'])
    await window.at('show-all').last().click()
    await expect.poll(() => plots.evaluateAll(all => all.map(plot => plot.getAttribute('data-zoomed'))), patience).toEqual(['false', 'false'])
  })

  it('meets no serious barrier, dark or light', async () => {
    const { window } = studio
    const check = async (name: string): Promise<void> => {
      for (const theme of ['dark', 'light'] as const) {
        await window.setTheme(theme)
        expect(await window.accessibilityFaults(), `${name}, ${theme}`).toEqual([])
        await window.page.screenshot({ path: `${screenshots}${name}-${theme}.png` })
      }
    }
    await check('comparison')
    await window.at('end-comparison').click()
    for (const tab of ['cross-table', 'anomaly-search']) {
      await window.showTab(tab)
      await check(`results-${tab}`)
    }
  })
})
