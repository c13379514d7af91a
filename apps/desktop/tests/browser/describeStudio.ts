import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { chromiumPath, howToGetChromium, launchChromium } from './chromium.js'
import type { StudioProgram } from './studioProgram.js'
import { startStudio } from './studioProgram.js'
import { StudioWindow } from './studioWindow.js'

/** What a journey has to work with; filled before its first test. */
export interface Studio {
  readonly program: StudioProgram
  readonly window: StudioWindow
  /** Another tab of the same browser. */
  openTab(): Promise<StudioWindow>
  /** A fault that the journey provokes; every other one fails its test. */
  expectFault(pattern: RegExp): void
}

export interface StudioOptions {
  readonly width?: number
  readonly height?: number
  readonly pixelRatio?: number
  /** Arguments of the program. */
  readonly args?: readonly string[]
}

/**
 * A journey through one Studio: a host, an engine and a browser of its own. Where no Chromium is installed it is
 * skipped, and says so. After each test nothing unexpected may have been reported by any of its tabs.
 */
export function describeStudio(name: string, options: StudioOptions, journey: (studio: Studio) => void): void {
  const title = chromiumPath === null ? `${name} (skipped; ${howToGetChromium})` : name
  describe.skipIf(chromiumPath === null)(title, () => {
    const { width = 1280, height = 800, pixelRatio = 1, args = [] } = options
    const windows: StudioWindow[] = []
    let expected: RegExp[] = []
    let program: StudioProgram
    let browser: Browser
    let context: BrowserContext

    async function openTab(url: string): Promise<StudioWindow> {
      const window = await StudioWindow.open(context, url)
      windows.push(window)
      return window
    }

    beforeAll(async () => {
      program = await startStudio(args)
      browser = await launchChromium()
      context = await browser.newContext({
        viewport: { width, height },
        deviceScaleFactor: pixelRatio,
        locale: 'en-GB',
        colorScheme: 'light',
      })
      await context.addInitScript(() => {
        addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
          reportError(new Error(`the content policy's ${violatedDirective} forbids ${blockedURI}`))
        })
      })
      const first = await openTab(program.url)
      // The sample's fit, which begins unasked, is over.
      await first.isFit('completed')
    })

    afterEach(() => {
      const faults = windows.flatMap(({ faults: all }) => all.splice(0))
      const unexpected = faults.filter(fault => !expected.some(pattern => pattern.test(fault)))
      expected = []
      expect(unexpected).toEqual([])
    })

    afterAll(async () => {
      await browser?.close()
      await program?.stop()
    })

    journey({
      get program() {
        return program
      },
      get window() {
        return windows[0]!
      },
      openTab: () => openTab(new URL('/', program.url).href),
      expectFault: pattern => void expected.push(pattern),
    })
  })
}
