import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { filesBelow } from './sitePages.js'

/** A built site on disk, and the path under which a host serves it. */
export interface BuiltSite {
  readonly folder: string
  readonly base: string
}

/** The tags of a page that load or lead somewhere. */
export function linksOf(html: string): { readonly tag: string; readonly target: string }[] {
  return [...html.matchAll(/<(a|link|script|img|iframe|source)\b[^>]*?\s(?:href|src)="([^"]*)"/g)].map(match => ({
    tag: match[1]!,
    target: match[2]!.replaceAll('&amp;', '&'),
  }))
}

/** What is wrong with the links of a site: each fault as a sentence. */
export function linkFaults({ folder, base }: BuiltSite): string[] {
  const pages = filesBelow(folder, '.html')
  const files = new Set(filesBelow(folder, ''))
  const html = new Map(pages.map(page => [page, readFileSync(join(folder, page), 'utf8')]))
  const ids = new Map([...html].map(([page, text]) => [page, new Set([...text.matchAll(/\sid="([^"]*)"/g)].map(match => match[1]!))]))
  return pages.flatMap(page =>
    linksOf(html.get(page)!).flatMap(({ tag, target }) => {
      const says = (fault: string): string[] => [`${page}: <${tag}> ${target} ${fault}`]
      if (/^[a-z]+:/.test(target)) {
        if (tag !== 'a') return says('is loaded from another host')
        return target.startsWith('https://') && URL.canParse(target) ? [] : says('is no https address')
      }
      const url = new URL(target, `https://site${base}${page}`)
      if (!url.pathname.startsWith(base)) return says(`lies outside of ${base}`)
      const path = decodeURIComponent(url.pathname.slice(base.length))
      const file = path === '' || path.endsWith('/') ? `${path}index.html` : files.has(path) ? path : `${path}.html`
      if (!files.has(file)) return says('leads to no file')
      const anchor = decodeURIComponent(url.hash.slice(1))
      return anchor === '' || ids.get(file)?.has(anchor) ? [] : says('leads to no heading')
    }),
  )
}

/** KaTeX's fonts, by the class that uses each. */
const formulaFonts: Readonly<Record<string, RegExp>> = {
  'Main-Regular': /class="katex"/,
  'Math-Italic': /mathnormal/,
  'Main-Bold': /mathbf/,
  'AMS-Regular': /mathbb|amsrm/,
  'Caligraphic-Regular': /mathcal/,
  'Size1-Regular': /size1|small-op/,
  'Size2-Regular': /size2|large-op/,
  'Size3-Regular': /size3/,
  'Size4-Regular': /size4/,
}

/**
 * Bytes that a first visit to a page transfers from a host that compresses texts with gzip: the page, its styles, the scripts that
 * it preloads, its first picture, and the fonts of its formulas. What Run, an explainer or a picture further down loads later does not count.
 */
export function firstLoad({ folder, base }: BuiltSite, page: string): number {
  const html = readFileSync(join(folder, page), 'utf8')
  const loaded = new Set(
    linksOf(html.replaceAll(/<img\b[^>]*\bloading="lazy"[^>]*>/g, ''))
      .filter(({ tag, target }) => tag !== 'a' && /\.(js|css|svg|png|webp)$/.test(target))
      .map(({ target }) => target.slice(base.length)),
  )
  const texts = [html, ...[...loaded].map(file => readFileSync(join(folder, file)))]
  const fonts = filesBelow(folder, '.woff2').filter(file => Object.entries(formulaFonts).some(([name, use]) => file.includes(`KaTeX_${name}`) && use.test(html)))
  return [...texts.map(text => gzipSync(text).length), ...fonts.map(file => readFileSync(join(folder, file)).length)].reduce((sum, bytes) => sum + bytes, 0)
}
