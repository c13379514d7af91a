import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserExamples } from './build/examples.js'
import { doors } from './reference/doors.js'
import { buildSite } from './testing/buildSite.js'
import { firstLoad, linkFaults, type BuiltSite } from './testing/builtSite.js'
import { chromiumPath, howToGetChromium, launchChromium } from '../../desktop/tests/browser/chromium.js'
import { filesBelow, writtenPages } from './testing/sitePages.js'
import { serveSite, type SiteServer } from './testing/siteServer.js'
import type { Browser, Page } from 'playwright-core'
import { readRecording } from '../../../examples/src/running/recordedRuns.js'

/** The site is served below a path with two parts, as on a host of many projects. */
let site: BuiltSite

beforeAll(async () => {
  site = await buildSite('/hosted/mixtura/')
})
afterAll(() => rmSync(site.folder, { recursive: true, force: true }))

const pages = writtenPages('en').map(page => page.replace(/\.md$/, '.html'))
const references = doors.map(({ name }) => `api/${name}.html`)

describe('the built site', () => {
  it('has every page in both languages, the reference of every door, and a page for addresses that lead nowhere', () => {
    const built = filesBelow(site.folder, '.html')
    expect(built).toEqual([...pages, ...pages.map(page => `zh/${page}`), ...references, ...references.map(page => `zh/${page}`), '404.html'].sort())
  })

  it('has no broken link, and loads nothing from other hosts', () => expect(linkFaults(site)).toEqual([]))

  it('names no other host in its styles', () => {
    const styles = filesBelow(site.folder, '.css').map(file => readFileSync(join(site.folder, file), 'utf8'))
    expect(styles.flatMap(style => style.match(/url\(["']?https?:[^)]*\)|@import[^;]*/g) ?? [])).toEqual([])
  })

  // 400 kB is what a slow telephone line (1.6 Mbit/s) brings in two seconds.
  it.each([...pages.flatMap(page => [page, `zh/${page}`]), ...references])('%s loads less than 400 kB before it is read', page => {
    expect(firstLoad(site, page)).toBeLessThan(400_000)
  })

  it('shows the recorded output before any script runs', () => {
    const html = readFileSync(join(site.folder, 'guides/mixtures.html'), 'utf8')
    expect(html).toContain(readRecording('findGroups').lines[1])
    expect(html).toContain('class="ellipse"')
  })
})

describe.skipIf(chromiumPath === null)(`the site in Chromium${chromiumPath === null ? ` (${howToGetChromium})` : ''}`, () => {
  let server: SiteServer
  let browser: Browser
  let page: Page
  const faults: string[] = []

  beforeAll(async () => {
    server = await serveSite(site)
    browser = await launchChromium()
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    page.on('pageerror', error => faults.push(error.message))
    page.on('console', message => message.type() === 'error' && faults.push(message.text()))
    page.on('request', request => request.url().startsWith('http') && !request.url().startsWith(server.address) && faults.push(`asked for ${request.url()}`))
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  /** The page of the guide that shows an example. */
  const pageOf = (example: string): string =>
    pages.find(name => readFileSync(join(site.folder, name), 'utf8').includes(`data-example="${example}"`))!

  it.each(browserExamples)('Run of %s prints what was recorded', async example => {
    await page.goto(server.address + pageOf(example))
    const block = page.locator(`[data-example="${example}"]`)
    await block.getByRole('button', { name: 'Run' }).click()
    await page.waitForFunction(name => ['done', 'failed'].includes(document.querySelector<HTMLElement>(`[data-example="${name}"]`)!.dataset['status']!), example, { timeout: 290_000 })
    expect((await block.locator('.example-output').textContent())!.split('\n')).toEqual(readRecording(example).lines)
    await block.getByRole('button', { name: 'Reset' }).click()
    expect(await block.getAttribute('data-status')).toBe('recorded')
  })

  it('a slider of an example runs it with its number, and Reset goes back', async () => {
    await page.goto(`${server.address}guides/mixtures.html`)
    const block = page.locator('[data-example="findGroups"]')
    await block.getByRole('slider').focus()
    await page.keyboard.press('ArrowRight')
    await page.locator('[data-example="findGroups"][data-status="done"]').waitFor()
    const groups = (await block.locator('.example-output').textContent())!.split('\n').filter(line => /^group \d:/.test(line))
    expect(groups).toHaveLength(3)
    await block.getByRole('button', { name: 'Reset' }).click()
    expect((await block.locator('.example-output').textContent())!.split('\n')).toEqual(readRecording('findGroups').lines)
  })

  it('Stop ends a run and keeps the number of the reader, which Reset takes back', async () => {
    await page.goto(`${server.address}guides/mixtures.html`)
    const block = page.locator('[data-example="findGroups"]')
    const slider = block.getByRole('slider')
    const ofPage = await slider.inputValue()
    // In one task of the page, so that the run cannot end before it is stopped.
    const stopped = await block.evaluate(async element => {
      const input = element.querySelector<HTMLInputElement>('input[type="range"]')!
      input.stepUp()
      input.dispatchEvent(new Event('input', { bubbles: true }))
      input.dispatchEvent(new Event('change', { bubbles: true }))
      await Promise.resolve()
      const stop = [...element.querySelectorAll('button')].find(button => button.textContent === 'Stop')!
      stop.click()
      return input.value
    })
    expect(await block.getAttribute('data-status')).toBe('recorded')
    expect(await slider.inputValue()).toBe(stopped)
    expect(stopped).not.toBe(ofPage)
    await block.getByRole('button', { name: 'Reset' }).click()
    expect(await slider.inputValue()).toBe(ofPage)
    expect(await block.getByRole('button', { name: 'Reset' }).count()).toBe(0)
  })

  it.each([['zh/', '混合模型', 'guides/mixtures'], ['', 'responsibility', 'guides/mixtures']])('search of %s finds "%s"', async (language, words, found) => {
    await page.goto(`${server.address}${language}`)
    await page.locator('#local-search button, .VPNavBarSearch button').first().click()
    await page.locator('#localsearch-input').fill(words)
    await page.locator('.VPLocalSearchBox .result').first().waitFor()
    const results = await page.locator('.VPLocalSearchBox .result').evaluateAll(links => links.map(link => link.getAttribute('href')))
    expect(results.some(href => href!.includes(`${language}${found}`))).toBe(true)
  })

  it('EM of the explainer moves and rises, by the keyboard alone', async () => {
    await page.goto(`${server.address}explore/em.html`)
    const press = async (name: string): Promise<void> => {
      await page.getByRole('button', { name, exact: true }).focus()
      await page.keyboard.press('Enter')
    }
    const logLikelihood = async (): Promise<number> => Number(/−?[\d.]+$/.exec((await page.locator('.em-steps [role="status"] .numeric').textContent())!)![0].replace('−', '-'))
    const enabled = (name: string): Promise<void> => page.locator('.em-steps button:enabled', { hasText: name }).waitFor()
    const values: number[] = []
    for (let step = 0; step < 4; step++) {
      await enabled('E step')
      await press('E step')
      await enabled('M step')
      values.push(await logLikelihood())
      await press('M step')
    }
    expect([...values].sort((a, b) => a - b)).toEqual(values)
    expect(values[3]).toBeGreaterThan(values[0]!)
    await page.locator('.em-steps .handle').first().focus()
    const spoken = (): Promise<string | null> => page.getByRole('slider', { name: 'Point 1.' }).getAttribute('aria-valuetext')
    const spokenBefore = await spoken()
    const before = await page.locator('.em-steps .handle').first().getAttribute('cx')
    await page.keyboard.press('ArrowRight')
    expect(Number(await page.locator('.em-steps .handle').first().getAttribute('cx'))).toBeGreaterThan(Number(before))
    expect(spokenBefore).toMatch(/^−?\d\.\d\d across, −?\d\.\d\d up$/)
    expect(await spoken()).not.toBe(spokenBefore)
  })

  it.each([['explore/covariances.html', 'VVV'], ['explore/components.html', 'BIC: K ='], ['explore/latent.html', 'ln p(z)']])('%s shows its fits', async (address, text) => {
    await page.goto(server.address + address)
    await page.locator('.panel .ellipse').nth(2).waitFor()
    expect(await page.locator('.panel').first().textContent()).toContain(text)
  })

  it('the latent space decodes another picture where the keyboard or the pointer moves the code', async () => {
    await page.goto(`${server.address}explore/latent.html`)
    const handle = page.locator('.latent-space .handle')
    await handle.waitFor()
    const picture = (): Promise<string> => page.locator('.at-code canvas').evaluate(canvas => (canvas as HTMLCanvasElement).toDataURL())
    const atCentre = await picture()
    await handle.focus()
    for (let press = 0; press < 4; press++) await page.keyboard.press('Shift+ArrowRight')
    const moved = await picture()
    expect(moved).not.toBe(atCentre)
    await page.getByRole('button', { name: /^Step 9 of 9/ }).click()
    const box = (await page.locator('.latent-space svg').boundingBox())!
    const atEnd = await picture()
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width / 3, box.y + box.height / 3)
    await page.mouse.up()
    expect(new Set([atCentre, moved, atEnd, await picture()]).size).toBe(4)
    const shares = await page.locator('.latent-space .share .numeric').allTextContents()
    expect(shares.map(text => Number(/[\d.]+$/.exec(text)![0])).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 1)
  })

  it('the latent space speaks its code: the handle at each press of a key, a status when a drag has ended', async () => {
    await page.goto(`${server.address}explore/latent.html`)
    const handle = page.locator('.latent-space .handle')
    await handle.waitFor()
    const slider = page.getByRole('slider', { name: 'The code z' })
    const status = page.locator('.latent-space [role="status"]')
    const atCentre = await slider.getAttribute('aria-valuetext')
    expect(atCentre).toMatch(/^z at −?[\d.]+ and −?[\d.]+; (Component \d: [\d.]+(, )?)+; ln p\(z\) −?[\d.]+ nats$/)
    await slider.focus()
    await page.keyboard.press('ArrowUp')
    expect(await slider.getAttribute('aria-valuetext')).not.toBe(atCentre)
    expect(await status.textContent()).toBe('')

    const { x, y, width, height } = (await handle.boundingBox())!
    await page.mouse.move(x + width / 2, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + 60, y + 40)
    const onTheWay = await slider.getAttribute('aria-valuetext')
    expect(await status.textContent()).toBe('')
    await page.mouse.move(x + 90, y + 60)
    await page.mouse.up()
    expect(await slider.getAttribute('aria-valuetext')).not.toBe(onTheWay)
    expect(await status.textContent()).toBe(await slider.getAttribute('aria-valuetext'))
  })

  it.each([['explore/latent.html', '.latent-space'], ['explore/em.html', '.em-steps']])('a finger moves a handle of %s up, and scrolls the page beside it', async (address, panel) => {
    const context = await browser.newContext({ hasTouch: true, isMobile: true, viewport: { width: 400, height: 500 } })
    try {
      const phone = await context.newPage()
      await phone.goto(server.address + address)
      const handle = phone.locator(`${panel} .handle`).first()
      await handle.waitFor()
      const touches = await context.newCDPSession(phone)
      const scrolled = (): Promise<number> => phone.evaluate(() => scrollY)
      const place = async (): Promise<number> => Number(await handle.getAttribute('cy'))
      /** Moves a finger 60 pixels up in steps, as scrolling starts after the first few. */
      async function swipeUp(x: number, y: number): Promise<void> {
        await touches.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] })
        for (let step = 1; step <= 6; step++) {
          await touches.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y: y - 10 * step }] })
          await phone.waitForTimeout(20)
        }
        await touches.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
        await phone.waitForTimeout(200)
      }

      await handle.evaluate(element => element.scrollIntoView({ block: 'center' }))
      const [scrollBefore, placeBefore] = [await scrolled(), await place()]
      const { x, y, width, height } = (await handle.boundingBox())!
      await swipeUp(x + width / 2, y + height / 2)
      expect(await scrolled()).toBe(scrollBefore)
      const moved = await place()
      expect(moved).toBeLessThan(placeBefore)

      const figure = (await phone.locator(`${panel} svg.figure`).first().boundingBox())!
      await swipeUp(figure.x + 12, figure.y + figure.height - 12)
      expect(await scrolled()).toBeGreaterThan(scrollBefore)
      expect(await place()).toBe(moved)
    } finally {
      await context.close()
    }
  })

  const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
  // Every page in one theme, and those with a kind of content of their own in the other as well.
  const everyPage = pages.flatMap(name => [[name, 'light'], [`zh/${name}`, 'dark']] as const)
  const darkPages = ['index.html', 'guides/vae.html', 'explore/em.html', 'explore/covariances.html', 'explore/latent.html', 'options.html', 'api/@mixtura/meta.html'].map(name => [name, 'dark'] as const)
  it.each([...everyPage, ['api/@mixtura/meta.html', 'light'] as const, ...darkPages])(
    '%s has no serious fault of accessibility (%s)',
    async (address, theme) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await page.goto(server.address + address)
      await page.evaluate(axe)
      const found = await page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { target: string[] }[] }[] }> } }).axe.run()
        return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target.join(' ')).slice(0, 3).join(' | ')}`)
      })
      expect(found).toEqual([])
    },
  )

  it('is printed in the light theme, without navigation, and goes back to the dark one', async () => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.goto(`${server.address}guides/mixtures.html`)
    await page.locator('html.dark').waitFor()
    await page.evaluate(() => addEventListener('beforeprint', () => {
      const { color } = getComputedStyle(document.querySelector('.vp-doc p')!)
      Object.assign(globalThis, { printed: { color, isDark: document.documentElement.classList.contains('dark') } })
    }))
    const pdf = await page.pdf()
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(await page.evaluate(() => (globalThis as unknown as { printed: unknown }).printed)).toEqual({ color: 'rgb(26, 29, 35)', isDark: false })
    await page.locator('html.dark').waitFor()
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.locator('.VPNav, .VPSidebar').evaluateAll(parts => parts.filter(part => part.checkVisibility()).length)).toBe(0)
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
  })

  it('leads from a wrong address to a page that says so', async () => {
    await page.goto(`${server.address}no-such-page`)
    expect(await page.locator('.NotFound').textContent()).toContain('404')
    faults.splice(0, faults.length, ...faults.filter(fault => !fault.includes('404')))
  })

  it('met no error, and asked no other host', () => expect(faults).toEqual([]))
})

// Turbo builds the site for the root before it tests; `vitest` alone does not.
const isBuilt = existsSync(new URL('../dist/index.html', import.meta.url))
describe.skipIf(!isBuilt)(`the site for the root of a host${isBuilt ? '' : ' (it is not built: run npx vitepress build here first)'}`, () => {
  it('has no broken link', () => expect(linkFaults({ folder: join(site.folder, '../../dist'), base: '/' })).toEqual([]))
})
