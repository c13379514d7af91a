import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, expect, it } from 'vitest'
import { workplace } from '../testing/mixtura.js'

const { run, file, path } = workplace()

beforeAll(async () => {
  expect(await run(['fit', 'old-faithful.csv', '--components', '2', '--seed', '5', '--model', 'geyser.mixtura', '-q'])).toMatchObject({ code: 0 })
})

it('writes a page that stands alone, with results, groups, figures, script, seed, hash and versions', async () => {
  const ended = await run(['report', 'geyser.mixtura', 'old-faithful.csv', '--html', 'geyser.html'])
  expect(ended).toEqual({ code: 0, stdout: '', stderr: 'Report written: geyser.html\n' })
  const page = readFileSync(path('geyser.html'), 'utf8')
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
  // Nothing is asked of a network: no address, no script, no style but its own.
  expect(page).not.toMatch(/https?:|<script|<link|<img|@import|url\(/)
  expect(page).toContain("default-src 'none'")
  for (const text of ['2322.19', 'fitGaussianMixture', createHash('sha256').update(readFileSync(path('old-faithful.csv'))).digest('hex'), '@mixtura/core', process.versions.node]) {
    expect(page).toContain(text)
  }
  expect(page).toMatch(/<th scope="row">Seed<\/th><td>5<\/td>/)
  // The long eruptions: 175 of 272 rows, of 4.29 minutes in the mean.
  expect(page).toMatch(/>0<\/th>\s*<td class="number">17[4-6] \(64\.\d %\)<\/td>\s*<td class="number">4\.2[89]\d* ± 0\.06\d?<\/td>/)
  expect(page.match(/<circle/g)!.length).toBe(272)
  expect(page.match(/class="ellipse"/g)).toHaveLength(2)
  expect(page).toMatch(/class="curve"/)
  expect(page).not.toMatch(/NaN|undefined|\[object/)
})

it('names the table in the script only if it can be that of the fit, and then leaves out the rows that the fit left out', async () => {
  const scriptOf = async (model: string, table: string, ...flags: string[]): Promise<string> => {
    expect(await run(['report', model, table, '--html', 'script.html', '-q', ...flags])).toMatchObject({ code: 0 })
    return readFileSync(path('script.html'), 'utf8').match(/<pre>([^]*)<\/pre>/)![1].replaceAll('&#39;', "'").replaceAll('&quot;', '"')
  }
  expect(await scriptOf('geyser.mixtura', 'old-faithful.csv')).toContain("openDataset('old-faithful.csv')")
  const rows = readFileSync(path('old-faithful.csv'), 'utf8').trimEnd().split('\n')
  file('part.csv', rows.slice(0, 100).join('\n'))
  expect(await scriptOf('geyser.mixtura', 'part.csv')).toContain("openDataset('samples.csv')")
  file('holed.csv', [...rows, '3.5,'].join('\n'))
  expect(await run(['fit', 'holed.csv', '--components', '2', '--omit-missing', '--model', 'holed.mixtura', '-q'])).toMatchObject({ code: 0 })
  const script = await scriptOf('holed.mixtura', 'holed.csv', '--omit-missing')
  expect(script).toContain("openDataset('holed.csv')")
  expect(script).toContain("missing: 'omit-rows'")
})

it('reports on a table in which a column has no cell at all', async () => {
  expect(await run(['fit', 'old-faithful.csv', '--components', '2', '--missing', 'marginalize', '--model', 'marginal.mixtura', '-q'])).toMatchObject({ code: 0 })
  const table = file('void.csv', 'eruptions,waiting\n,79\n,54\n,61\n')
  expect(await run(['report', 'marginal.mixtura', table, '--html', 'void.html', '-q'])).toEqual({ code: 0, stdout: '', stderr: '' })
  expect(readFileSync(path('void.html'), 'utf8')).not.toMatch(/NaN|Infinity|undefined/)
})

it('shows draws of the model if it is given no table', async () => {
  expect(await run(['report', 'geyser.mixtura', '--html', 'alone.html', '-q'])).toEqual({ code: 0, stdout: '', stderr: '' })
  const page = readFileSync(path('alone.html'), 'utf8')
  expect(page.match(/<circle/g)).toHaveLength(1000)
  expect(page).toContain('1000 rows drawn from the model.')
})

it('is written in Chinese, and names are no markup', async () => {
  const odd = file('odd.csv', readFileSync(path('old-faithful.csv'), 'utf8').replace('eruptions,waiting', '<b>a&b</b>,waiting'))
  await run(['fit', odd, '--components', '2', '--model', 'odd.mixtura', '-q'])
  expect(await run(['report', 'odd.mixtura', odd, '--html', 'odd.html', '--lang', 'zh'])).toMatchObject({ code: 0, stderr: '报告已写出：odd.html\n' })
  const page = readFileSync(path('odd.html'), 'utf8')
  expect(page).toMatch(/<html lang="zh">/)
  expect(page).toContain('&lt;b&gt;a&amp;b&lt;/b&gt;')
  expect(page).not.toContain('<b>')
})

it('refuses a folder that is not there, and asks for --html', async () => {
  expect(await run(['report', 'geyser.mixtura'])).toEqual({ code: 2, stdout: '', stderr: 'mixtura: --html FILE is missing: file for the page.\n' })
  expect((await run(['report', 'geyser.mixtura', '--html', 'absent/a.html'])).stderr).toBe('mixtura: absent/a.html cannot be written: its folder does not exist. Choose a folder that exists.\n')
})
