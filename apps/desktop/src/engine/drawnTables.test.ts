import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { open as openZip, type Entry, type ZipFile } from 'yauzl'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DatasetSummary } from '../contract/dataset.js'
import type { Features } from '../contract/features.js'
import type { FitSummary } from '../contract/fit.js'
import type { Histogram, Selection } from '../contract/selection.js'
import { fileHandleSchema } from '../contract/identifiers.js'
import type { GrantedFile } from './channel.js'
import { factOf, fitRequest } from './engineFixture.js'
import { openStudioEngine, type StudioEngine } from './studioEngine.js'

const rows = 30_000
const workerEntry = fileURLToPath(new URL('../../dist/engine/worker.js', import.meta.url))
let folder = ''
const exported: GrantedFile[] = []
const engines: StudioEngine[] = []

/** An engine in this process, with workers of its own. */
async function engineWith(memoryLimit: number | undefined, name = 'rows.csv'): Promise<{ readonly engine: StudioEngine; readonly dataset: DatasetSummary }> {
  const engine = await openStudioEngine({
    folder: await mkdtemp(join(folder, 'state-')), workerEntry, families: null, version: '0', isSuccessor: false,
    emit: () => undefined, warn: () => undefined, announceExport: file => exported.push(file), ...(memoryLimit !== undefined && { memoryLimit }),
  })
  engines.push(engine)
  const handle = fileHandleSchema.parse(`table-${engines.length}`)
  engine.files.add({ handle, path: join(folder, name), name })
  return { engine, dataset: await engine.api.openFile({ file: handle }) }
}

async function fitted({ api }: StudioEngine, request: Parameters<StudioEngine['api']['startFit']>[0]): Promise<FitSummary> {
  const { id } = await api.startFit(request)
  await expect.poll(async () => (await api.getFit({ fit: id })).status, { timeout: 60_000, interval: 50 }).toBe('completed')
  return api.getFit({ fit: id })
}

/** A part of a workbook. */
function textOf(book: ZipFile, name: string): Promise<string> {
  const open = promisify<Entry, Readable>(book.openReadStream.bind(book))
  return new Promise((resolve, reject) => {
    book.on('error', reject)
    book.on('entry', (entry: Entry) => (entry.fileName === name ? void open(entry).then(text).then(resolve, reject) : book.readEntry()))
    book.readEntry()
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mixtura-drawn-'))
  const cellsOf = (row: number): string => `${(Math.sin(3 * row) + (row % 3 === 0 ? 9 : 0)).toFixed(6)},${row % 1000 === 7 ? '' : (Math.cos(5 * row) * 20).toFixed(6)}`
  await writeFile(join(folder, 'customers.csv'), `spend,region,visits\n${Array.from({ length: rows }, (_, row) => {
    const often = row % 3 === 0
    return [(Math.sin(3 * row) + (often ? 9 : 0)).toFixed(4), row % 500 === 7 ? '' : ['north', 'south', 'west'][row % 7 === 1 ? 2 : often ? 1 : 0], (row % 4) + (often ? 6 : 0)].join(',')
  }).join('\n')}\n`)
  await writeFile(join(folder, 'rows.csv'), `x,y\n${Array.from({ length: rows }, (_, row) => cellsOf(row)).join('\n')}\n`)
})
afterAll(async () => {
  for (const engine of engines) engine.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 3 })
})

