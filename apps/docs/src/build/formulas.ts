import { katex } from '@mdit/plugin-katex'
import type { MarkdownRenderer } from 'vitepress'

/**
 * Formulas of a page: `$…$` in a line, and `$$…$$` in lines of their own. KaTeX makes HTML and MathML of them when the site is
 * built, so that a reader's browser runs nothing.
 *
 * @throws {Error} while a page is rendered, if a formula cannot be read.
 */
export function formulas(md: MarkdownRenderer): void {
  md.use(katex, {
    logger: () => 'error',
    transformer: (html: string, displayMode: boolean) => {
      if (html.includes('katex-error')) throw new Error(`a formula must be TeX that KaTeX reads, but it is ${html}`)
      // Vue leaves the formula as it is. A wide one is scrolled, also by keyboard.
      return displayMode ? html.replace(/^<p[^>]*>/, '<p class="formula" tabindex="0" v-pre>') : html.replace(/^<span/, '<span v-pre')
    },
  })
}
