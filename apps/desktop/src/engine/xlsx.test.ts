import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { expect, it, onTestFinished } from 'vitest'
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import { endOf, fitRequest, startEngine } from './engineFixture.js'
import { requireSheet, writeXlsx } from './xlsx.js'

/** The parts of a workbook by their names, as XML. */
async function partsOf(path: string): Promise<ReadonlyMap<string, string>> {
  const zip = await promisify<Buffer, { lazyEntries: true }, ZipFile>(fromBuffer)(await readFile(path), { lazyEntries: true })
  const open = promisify<Entry, Readable>(zip.openReadStream.bind(zip))
  const parts = new Map<string, string>()
  return new Promise((resolve, reject) => {
    zip.on('error', reject)
    zip.on('end', () => resolve(parts))
    zip.on('entry', (entry: Entry) => void open(entry).then(text).then(content => {
      parts.set(entry.fileName, content)
      zip.readEntry()
    }, reject))
    zip.readEntry()
  })
}

it('writes numbers as numbers, texts as texts with any characters, and leaves gaps empty', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mixtura-xlsx-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, 'a.xlsx')
  const rows = [[1.5, '中<文>&', true], [null, null, false]]
  await writeXlsx(path, { columns: ['x', 'name', 'yes'], rows: 2, read: async (offset, limit) => rows.slice(offset, offset + limit) })
  const parts = await partsOf(path)
  const sheet = parts.get('xl/worksheets/sheet1.xml')!
  expect(sheet).toMatch(/<c r="A2"[^>]*><v>1\.5<\/v><\/c>/)
  expect(sheet).toMatch(/<c r="C2"[^>]*t="b"[^>]*><v>1<\/v><\/c>/)
  expect(sheet).not.toMatch(/r="A3"[^>]*><v>/)
  expect([...parts.values()].join('')).toContain('中&lt;文&gt;&amp;')
})

it('refuses what Excel could not open, before anything is written', () => {
  requireSheet(1_048_575, 4)
  expect(() => requireSheet(1_048_576, 2)).toThrow(
    'A sheet of Excel holds at most 1048575 rows, 16384 columns and here 5000000 cells, but the table has 1048576 rows and 2 columns. Save it as CSV or Parquet.',
  )
  expect(() => requireSheet(10, 16_385)).toThrow(/16385 columns/)
})

it('is one of the exports of a fit, with its results', async () => {
  const running = await startEngine()
  const iris = await running.engine.openSample({ name: 'iris' })
  const { id } = await running.engine.startFit(fitRequest(iris))
  await endOf(running, id)
  const file = await running.engine.exportFit({ fit: id, content: 'xlsx' })
  expect(file).toMatchObject({ suggestedName: 'iris-clusters.xlsx', rows: 150 })
  const all = [...(await partsOf(running.grants.exported(file.file)!.path)).values()].join('')
  for (const name of ['sepal_length', 'setosa', 'cluster']) expect(all).toContain(name)
})
