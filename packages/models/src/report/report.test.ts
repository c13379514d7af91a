import { createRandom, matrix } from '@mixtura/numerics'
import { expect, it } from 'vitest'
import { modelFamily } from '../catalogue.js'
import { familyTexts } from '../texts/familyTexts.js'
import { datasetReport } from './datasetReport.js'
import { modelReport } from './modelReport.js'
import { reportPage } from './reportPage.js'
import { reportTexts } from './reportTexts.js'
import { candidateLines, selectionFigure } from './selectionFigure.js'

const samples = matrix(Float64Array.from({ length: 80 }, (_, i) => (i < 40 ? 0 : 10) + ((i * 7) % 5)), 40, 2)

const candidates = {
  name: 'candidates',
  columns: [{ name: 'components', unit: '' }, { name: 'covarianceType', unit: '' }, { name: 'bic', unit: 'deviance' }],
  rows: [[2, 'full', 100], [3, 'full', 109], [1, 'diag', 1099], [4, 'full', null]],
}

it('draws the candidates of a selection by their difference to the best', () => {
  const lines = candidateLines(candidates)
  expect(lines).toEqual({
    criterion: 'bic',
    lines: [
      { structure: 'full', points: [{ components: 2, difference: 0 }, { components: 3, difference: 9 }] },
      { structure: 'diag', points: [{ components: 1, difference: 999 }] },
    ],
  })
  const { text } = selectionFigure(lines!, familyTexts(modelFamily('mixture-selection'), 'en'), reportTexts('en'))
  expect(text.match(/<circle/g)).toHaveLength(3)
  // lg(1 + 0), lg(1 + 1), lg(1 + 10) and lg(1 + 100) are marked; 1000 lies within the margin above 999.
  expect([...text.matchAll(/text-anchor="end">(\d+)</g)].map(([, label]) => label)).toEqual(['0', '1', '10', '100', '1000'])
})

it('draws no candidates where a table has none', () => {
  expect(candidateLines({ ...candidates, columns: candidates.columns.slice(0, 2) })).toBeNull()
  expect(candidateLines({ ...candidates, rows: candidates.rows.slice(0, 1) })).toBeNull()
  expect(candidateLines({ ...candidates, rows: [...candidates.rows].reverse() })).toBeNull()
})

it('has the parts that are asked for, in both languages, and groups by the names that they are given', async () => {
  const model = await modelFamily('mixture').fit({ samples, columnNames: ['a<b', '中文'] }, { components: 2, seed: 3 })
  const content = { model, data: { name: 'ab.csv', samples, omitted: 0 }, groupNames: ['first', 'second'], origin: [['Seed', '3']] as const, language: 'en' as const }
  const whole = await modelReport(content)
  expect([...whole.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, title]) => title)).toEqual(['Results', 'Groups', 'Rows', 'Course of the fit', 'Starts', 'Options', 'Script', 'Origin'])
  expect(whole).toContain('a&lt;b')
  expect(whole).toMatch(/<\/svg>first<\/th>\n<td class="number">20 \(50.0 %\)<\/td>/)
  expect(whole.match(/class="ellipse"/g)).toHaveLength(2)
  const part = await modelReport({ ...content, language: 'zh', parts: ['groups', 'origin'] })
  expect([...part.matchAll(/<h2>([^<]*)<\/h2>/g)].map(([, title]) => title)).toEqual(['各群组', '来源'])
  model.dispose()
})

it('is a page of chapters that needs nothing else, with the facts of a dataset', () => {
  const column = { name: '<i>x</i>', type: 'number', role: 'feature', missing: 1, distinct: 9, minimum: 0.5, mean: 1.25, maximum: 2, standardDeviation: 0.25 }
  const body = datasetReport({ rows: 10, columns: [column, { ...column, name: 'y', type: 'text', minimum: null, mean: null, maximum: null, standardDeviation: null }], facts: [['SHA-256', 'abc']], language: 'en' })
  const page = reportPage({ title: 'Segments & more', note: 'for the board', language: 'en', chapters: [{ title: 'customers.csv', note: '', body }] })
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/)
  expect(page).not.toMatch(/https?:|<script|<link|<img|@import|url\(| style="/)
  expect(page).toContain('<h1>Segments &amp; more</h1><p>for the board</p>')
  expect(page).toContain('<h2 class="chapter">customers.csv</h2>')
  expect(page).toContain('<h3>Columns</h3>')
  expect(page).toContain('<th scope="row">&lt;i&gt;x&lt;/i&gt;</th>')
  expect(page.replaceAll('\n', '')).toContain('<td>number</td><td>feature</td><td class="number">1</td><td class="number">9</td><td class="number">0.5</td><td class="number">1.25</td><td class="number">2</td><td class="number">0.25</td>')
})

it('has the profiles of latent classes: probabilities of levels and means, with standard errors', async () => {
  const random = createRandom(5)
  // Group 0 has the first level and small numbers, group 1 the second one and large numbers.
  const cells = Float64Array.from({ length: 240 }, (_, i) => (i % 2 === 0 ? Math.floor(i / 2) % 2 : 10 * (Math.floor(i / 2) % 2) + random.normal()))
  const table = {
    samples: matrix(cells, 120, 2), columnNames: ['region', 'spend'],
    features: [{ name: 'region', role: 'category' as const, levels: [{ name: 'north', of: ['north'] }, { name: 'south', of: ['south'] }], date: null }, { name: 'spend', role: 'number' as const, levels: null, date: null }],
  }
  const model = await modelFamily('mixed-mixture').fit(table as never, { components: { minimum: 2, maximum: 2 } })
  const report = await modelReport({ model, data: { name: 'customers.csv', samples: table.samples, omitted: 0 }, groupNames: ['low', 'high'], origin: [], language: 'en', parts: ['groups'] })
  expect(report).toContain('The probability of each level and the mean of each number in each group')
  const text = report.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')
  expect(text).toContain('Column Level low high Rows 60 (50.0 %) 60 (50.0 %)')
  expect(text).toMatch(/region north (1\.00 0\.00|0\.00 1\.00) south (0\.00 1\.00|1\.00 0\.00) spend Mean/)
  model.dispose()
})
