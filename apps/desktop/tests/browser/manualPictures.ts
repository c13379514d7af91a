import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { StudioWindow } from './studioWindow.js'

/** Static files of the site, among them the pictures of its manual. */
const committed = new URL('../../../docs/pages/public/', import.meta.url)
const taken = new URL('../../dist/screenshots/', import.meta.url)

/** Where the pictures of a language lie below both. */
const folders = { en: 'studio/', zh: 'zh/studio/' } as const

/** Of 1; text stays sharp, and a window of two million pixels takes less than 150 kB. */
const quality = 0.75

/**
 * Mean difference of two small pictures, in grey levels of 255, above which they show different things. Two runs differ by 0.2, two
 * languages by 2 to 5, two views by 5 to 11. With other fonts the pictures of one language are still more alike than those of two.
 */
const maxDifference = 3

/**
 * Takes a picture of the window in each language into dist, and compares it with the one of the manual. With MIXTURA_UPDATE_SCREENSHOT=1
 * it becomes the one of the manual.
 */
export async function takePicture(window: StudioWindow, name: string): Promise<void> {
  const { page } = window
  for (const language of ['en', 'zh'] as const) {
    const path = `${folders[language]}${name}.webp`
    await window.setLanguage(language)
    await window.settle()
    const picture = await photograph(page)
    await save(new URL(path, taken), picture)
    const inManual = new URL(path, committed)
    if (process.env['MIXTURA_UPDATE_SCREENSHOT'] === '1') {
      await save(inManual, picture)
      continue
    }
    const difference = await differenceOf(page, picture, await readFile(inManual))
    const inOtherLanguage = new URL(`${folders[language === 'en' ? 'zh' : 'en']}${name}.webp`, committed)
    expect(difference, `the manual's ${path} is in another language`).toBeLessThan(await differenceOf(page, picture, await readFile(inOtherLanguage)))
    expect(difference, `the manual shows another ${path}: look at the new one in dist/screenshots, and take it by MIXTURA_UPDATE_SCREENSHOT=1`)
      .toBeLessThan(maxDifference)
  }
  await window.setLanguage('en')
}

/** A screenshot as WebP, which playwright cannot write; the browser can. */
async function photograph(page: Page): Promise<Buffer> {
  const screenshot = await page.screenshot()
  const encoded = await page.evaluate(async ({ png, quality }) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(png), letter => letter.charCodeAt(0))]))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    canvas.getContext('2d')!.drawImage(bitmap, 0, 0)
    const webp = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality })).arrayBuffer())
    return btoa(Array.from(webp, byte => String.fromCharCode(byte)).join(''))
  }, { png: screenshot.toString('base64'), quality })
  return Buffer.from(encoded, 'base64')
}

async function save(path: URL, content: Buffer): Promise<void> {
  await mkdir(fileURLToPath(new URL('.', path)), { recursive: true })
  await writeFile(path, content)
}

/** Mean absolute difference of the grey levels of two pictures that were made small, so that single letters do not count. */
async function differenceOf(page: Page, first: Buffer, second: Buffer): Promise<number> {
  return page.evaluate(async pictures => {
    const [width, height] = [64, 40]
    const greys = await Promise.all(pictures.map(async picture => {
      const bytes = Uint8Array.from(atob(picture), letter => letter.charCodeAt(0))
      const canvas = new OffscreenCanvas(width, height).getContext('2d')!
      const bitmap = await createImageBitmap(new Blob([bytes]), { resizeWidth: width, resizeHeight: height, resizeQuality: 'high' })
      canvas.drawImage(bitmap, 0, 0)
      const { data } = canvas.getImageData(0, 0, width, height)
      return Float64Array.from({ length: width * height }, (_, pixel) => (data[4 * pixel]! + data[4 * pixel + 1]! + data[4 * pixel + 2]!) / 3)
    }))
    return greys[0]!.reduce((sum, grey, pixel) => sum + Math.abs(grey - greys[1]![pixel]!), 0) / (width * height)
  }, [first.toString('base64'), second.toString('base64')])
}
