import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type Axe from 'axe-core'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { FitStatus } from '../../src/contract/fit.js'

/** In the page, once `axeSource` has run there. */
declare const axe: typeof Axe

export type Step = 'project' | 'data' | 'models' | 'results' | 'report' | 'export'
export const steps: readonly Step[] = ['project', 'data', 'models', 'results', 'report', 'export']

/** A file for a file field, or to drop. */
export interface GivenFile {
  readonly name: string
  readonly content: string | Uint8Array
}

/** How long something on screen may take on a busy machine, milliseconds. */
export const patience = { timeout: 40_000 }
/** For a fit of a large table. */
export const longPatience = { timeout: 90_000 }

/** The text of an element, tidied, once it is there. */
export async function textOf(locator: Locator): Promise<string> {
  return (await locator.innerText()).replace(/\s+/g, ' ').trim()
}

/** One tab of Studio, by what a person sees and does in it. */
export class StudioWindow {
  /** Errors of the page, of its console and of its content policy, and requests to elsewhere. */
  readonly faults: string[] = []

  private constructor(readonly page: Page) {
    page.setDefaultTimeout(patience.timeout)
    page.on('pageerror', error => this.faults.push(`page error: ${error.stack ?? error.message}`))
    page.on('console', message => {
      // Without a GPU the browser reads every WebGL canvas back to show it, and says that this is slow.
      if (message.text().includes('GPU stall due to ReadPixels')) return
      if (message.type() === 'error' || message.type() === 'warning') this.faults.push(`console: ${message.text()}`)
    })
    page.on('crash', () => this.faults.push('the page crashed'))
    page.on('request', request => {
      const { protocol, hostname } = new URL(request.url())
      if (!['data:', 'blob:'].includes(protocol) && hostname !== '127.0.0.1') this.faults.push(`request to ${request.url()}`)
    })
  }

