import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatasetSummary } from '../contract/dataset.js'
import type { FitSummary } from '../contract/fit.js'
import type { Region, Selection } from '../contract/selection.js'
import { endOf, fitRequest, openEngine } from './engineFixture.js'

const columns = ['sepal_length', 'sepal_width', 'petal_length', 'petal_width']
const view = { kind: 'columns' as const, x: 'petal_length', y: 'petal_width' }
/** Around the 50 rows of setosa, whose petals are the smallest. */
const smallPetals: Region = { kind: 'polygon', view, corners: [[0, 0], [2.5, 0], [2.5, 0.8], [0, 0.8]] }

describe('selections', () => {
  let running: Awaited<ReturnType<typeof openEngine>>
  let iris: DatasetSummary
  let fit: FitSummary
  let species: number

  beforeAll(async () => {
    running = await openEngine()
    iris = await running.engine.openSample({ name: 'iris' })
    species = iris.columns.findIndex(({ name }) => name === 'species')
    fit = await fitted('none')
  })
  afterAll(() => running.stop())

  async function fitted(scaling: 'none' | 'standardize'): Promise<FitSummary> {
    const request = fitRequest(iris, { options: { components: 3 } })
    const { id } = await running.engine.startFit({ ...request, features: { ...request.features, columns, scaling } })
    return endOf(running, id)
  }
  const of = (...parts: Selection['parts']): Selection => ({ fit: fit.id, parts })
  const add = (region: Region): Selection['parts'][number] => ({ combine: 'add', region })
  const seen = (selection: Selection, from = fit) => running.engine.getSelection({ fit: from.id, selection })

  it('finds the rows inside a polygon, and counts them by group', async () => {
    const { selected, total, groups, noise, bits } = await seen(of(add(smallPetals)))
    expect([selected, total, noise]).toEqual([50, 150, 0])
    expect(groups.reduce((sum, count) => sum + count, 0)).toBe(50)
    expect(Array.from({ length: 150 }, (_, row) => (bits[row >>> 5]! >>> (row & 31)) & 1)).toEqual(Array.from({ length: 150 }, (_, row) => (row < 50 ? 1 : 0)))
  })

  it('adds, takes away and keeps', async () => {
    const versicolor: Region = { kind: 'value', column: 'species', value: 'versicolor' }
    const wide: Region = { kind: 'range', column: 'sepal_width', minimum: 3, maximum: 9 }
    const rows = (await running.engine.getRows({ dataset: iris.id, offset: 0, limit: 150 })).rows
    const expected = (test: (row: number) => boolean): number => rows.filter((_, row) => test(row)).length
    const isVersicolor = (row: number): boolean => rows[row]![species] === 'versicolor'
    const isWide = (row: number): boolean => Number(rows[row]![1]) >= 3
    expect((await seen(of(add(smallPetals), add(versicolor)))).selected).toBe(100)
    expect((await seen(of(add(smallPetals), add(versicolor), { combine: 'keep', region: wide }))).selected).toBe(expected(row => (row < 50 || isVersicolor(row)) && isWide(row)))
    expect((await seen(of(add(versicolor), { combine: 'remove', region: wide }))).selected).toBe(expected(row => isVersicolor(row) && !isWide(row)))
    expect((await seen(of(add({ kind: 'value', column: 'species', value: null })))).selected).toBe(0)
  })

  it('selects a group, and rows from a score', async () => {
    expect((await seen(of(add({ kind: 'group', group: 1 })))).selected).toBe(fit.groups[1]!.size)
    const { rows } = await running.engine.getMemberships({ fit: fit.id, offset: 0, limit: 7, order: 'score', group: null, row: null })
    expect((await seen(of(add({ kind: 'score', minimum: rows[6]!.anomalyScore! })))).selected).toBe(7)
  })

  it('is seen in another fit of the dataset, whose columns are scaled', async () => {
    const other = await fitted('standardize')
    expect(await seen(of(add(smallPetals)), other)).toMatchObject({ selected: 50, total: 150 })
    // The plane of a scaled fit has the columns' own units too.
    expect((await seen({ fit: other.id, parts: [add(smallPetals)] })).selected).toBe(50)
  })

  it('is shown by the rows table, by histograms and in an export', async () => {
    const selection = of(add(smallPetals))
    const page = await running.engine.getMemberships({ fit: fit.id, offset: 45, limit: 100, order: 'row', group: null, row: null, selection })
    expect([page.total, page.rows.map(({ row }) => row)]).toEqual([50, [45, 46, 47, 48, 49]])
    const [histogram] = await running.engine.getHistograms({ fit: fit.id, columns: ['petal_length'], bins: 10, selection })
    expect(histogram).toMatchObject({ column: 'petal_length', minimum: 1, maximum: 6.9, missing: 0 })
    const sum = (counts: Uint32Array): number => counts.reduce((total, count) => total + count, 0)
    expect([sum(histogram!.all), sum(histogram!.selected), histogram!.selected[0]]).toEqual([150, 50, histogram!.all[0]])
    const file = await running.engine.exportFit({ fit: fit.id, content: 'csv', selection })
    expect(file.rows).toBe(50)
    const lines = (await readFile(running.grants.exported(file.file)!.path, 'utf8')).trim().split(/\r?\n/)
    expect(lines).toHaveLength(51)
    expect(lines.slice(1).every(line => line.includes('setosa'))).toBe(true)
  })

  it('refuses what the fit does not have', async () => {
    await expect(seen(of(add({ kind: 'range', column: 'species', minimum: 0, maximum: 1 })))).rejects.toThrow(`column must be one of ${fit.id} (${columns.join(', ')}), but it is species.`)
    await expect(seen(of(add({ kind: 'codes', corners: [[0, 0], [1, 0], [1, 1]] })))).rejects.toMatchObject({ code: 'no-capability', fields: { capability: 'encode' } })
    await expect(running.engine.getRowImages({ fit: fit.id, selection: null, offset: 0, limit: 1 })).rejects.toThrow('The rows of this fit are no images. Show them as a table.')
    const faithful = await running.engine.openSample({ name: 'old-faithful' })
    const { id } = await running.engine.startFit(fitRequest(faithful))
    await endOf(running, id)
    await expect(running.engine.getSelection({ fit: id, selection: of(add(smallPetals)) })).rejects.toThrow(`The selection is one of ${fit.id}, which has another dataset than ${id}. Select rows of the dataset on screen.`)
  })

  it('is kept under a name over a crash and in a project, until its fit is removed', async () => {
    const selection = of(add(smallPetals))
    await running.engine.saveSelection({ name: 'Large petals', selection: of(add({ kind: 'group', group: 0 })) })
    await running.engine.saveSelection({ name: 'Small petals', selection })
    const saved = await running.engine.saveSelection({ name: 'Small petals', selection })
    expect(saved.map(({ name, selected }) => [name, selected])).toEqual([['Large petals', fit.groups[0]!.size], ['Small petals', 50]])
    expect((await running.engine.removeSelection({ id: saved[0]!.id })).map(({ name }) => name)).toEqual(['Small petals'])
    const lost = running.is('lost')
    running.crash()
    await lost
    await running.is('ready')
    expect((await running.engine.getSession(null)).selections).toEqual([saved[1]])
    const project = await running.engine.saveProject(null)
    const other = await openEngine()
    try {
      const session = await other.engine.openProject({ file: other.grants.grant(running.grants.exported(project.file)!.path) })
      const [adopted] = session.selections!
      expect(adopted).toMatchObject({ name: 'Small petals', selected: 50 })
      expect((await other.engine.getSelection({ fit: adopted!.selection.fit, selection: adopted!.selection })).selected).toBe(50)
    } finally {
      await other.stop()
    }
    await running.engine.removeFit({ fit: fit.id })
    expect((await running.engine.getSession(null)).selections).toEqual([])
  })
})
