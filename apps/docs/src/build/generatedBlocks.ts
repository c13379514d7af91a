import type { MarkdownRenderer } from 'vitepress'
import { siteExample } from './examples.js'
import { optionTables } from './optionTables.js'
import { benchmarkBlock } from './benchmarkTables.js'
import { clickhouseBlock } from './clickhouseTables.js'
import type { SiteLanguage } from './navigation.js'

/** A line `@[what] name` of a page, alone in its paragraph. */
const mark = /^@\[(?<what>[a-z]+)\](?: (?<name>[\w-]+))?$/

/**
 * Blocks that are generated when the site is built:
 *
 * - `@[example] NAME`: the code of an example, with its recorded run
 * - `@[options]`: the options of all families
 * - `@[benchmarks] NAME`: a table of measured times
 * - `@[clickhouse] NAME`: a table of measured times of ClickHouse
 */
export function generatedBlocks(md: MarkdownRenderer): void {
  md.block.ruler.before('paragraph', 'generated', (state, startLine, _endLine, silent) => {
    const line = state.src.slice(state.bMarks[startLine]! + state.tShift[startLine]!, state.eMarks[startLine]).trim()
    const found = mark.exec(line)
    if (!found) return false
    if (silent) return true
    const { what, name = '' } = found.groups!
    const language: SiteLanguage = String(state.env.relativePath ?? '').startsWith('zh/') ? 'zh' : 'en'
    state.line = startLine + 1
    if (what === 'example') {
      const { code, recording, runsInBrowsers, sliders } = siteExample(name)
      const { lines, figure, milliseconds, date, node, processor } = recording
      const facts = JSON.stringify({ lines, figure, milliseconds, date, node, processor, runsInBrowsers, sliders })
      html(`<ExampleBlock name="${name}" recording="${md.utils.escapeHtml(facts)}">`)
      const fence = state.push('fence', 'code', 0)
      fence.info = 'ts'
      fence.content = code
      fence.markup = '```'
      fence.map = [startLine, startLine + 1]
      html('</ExampleBlock>')
      return true
    }
    const generated = what === 'options' ? optionTables(language) : what === 'benchmarks' ? benchmarkBlock(name, language) : what === 'clickhouse' ? clickhouseBlock(name, language) : null
    if (generated === null) throw new Error(`a generated block must be an example, options, benchmarks or clickhouse with a name of theirs, but it is ${what}.`)
    state.md.block.parse(generated, state.md, state.env, state.tokens)
    return true

    function html(content: string): void {
      const token = state.push('html_block', '', 0)
      token.content = `${content}\n`
      token.map = [startLine, startLine + 1]
    }
  })
}
