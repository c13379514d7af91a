import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it } from 'vitest'
import { describeStudio, type Studio } from './describeStudio.js'
import { patience, steps } from './studioWindow.js'

/** Everything by the keyboard, and for every reader. */

const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url))
beforeAll(() => void mkdir(screenshots, { recursive: true }))

async function shot({ window }: Studio, name: string): Promise<void> {
  await window.settle()
  await window.page.screenshot({ path: `${screenshots}${name}.png` })
}

const focused = ({ window }: Studio): Promise<string> =>
  window.page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? document.activeElement?.tagName.toLowerCase() ?? '')

/** Opens the palette, types and chooses the first that is found. */
async function command({ window }: Studio, words: string): Promise<void> {
  await window.page.keyboard.press('Control+k')
  await window.at('palette-search').waitFor()
  await window.page.keyboard.type(words)
  await window.page.locator('[data-testid=palette] [role=option]').first().waitFor()
  await window.page.keyboard.press('Enter')
  await window.at('palette').waitFor({ state: 'detached' })
}

describeStudio('a person who never touches the mouse', { width: 1440, height: 900 }, studio => {
  it('finds steps, models by their synonyms in both languages, fits and columns', async () => {
    const { window } = studio
    await window.page.keyboard.press('Control+k')
    await window.at('palette-search').waitFor()
    await shot(studio, 'palette-light')
    expect(await window.accessibilityFaults()).toEqual([])
    await window.page.keyboard.type('no such thing')
    await expect.poll(() => window.page.locator('.palette-none').innerText(), patience).toBe('Nothing has this name.')
    await window.page.keyboard.press('Escape')
    await command(studio, 'go to data')
    await window.page.locator('[data-testid=step-data][aria-current=step]').waitFor()
    await command(studio, '稳健')
    await window.page.locator('[data-testid=step-models][aria-current=step]').waitFor()
    expect(await window.at('model-form').getAttribute('data-family')).not.toBe('mixture')
    await command(studio, 'column waiting')
    expect(await window.at('undo').getAttribute('aria-label')).toBe('Undo: columns and preparation of old-faithful')
    await window.page.keyboard.press('Control+z')
    await expect.poll(() => window.at('redo').isEnabled(), patience).toBe(true)
    await command(studio, 'gaussian mixture components 2')
    await window.page.locator('[data-testid=step-results][aria-current=step]').waitFor()
  })

  it('goes to the steps by their numbers, and reads all keys', async () => {
    const { window } = studio
    for (const [at, step] of steps.entries()) {
      await window.page.keyboard.press(`Alt+${at + 1}`)
      await window.page.locator(`[data-testid=step-${step}][aria-current=step]`).waitFor()
    }
    await window.page.keyboard.press('?')
    await window.at('shortcut-sheet').waitFor()
    expect(await window.at('shortcut-sheet').innerText()).toMatch(/Undo\s*Ctrl\+Z\s*Redo\s*Ctrl\+Shift\+Z/)
    await shot(studio, 'shortcuts')
    expect(await window.accessibilityFaults()).toEqual([])
    await window.page.keyboard.press('Escape')
    await window.at('shortcut-sheet').waitFor({ state: 'detached' })
  })

  it('types a question mark and undoes typing in a field', async () => {
    const { window } = studio
    await window.page.keyboard.press('Alt+1')
    await window.at('annotation-note').focus()
    await window.page.keyboard.type('why?')
    expect(await window.at('annotation-note').inputValue()).toBe('why?')
    expect(await window.at('shortcut-sheet').count()).toBe(0)
    await window.at('annotation-note').fill('')
    await window.at('annotation-note').blur()
  })

  it('never loses the focus: after Continue, Start, deleting and undoing', async () => {
    const { window } = studio
    await window.show('data')
    await window.at('continue-to-models').focus()
    await window.page.keyboard.press('Enter')
    await window.page.locator('[data-testid=step-models][aria-current=step]').waitFor()
    await expect.poll(() => focused(studio), patience).not.toBe('body')
    await window.at('start-fit').focus()
    await window.page.keyboard.press('Enter')
    await window.isFit('completed')
    await expect.poll(() => focused(studio), patience).not.toBe('body')
    await window.show('project')
    await window.at('remove-fit-2').focus()
    await window.page.keyboard.press('Enter')
    await expect.poll(() => focused(studio), patience).toMatch(/^project-(fit|dataset)-\d$/)
    await window.at('undo').focus()
    await window.page.keyboard.press('Enter')
    await expect.poll(() => window.at('redo').isEnabled(), patience).toBe(true)
    await expect.poll(() => focused(studio), patience).not.toBe('body')
  })

  it('starts with keys alone', async () => {
    const { window } = studio
    await window.page.keyboard.press('Control+Enter')
    await window.page.locator('[data-testid=step-models][aria-current=step]').waitFor()
    await window.isFit('completed')
  })
})

describeStudio('every view', { width: 1440, height: 900 }, studio => {
  const serious: string[] = []
  it.each([['en', 'light'], ['en', 'dark'], ['zh', 'light'], ['zh', 'dark']] as const)('has landmarks, live regions and no serious finding of axe (%s, %s)', async (language, theme) => {
    const { window } = studio
    await window.setLanguage(language)
    await window.setTheme(theme)
    for (const step of steps) {
      await window.show(step)
      serious.push(...(await window.accessibilityFaults()).map(fault => `${step}, ${language}, ${theme}: ${fault}`))
      const counts = await window.page.evaluate(() => ['main', 'nav', 'main h1', '[role=status], [aria-live]'].map(part => document.querySelectorAll(part).length))
      expect(counts.slice(0, 3), step).toEqual([1, 1, 1])
      expect(counts[3], step).toBeGreaterThan(0)
      if (theme === 'dark') await shot(studio, `view-${step}-${language}-dark`)
    }
    expect(serious).toEqual([])
  })
})
