import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'

const isWindows = process.platform === 'win32'
const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'].map(name => (isWindows ? `${name}.exe` : name))

/** Where installers put a Chromium that is not on PATH. */
const usualPlaces: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]
    .filter(folder => folder !== undefined)
    .flatMap(folder => [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Chromium', 'Application', 'chrome.exe'),
    ]),
}

/** @throws if MIXTURA_CHROMIUM names no file: somebody meant a browser, and must not get a skipped suite instead. */
function findChromium(): string | null {
  const named = process.env['MIXTURA_CHROMIUM']
  if (named && !existsSync(named)) throw new Error(`MIXTURA_CHROMIUM is ${named}, but there is no such file.`)
  if (named) return named
  const onPath = (process.env['PATH'] ?? '').split(delimiter).flatMap(folder => names.map(name => join(folder, name)))
  return [...onPath, ...(usualPlaces[process.platform] ?? [])].find(path => existsSync(path)) ?? null
}

/** The Chromium of this machine; null where there is none. */
export const chromiumPath = findChromium()

/** What a skipped suite says in its title. */
export const howToGetChromium = 'no Chromium found: on Debian apt-get install chromium, or set MIXTURA_CHROMIUM to its path'

const flags = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run']

export function launchChromium(): Promise<Browser> {
  if (chromiumPath === null) throw new Error(`There is ${howToGetChromium}.`)
  // Chromium refuses to sandbox what root runs.
  const isRoot = process.getuid?.() === 0
  return chromium.launch({ executablePath: chromiumPath, args: isRoot ? ['--no-sandbox', ...flags] : flags })
}