it('fits a table that stays on disk as one in memory, and shows drawn rows of it', async () => {
  const { engine, dataset } = await engineWith(0)
  expect(dataset.onDisk).toBe(true)
  const features: Features = { dataset: dataset.id, columns: ['x', 'y'], scaling: 'standardize', missing: 'omit-rows', label: null }
  const request = fitRequest(dataset, { features, options: { maxIterations: 500 } })
  expect(await engine.api.assess(request)).toMatchObject({ rows: rows - 30, rowsOmitted: 30, residence: 'disk', rowBytes: null })
  const fit = await fitted(engine, request)
  expect(fit).toMatchObject({ residence: 'disk', rowsUsed: rows - 30, rowsOmitted: 30 })
  expect(fit.groups.reduce((sum, { size }) => sum + size!, 0)).toBe(rows - 30)

  const local = await engineWith(undefined)
  const same = await fitted(local.engine, { ...request, features: { ...features, dataset: local.dataset.id } })
  expect([same.residence, local.dataset.onDisk]).toEqual(['memory', false])
  expect(factOf(fit, 'meanLogLikelihood')).toBeCloseTo(factOf(same, 'meanLogLikelihood') as number, 6)
  expect(fit.groups.map(({ size }) => size)).toEqual(same.groups.map(({ size }) => size))

  // Drawn rows are rows of the dataset.
  const { total, rows: [member] } = await engine.api.getMemberships({ fit: fit.id, offset: 100, limit: 1, order: 'row', group: null, row: null })
  expect(total).toBe(20_000)
  expect((await engine.api.getRows({ dataset: dataset.id, offset: member!.row, limit: 1 })).rows[0]).toEqual(member!.values)
  const scatter = await engine.api.getScatter({ features, view: { kind: 'principal' }, fit: fit.id, scores: false, densities: false, limit: 500 })
  expect([scatter.total, scatter.rows.length]).toEqual([rows - 30, 500])

  // All rows are exported.
  await engine.api.exportFit({ fit: fit.id, content: 'csv' })
  const lines = (await readFile(exported.at(-1)!.path, 'utf8')).trim().split('\n')
  expect(lines).toHaveLength(rows + 1)
  const clusters = lines.slice(1).map(line => line.split(',')[2])
  expect(['1', '2', ''].map(cluster => clusters.filter(each => each === cluster).length)).toEqual([...fit.groups.map(({ size }) => size), 30])
  const far = (of: FitSummary): Selection => ({ fit: of.id, parts: [{ combine: 'add', region: { kind: 'range', column: 'x', minimum: 5, maximum: 20 } }] })
  await expect(engine.api.exportFit({ fit: fit.id, content: 'csv', selection: far(fit) })).rejects.toMatchObject({ code: 'only-drawn-rows' })

  // Rows of two fits are compared if both have drawn the same ones.
  const alike = await fitted(engine, { ...request, features: { ...features, scaling: 'none' } })
  expect(await engine.api.compareFits({ first: fit.id, second: alike.id })).toMatchObject({ shared: 20_000 })
  expect((await engine.api.getSelection({ fit: alike.id, selection: far(fit) })).selected).toBeGreaterThan(6000)
  const cell: Selection = { fit: fit.id, parts: [{ combine: 'add', region: { kind: 'group', group: 0 } }, { combine: 'keep', region: { kind: 'group', group: 1, fit: alike.id } }] }
  const { counts, firstGroups, secondGroups } = await engine.api.compareFits({ first: fit.id, second: alike.id })
  const count = counts[firstGroups.indexOf(0) * secondGroups.length + secondGroups.indexOf(1)]
  expect((await engine.api.getSelection({ fit: fit.id, selection: cell })).selected).toBe(count)
  const other = await fitted(engine, { ...request, features: { ...features, where: { conditions: [{ column: 'x', from: 0 }], search: '' } } })
  await expect(engine.api.compareFits({ first: fit.id, second: other.id })).rejects.toMatchObject({ code: 'other-drawn-rows' })
  await expect(engine.api.getSelection({ fit: other.id, selection: far(fit) })).rejects.toMatchObject({ code: 'other-drawn-rows' })
  await engine.api.exportFit({ fit: fit.id, content: 'xlsx' })
  const book = await promisify<string, { lazyEntries: true }, ZipFile>(openZip)(exported.at(-1)!.path, { lazyEntries: true })
  const sheet = await textOf(book, 'xl/worksheets/sheet1.xml')
  expect(sheet.match(/<c r="C(?!1")\d+"[^>]*><v>[12]<\/v>/g)).toHaveLength(rows - 30)

  // A selection is exported as far as the fit has its rows.
  const right = await fitted(local.engine, { ...request, features: { ...features, dataset: local.dataset.id, where: { conditions: [{ column: 'x', from: 5 }], search: '' } } })
  const wide: Selection = { fit: same.id, parts: [{ combine: 'add', region: { kind: 'range', column: 'y', minimum: 0, maximum: 30 } }] }
  const { selected } = await local.engine.api.getSelection({ fit: right.id, selection: wide })
  expect((await local.engine.api.exportFit({ fit: right.id, content: 'csv', selection: wide })).rows).toBe(selected)
  expect(selected).toBeLessThan((await local.engine.api.getSelection({ fit: same.id, selection: wide })).selected)
})

it('says that another model reads all rows', async () => {
  const { engine, dataset } = await engineWith(0)
  const features: Features = { dataset: dataset.id, columns: ['x', 'y'], scaling: 'none', missing: 'omit-rows', label: null }
  const choice = { features, family: 'noise-mixture', options: { components: 2, starts: 1 } }
  expect(await engine.api.assess(choice)).toMatchObject({ residence: 'memory', rowBytes: 16 * (rows - 30) })

  // Its selections, histograms and strange rows are of all rows.
  const { id } = await fitted(engine, { ...fitRequest(dataset), ...choice })
  const far: Selection = { fit: id, parts: [{ combine: 'add', region: { kind: 'range', column: 'x', minimum: 5, maximum: 20 } }] }
  expect(await engine.api.getSelection({ fit: id, selection: far })).toMatchObject({ selected: rows / 3 - 10, total: rows - 30 })
  const [{ all, selected }] = await engine.api.getHistograms({ fit: id, columns: ['x'], bins: 2, selection: far }) as [Histogram]
  expect([...all, ...selected]).toEqual([(2 * rows) / 3 - 20, rows / 3 - 10, 0, rows / 3 - 10])
  const { strangest } = await engine.api.getAnomalies({ fit: id, rate: 0.01 })
  const [row] = (await engine.api.getRows({ dataset: dataset.id, offset: strangest.rows[0]!, limit: 1 })).rows
  expect([...strangest.values.subarray(0, 2)]).toEqual(row)
})

it('fits latent classes to a table that stays on disk as to one in memory', async () => {
  const fitOf = async (memoryLimit: number | undefined) => {
    const { engine, dataset } = await engineWith(memoryLimit, 'customers.csv')
    const features: Features = {
      dataset: dataset.id, columns: ['spend', 'region', 'visits'], scaling: 'none', missing: 'keep', label: null,
      roles: { region: { role: 'category' }, visits: { role: 'count' } },
    }
    const fit = await fitted(engine, fitRequest(dataset, { features, family: 'mixed-mixture', options: { components: { minimum: 2, maximum: 2 }, maxIterations: 200 } }))
    return { engine, fit }
  }
  const [onDisk, inMemory] = [await fitOf(0), await fitOf(undefined)]
  expect([onDisk.fit.residence, inMemory.fit.residence]).toEqual(['disk', 'memory'])
  expect(factOf(onDisk.fit, 'meanLogLikelihood')).toBeCloseTo(factOf(inMemory.fit, 'meanLogLikelihood') as number, 6)
  expect(onDisk.fit.groups.map(({ size }) => size)).toEqual(inMemory.fit.groups.map(({ size }) => size))
  const { total } = await onDisk.engine.api.getMemberships({ fit: onDisk.fit.id, offset: 0, limit: 1, order: 'row', group: null, row: null })
  expect(total).toBe(20_000)
})
