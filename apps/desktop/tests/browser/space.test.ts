import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience } from './studioWindow.js'

const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url))

describeStudio('results in space', {}, studio => {
  it('are turned by drags and keys, and show the row of a point', async () => {
    const { window } = studio
    await window.openSample('iris')
    await window.show('models')
    await window.setOption('components', 3)
    await window.startFit()
    await window.isFit('completed')
    await window.show('results')
    await window.at('dimensions').locator('[data-value="3"]').click()
    await expect.poll(() => window.at('space-layer').getAttribute('data-drawn'), patience).toBe('150')
    expect(await window.at('space-plot').getAttribute('aria-label')).toContain('150 points')

    const box = (await window.at('space-plot').boundingBox())!
    const isTurned = (): Promise<string | null> => window.page.locator('[data-turned]').getAttribute('data-turned')
    expect(await isTurned()).toBe('false')
    await window.page.mouse.move(box.x + 60, box.y + 60)
    await window.page.mouse.down()
    await window.page.mouse.move(box.x + 160, box.y + 90, { steps: 3 })
    await window.page.mouse.up()
    await expect.poll(isTurned).toBe('true')
    await window.at('space-reset').focus()
    await window.page.keyboard.press('0')
    await expect.poll(isTurned).toBe('false')
    await window.page.keyboard.press('ArrowLeft')
    await expect.poll(isTurned).toBe('true')

    const found = async (): Promise<boolean> => {
      for (let across = 0.3; across < 0.7; across += 0.03) {
        await window.page.mouse.move(box.x + across * box.width, box.y + 0.5 * box.height)
        if (await window.at('space-tip').isVisible()) return true
      }
      return false
    }
    await expect.poll(found, patience).toBe(true)
  })

  it('are selected by a box as they are turned, and by keys', async () => {
    const { window } = studio
    const count = (): Promise<string> => window.text('selection-count')
    await window.at('selection-tool').locator('[data-value=box]').click()
    const box = (await window.at('selection-layer').boundingBox())!
    await window.page.mouse.move(box.x + 4, box.y + 4)
    await window.page.mouse.down()
    await window.page.mouse.move(box.x + box.width - 4, box.y + box.height - 4, { steps: 4 })
    await window.page.mouse.up()
    await expect.poll(count, patience).toBe('150 of 150 rows')
    expect(await window.page.locator('.outline.add').count()).toBe(1)
    await window.page.mouse.move(box.x + 4, box.y + 4)
    await window.page.mouse.down()
    await window.page.mouse.move(box.x + box.width / 2, box.y + box.height - 4, { steps: 4 })
    await window.page.mouse.up()
    await expect.poll(count, patience).toMatch(/^[1-9]\d of 150 rows$/)
    await window.settle()
    await mkdir(screenshots, { recursive: true })
    await window.page.screenshot({ path: `${screenshots}space-selection.png` })
    expect(await window.accessibilityFaults()).toEqual([])
    // Turned, the rows stay selected, and the outline is not theirs any more.
    const selected = await count()
    await window.at('space-reset').focus()
    await window.page.keyboard.press('ArrowRight')
    await expect.poll(() => window.page.locator('.outline.add').count(), patience).toBe(0)
    expect(await count()).toBe(selected)
    // From the middle to beyond the upper left corner.
    await window.at('selection-layer').focus()
    await window.page.keyboard.press('Space')
    for (let i = 0; i < 40; i++) await window.page.keyboard.press('Shift+ArrowLeft')
    for (let i = 0; i < 40; i++) await window.page.keyboard.press('Shift+ArrowUp')
    await window.page.keyboard.press('Enter')
    await expect.poll(count, patience).not.toBe(selected)
    await window.page.keyboard.press('Escape')
    await expect.poll(() => window.at('selection-bar').count(), patience).toBe(0)
    await window.at('selection-tool').locator('[data-value=pan]').click()
  })

  it('have other axes: three columns, and those along which groups differ', async () => {
    const { window } = studio
    await window.choose(window.at('plane-kind'), 'discriminant')
    await expect.poll(() => window.at('space-plot').getAttribute('aria-label'), patience).toContain('Discriminant 3')
    await window.choose(window.at('plane-kind'), 'columns')
    await expect.poll(() => window.at('plane-z').isVisible(), patience).toBe(true)
    expect(await window.accessibilityFaults()).toEqual([])
    await window.at('dimensions').locator('[data-value="2"]').click()
    await window.at('scatter-plot').waitFor()
  })
})

describeStudio('colours that are blended', { width: 1440, height: 900 }, studio => {
  it('say how probable each group is, in the plane and in space, and are explained', async () => {
    const { window } = studio
    await mkdir(screenshots, { recursive: true })
    await window.openSample('iris')
    await window.show('models')
    await window.setOption('components', 3)
    await window.startFit()
    await window.isFit('completed')
    await window.show('results')
    const colour = window.at('colour-mode').locator('[data-value=blend]')
    await colour.click()
    await expect.poll(() => window.text('legend-hint'), patience).toContain('mixed by its posteriors')
    await window.settle()
    await window.page.screenshot({ path: `${screenshots}blend-light.png` })
    expect(await window.accessibilityFaults()).toEqual([])
    await window.at('dimensions').locator('[data-value="3"]').click()
    await expect.poll(() => window.at('space-layer').getAttribute('data-drawn'), patience).toBe('150')
    await window.setTheme('dark')
    await window.setLanguage('zh')
    await window.settle()
    await window.page.screenshot({ path: `${screenshots}blend-dark.png` })
    expect(await window.accessibilityFaults()).toEqual([])
  })
})
