import type { MarkdownRenderer } from 'vitepress'

/**
 * Makes a picture of the site's own static files a link to itself, because a window of Studio is wider than a page's text. A page begins with
 * its first picture; the others are loaded when a reader comes near them.
 */
export function pictures(md: MarkdownRenderer, base: string): void {
  const plain = md.renderer.rules.image!
  md.renderer.rules.image = (tokens, at, ...rest) => {
    const page = rest[1] as { hasPicture?: boolean }
    if (page.hasPicture) tokens[at]!.attrSet('loading', 'lazy')
    page.hasPicture = true
    const shown = plain(tokens, at, ...rest)
    const address = tokens[at]!.attrGet('src') ?? ''
    return address.startsWith('/') ? `<a class="picture" href="${base}${md.utils.escapeHtml(address.slice(1))}" target="_blank">${shown}</a>` : shown
  }
}
