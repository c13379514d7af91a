import { openSampleDataset } from '@mixtura/data'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { startStudio } from './studioProgram.js'
import { patience, textOf } from './studioWindow.js'
import { oldFaithful } from './tables.js'

const { header, rows } = oldFaithful()
const good = [header, ...rows].join('\n')

describeStudio('a file that cannot be used', {}, studio => {
  afterEach(() => studio.window.dismissAlerts())

  it.each([
    ['empty.csv', '', 'empty.csv is empty (0 bytes). Export it again from where it came from.'],
    ['header.csv', `${header}\n`, 'header.csv has column names but no rows of data.'],
    [
      'ragged.csv', `${header}\n1,2\n1,2,3\n2,3\n`,
      'Line 3 of ragged.csv does not match the first line: 3 instead of 2 cells. Correct that line; a cell that holds the delimiter must stand in double quotes.',
    ],
    ['photo.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'photo.png is neither CSV, TSV, JSON, Parquet, Arrow, XLSX, SQLite, DuckDB nor IDX. Save the table as CSV (UTF-8) and open that.'],
    ['table.xlsx', Buffer.from('504b030414000600080000002100', 'hex'), 'table.xlsx is not a spreadsheet that can be read: it is damaged, too large, without cells, or has names of columns in two rows. Give each column one name in one row, and save it as XLSX or CSV.'],
  ])('%s is refused in one sentence, and what was there stays', async (name, content, sentence) => {
    const { window } = studio
    await window.openFile({ name, content })
    await expect.poll(() => window.alerts(), patience).toEqual([sentence])
    expect(await window.datasetName()).toBe('old-faithful')
    expect(await window.text('dataset-facts')).toBe('CSV 272 rows · 2 columns')
    expect(await window.accessibilityFaults()).toEqual([])
  })

  it('half a Parquet file is refused likewise', async () => {
    const { window, program } = studio
    const path = join(program.folder, 'whole.parquet')
    const sample = await openSampleDataset('old-faithful')
    await sample.writeWithColumns(path, { format: 'parquet', columns: [] })
    await sample.close()
    const whole = await readFile(path)
    await window.openFile({ name: 'half.parquet', content: whole.subarray(0, whole.length / 2) })
    await expect.poll(() => window.alerts(), patience).toEqual(['half.parquet is not a whole Parquet file. Copy or export it again.'])
  })

  it('two bad files are told apart, until a good one opens', async () => {
    const { window } = studio
    for (const name of ['first.csv', 'second.csv']) await window.openFile({ name, content: '' })
    await expect.poll(() => window.alerts(), patience).toEqual(
      ['first.csv', 'second.csv'].map(name => `${name} is empty (0 bytes). Export it again from where it came from.`),
    )
    await window.openFile({ name: 'good.csv', content: good })
    await window.isDataset('good.csv')
    expect(await window.alerts()).toEqual([])
    await window.showDataset('old-faithful')
  })

  it('the last good dataset can be fitted again', async () => {
    const { window } = studio
    await window.startFit()
    await expect.poll(() => window.text('fit-history'), patience).toBe('Fit 2 of 2')
    await window.isFit('completed')
    expect(await window.alerts()).toEqual([])
  })

  it('a path that does not exist is told on the command line', async () => {
    await expect(startStudio(['/no/such/2gb.csv'])).rejects.toThrow(/^There is no file .*2gb\.csv\.$/)
  })
})

describeStudio('a table that cannot be fitted as it is', {}, studio => {
  afterEach(() => studio.window.dismissAlerts())

  const table = (name: string, ...lines: string[]) => ({ name, content: `${lines.join('\n')}\n` })

  it('without a column of numbers says what is missing', async () => {
    const { window } = studio
    await window.openFile(table('words.csv', 'name,town', 'Ada,London', 'Emmy,Erlangen', 'Sofia,Stockholm'))
    await window.isDataset('words.csv')
    expect(await window.at('continue-to-models').isDisabled()).toBe(true)
    expect(await textOf(window.page.locator('main'))).toContain('Choose at least one number column in Data.')
    await window.show('models')
    expect(await window.text('fit-blocked')).toBe('Choose at least one number column in Data.')
    expect(await window.at('start-fit').isDisabled()).toBe(true)
  })

  it.each([
    ['one-row.csv', 1, 2, 'The table has 1 row, but at least 2 are needed. Add rows, or ask for fewer components.'],
    ['three-rows.csv', 3, 5, 'The table has 3 rows, but at least 5 are needed. Add rows, or ask for fewer components.'],
  ])('%s has too few rows, and the form says so before Start', async (name, count, components, sentence) => {
    const { window } = studio
    await window.openFile(table(name, header, ...rows.slice(0, count)))
    await window.isDataset(name)
    await window.show('models')
    await window.setOption('components', components)
    await expect.poll(() => window.text('fit-refused'), patience).toBe(sentence)
    expect(await window.at('start-fit').isDisabled()).toBe(true)
    await window.setLanguage('zh')
    expect(await window.text('fit-refused')).toMatch(/^表有 \d 行，但至少需要 \d 行。 ?请增加行，或减少分量数。$/)
    await window.setLanguage('en')
  })

  it('with a constant column leaves it out, and names it if it is forced in', async () => {
    const { window } = studio
    await window.openFile(table('constant.csv', `${header},same`, ...rows.map(row => `${row},5`)))
    await window.isDataset('constant.csv')
    expect(await window.at('use-column-same').getAttribute('aria-checked')).toBe('false')
    await window.at('use-column-same').click()
    await window.show('models')
    await window.setOption('components', 2)
    await window.at('start-fit').click()
    const sentence = 'The column “same” never varies: every value is 5. Leave it out in Data.'
    await expect.poll(() => window.alerts(), patience).toEqual([sentence])
  })

  it('with a constant column and no scaling names the column too', async () => {
    const { window } = studio
    await window.show('data')
    await window.at('scaling').getByText('None').click()
    await window.startFit()
    await window.isFit('failed')
    expect(await window.text('fit-status')).toContain('“same” never varies')
  })

  it.each([
    ['odd.csv', ['NaN,60', '2,Infinity'], '2 cells in use have no finite value.', 'Between 1 and 2 rows are left out of the fit; the exact number is reported with it.', '2'],
    ['gaps.csv', [',60', '2,', ','], '4 cells in use have no finite value.', 'Between 2 and 4 rows are left out of the fit; the exact number is reported with it.', '3'],
    ['gap.csv', [',60'], '1 cell in use has no finite value.', '1 row is left out of the fit.', '1'],
  ])('%s is fitted once its incomplete rows may be left out', async (name, gaps, found, promised, omitted) => {
    const { window } = studio
    await window.openFile(table(name, header, ...rows, ...gaps))
    await window.isDataset(name)
    expect(await textOf(window.page.locator('main'))).toContain(found)
    expect(await window.text('missing-policy')).toContain(promised)
    await window.show('models')
    expect(await window.text('fit-blocked')).toBe('Some cells in use have no value: choose in Data what to do with their rows.')
    await window.show('data')
    await window.at('missing-error').click()
    await window.show('models')
    expect(await window.text('fit-blocked')).toBe('Some cells in use have no value, and “stop with an error” is chosen in Data.')
    await window.show('data')
    await window.at('missing-omit-rows').click()
    await window.startFit()
    await window.isFit('completed')
    await window.show('results')
    expect(await window.text('model-facts')).toContain(`Rows used 272 Rows left out ${omitted} `)
    expect((await window.cells('group-table')).map(([, size]) => size)).toEqual(['175', '97'])
  })

  it('leaves the first dataset and its fit as they were', async () => {
    const { window } = studio
    await window.showDataset('old-faithful')
    await window.show('results')
    expect((await window.cells('group-table')).map(([, size]) => size)).toEqual(['175', '97'])
    await window.startFit()
    await expect.poll(() => window.text('fit-history'), patience).toBe('Fit 2 of 2')
    await window.isFit('completed')
    expect(await window.alerts()).toEqual([])
  })
})