  static async open(context: BrowserContext, url: string): Promise<StudioWindow> {
    const window = new StudioWindow(await context.newPage())
    await window.page.goto(url)
    // A view with a heading: the session is on screen.
    await window.page.locator('main h1').waitFor({ state: 'attached' })
    return window
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId)
  }

  text(testId: string): Promise<string> {
    return textOf(this.at(testId))
  }

  async show(step: Step): Promise<void> {
    await this.at(`step-${step}`).click()
    await this.page.locator(`[data-testid=step-${step}][aria-current=step]`).waitFor()
  }

  /** Rows of a table as the texts of their cells. */
  async cells(testId: string): Promise<string[][]> {
    await this.at(testId).waitFor()
    return this.at(testId).locator('tbody tr').evaluateAll(rows =>
      rows.map(row => [...row.querySelectorAll('td')].map(cell => (cell.textContent ?? '').replace(/\s+/g, ' ').trim())))
  }

  /** Picks an option of a select by its value. */
  async choose(select: Locator, value: string): Promise<void> {
    await select.click()
    await this.page.locator(`[role=option][data-value="${value}"]`).click()
  }

  /** Gives a file to the window's own file field, as its button does; or several files, by their paths. */
  async openFile(file: GivenFile | string | readonly string[]): Promise<void> {
    await this.show('data')
    await this.at('file-input').setInputFiles(typeof file === 'string' ? file : !('content' in file) ? [...file] : { name: file.name, mimeType: '', buffer: Buffer.from(file.content) })
  }

  /** Opens a sample from the menu of the Data step. */
  async openSample(name: string): Promise<void> {
    await this.show('data')
    await this.at('samples-menu').click()
    await this.at(`sample-${name}`).click()
    await this.isDataset(name)
  }

  /** The dataset on screen, as the top bar names it. */
  datasetName(): Promise<string> {
    return textOf(this.page.locator('header .dataset > :first-child'))
  }

  async isDataset(name: string): Promise<void> {
    await expect.poll(() => this.datasetName(), patience).toBe(name)
  }

  /** Back to an earlier dataset of the session. */
  async showDataset(name: string): Promise<void> {
    await this.page.locator('header .dataset [role=combobox]').click()
    await this.page.getByRole('option', { name, exact: true }).click()
    await this.isDataset(name)
  }

  /** Resolves when the fit on screen stands there. */
  async isFit(state: FitStatus, wait = patience): Promise<void> {
    await this.page.locator(`[data-testid=fit-status][data-status=${state}]`).waitFor(wait)
  }

  async setNumber(testId: string, value: number): Promise<void> {
    await this.at(testId).fill(String(value))
    await this.at(testId).blur()
  }

  /** Chooses a family from the list, which takes the place of the form in a narrow window. */
  async chooseFamily(kind: string): Promise<void> {
    await this.show('models')
    if (!(await this.at('family-list').isVisible())) await this.at('browse-families').click()
    await this.at(`family-${kind}`).click()
    await this.page.locator(`[data-testid=model-form][data-family="${kind}"]`).waitFor()
  }

  /**
   * Sets an option of the form: types the text, or chooses it if the control offers choices. Opens the advanced options if they are
   * folded away.
   */
  async setOption(name: string, value: string | number): Promise<void> {
    const control = this.at(`option-${name}`)
    if (!(await control.isVisible())) await this.at('advanced').click()
    const role = await control.getAttribute('role')
    if (role === 'combobox') return this.choose(control, String(value))
    if (role === 'radiogroup') return control.locator(`[data-value="${value}"]`).click()
    await control.fill(String(value))
    await control.blur()
  }

  /** Shows a tab of the results. */
  async showTab(id: string): Promise<void> {
    await this.at(`tab-${id}`).click()
    await this.page.locator(`[data-testid="tab-${id}"][aria-selected=true]`).waitFor()
  }

  /** Starts a fit with the settings on screen. */
  async startFit(): Promise<void> {
    await this.show('models')
    await this.at('start-fit').click()
  }

  /** Sentences of the alerts. */
  alerts(): Promise<string[]> {
    return this.at('error-alert').evaluateAll(alerts => alerts.map(alert => (alert.textContent ?? '').trim()))
  }

  async dismissAlerts(): Promise<void> {
    while ((await this.at('error-dismiss').count()) > 0) await this.at('error-dismiss').first().click()
  }

  async setTheme(theme: 'light' | 'dark' | 'system'): Promise<void> {
    await this.at('theme-menu').click()
    await this.at(`theme-${theme}`).click()
  }

  async setLanguage(locale: 'en' | 'zh'): Promise<void> {
    await this.choose(this.at('language-select'), locale)
    await this.page.locator(`html[lang=${locale === 'zh' ? 'zh-CN' : 'en'}]`).waitFor()
  }

  /** Whatever moves has come to rest, so that two pictures of one state are alike. */
  async settle(): Promise<void> {
    await this.page.mouse.move(0, 0)
    await this.page.evaluate(async () => {
      await document.fonts.ready
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
      const passing = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity)
      await Promise.allSettled(passing.map(({ finished }) => finished))
    })
  }

  /** Controls that stick out of their part of the window sideways, unless that part scrolls. */
  controlsOutOfPlace(): Promise<string[]> {
    return this.page.evaluate(() => {
      const scrolls = (element: Element): boolean =>
        /auto|scroll/.test(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth
      return [...document.querySelectorAll('button, input:not([type=file]), [role=combobox]')].flatMap(control => {
        const { left, right, width } = control.getBoundingClientRect()
        if (width === 0) return []
        for (let part = control.parentElement; part && !scrolls(part); part = part.parentElement) {
          const box = part.getBoundingClientRect()
          const { paddingLeft, paddingRight, display } = getComputedStyle(part)
          if (display === 'inline' || display === 'contents') continue
          const sticksOut = left < box.left + Number.parseFloat(paddingLeft) - 1 || right > box.right - Number.parseFloat(paddingRight) + 1
          if (sticksOut) return [`${control.getAttribute('aria-label') ?? control.textContent} out of ${part.tagName}.${part.className}`]
        }
        return []
      })
    })
  }

  /** Serious and critical findings of axe, each with the elements it is about. */
  async accessibilityFaults(): Promise<string[]> {
    await this.settle() // a colour on its way to another is neither
    if (!(await this.page.evaluate(() => 'axe' in globalThis))) await this.page.evaluate(axeSource)
    const violations = await this.page.evaluate(async () => {
      const results = await axe.run(document, { resultTypes: ['violations'] })
      return results.violations.map(({ id, impact, nodes }) => ({ id, impact, targets: nodes.map(({ target }) => target.join(' ')) }))
    })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, impact, targets }) => `${id} (${impact}): ${targets.join(', ')}`)
  }
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
