import { fitGaussianMixture } from '@mixtura/core'
import { openDataset } from '@mixtura/data'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { DatasetSummary } from '../contract/dataset.js'
import { endOf, factOf, fitRequest, grantFile, startEngine, type RunningEngine } from './engineFixture.js'

/** Two blobs, and the class of each row. The third row has no class. */
const classes = `x,y,kind\n${Array.from({ length: 40 }, (_, i) => `${i % 2 ? 10 + (i % 7) : i % 5},${i % 11},${i === 2 ? '' : i % 2}`).join('\n')}\n`

/** The kind of a family that needs the known classes of rows. */
async function classifierOf({ engine }: RunningEngine): Promise<string> {
  const { families } = await engine.listFamilies(null)
  return families.find(({ usesLabels, engine: device }) => usesLabels && device === 'core')!.kind
}

const features = (dataset: DatasetSummary, label: string | null, missing: 'error' | 'omit-rows' = 'error') => ({
  dataset: dataset.id, columns: ['x', 'y'], scaling: 'none' as const, missing, label,
})

describe('the column of known classes', () => {
  it('reaches the families that use it, and its words name the groups', async () => {
    const running = await startEngine()
    const { engine } = running
    const family = await classifierOf(running)
    const dataset = await engine.openFile({ file: await grantFile(running, 'classes.csv', classes) })
    const view = { kind: 'principal' as const }
    const without = { features: features(dataset, null), family, options: {}, view }
    expect((await engine.assess(without)).refusal).toEqual({
      reason: { en: 'The rows have no known classes.', zh: '各行没有已知的类别。' },
      remedy: { en: 'Choose the column that holds the class of each row.', zh: '请选择给出每行类别的列。' },
    })
    await expect(engine.startFit(without)).rejects.toMatchObject({ code: 'refused-table', fields: { family, refusal: 'noLabels' } })
    await expect(engine.assess({ ...without, features: features(dataset, 'x') })).rejects.toMatchObject({
      code: 'label-is-feature',
      message: 'Column x holds the known classes, so it cannot also be one of the columns of the fit. Take it out of the columns, or choose another column of classes.',
    })
    await expect(engine.assess({ ...without, features: features(dataset, 'kind') })).rejects.toMatchObject({
      code: 'missing-label',
      message: 'Column kind has no class in row 3. Leave out the rows with missing cells, or fill in the class.',
      fields: { column: 'kind', row: 3 },
    })

    const request = { ...without, features: features(dataset, 'kind', 'omit-rows') }
    expect(await engine.assess(request)).toMatchObject({ refusal: null, classes: 2, rows: 39, rowsOmitted: 1 })
    const end = await endOf(running, (await engine.startFit(request)).id)
    expect(end).toMatchObject({ status: 'completed', rowsUsed: 39, rowsOmitted: 1 })
    expect(end.groups.map(({ label }) => label).sort()).toEqual(['0', '1'])
    const { rows } = await engine.getMemberships({ fit: end.id, offset: 0, limit: 3, order: 'row', group: null, row: null })
    expect(rows.map(({ row }) => row)).toEqual([0, 1, 3])
    expect(rows.map(({ label }) => end.groups[label!]!.label)).toEqual(['0', '1', '1'])
    const one = await engine.getMemberships({ fit: end.id, offset: 0, limit: 3, order: 'row', group: null, row: 3 })
    expect([one.total, one.rows]).toEqual([1, [rows[2]]])
    expect((await engine.getMemberships({ fit: end.id, offset: 0, limit: 3, order: 'row', group: null, row: 2 })).total).toBe(0)
  })
})

describe('rows with missing cells', () => {
  it('are kept if asked for, by families that integrate the cells out, with densities in the own units of the other cells', async () => {
    const running = await startEngine()
    const { engine, folder, grants } = running
    const holes = `x,y\n${Array.from({ length: 60 }, (_, i) => `${i % 5 === 1 ? '' : (i % 2 ? 200 : 0) + (i % 7)},${i % 10 === 3 ? '' : (i % 2 ? 3 : 0) + (i % 11) / 20}`).join('\n')}\n`
    const file = await grantFile(running, 'holes.csv', holes)
    const dataset = await engine.openFile({ file })
    const kept = { dataset: dataset.id, columns: ['x', 'y'], scaling: 'standardize' as const, missing: 'keep' as const, label: null }
    const request = fitRequest(dataset, { features: kept, options: { missing: 'marginalize' }, view: { kind: 'columns', x: 'x', y: 'y' } })
    expect((await engine.assess({ ...request, options: {} })).refusal!.reason.en).toBe('The table has 18 missing cells.')
    const { id } = await engine.startFit(request)
    const end = await endOf(running, id)
    expect(end).toMatchObject({ status: 'completed', rowsUsed: 60, rowsOmitted: 0 })

    const source = await openDataset(`${folder}/holes.csv`)
    const { samples } = await source.readFeatures({ columns: ['x', 'y'], missing: 'keep' })
    await source.close()
    const fit = await fitGaussianMixture(samples, { components: 2, starts: 2, seed: 7, maxIterations: 200, missing: 'marginalize' })
    // EM ends within its tolerance of the same optimum on scaled columns.
    expect(factOf(end, 'meanLogLikelihood')).toBeCloseTo(fit.logLikelihoods.at(-1)!, 5)
    const densities = await fit.model.logDensity(samples, { missing: 'marginalize' })
    const { rows } = await engine.getMemberships({ fit: id, offset: 0, limit: 4, order: 'row', group: null, row: null })
    rows.forEach(({ logDensity, anomalyScore }, row) => {
      expect(logDensity).toBeCloseTo(densities[row]!, 3)
      expect(anomalyScore).toBe(-logDensity!)
    })
    expect(rows[1]!.values).toEqual([null, 3.05])

    // A row without one of the columns of the plane has no place in it.
    const shown = async (kind: 'columns' | 'principal') =>
      engine.getScatter({ features: kept, fit: id, view: kind === 'columns' ? { kind, x: 'x', y: 'y' } : { kind }, scores: false, densities: true, limit: 100 })
    const inColumns = await shown('columns')
    expect([inColumns.rows.length, inColumns.labels.length, inColumns.total]).toEqual([42, 42, 60])
    const inPlane = await shown('principal')
    expect([inPlane.rows.length, inPlane.positions.every(Number.isFinite)]).toEqual([60, true])
    // Row 1 has no x, but its y belongs to the rows of large x, such as row 7: it is drawn among them, and not halfway to the others.
    const firstAxisOf = (row: number): number => inPlane.positions[2 * inPlane.rows.indexOf(row)]!
    expect(Math.abs(firstAxisOf(1) - firstAxisOf(7))).toBeLessThan(0.2 * Math.abs(firstAxisOf(0) - firstAxisOf(7)))
    expect((await engine.getScript({ fit: id })).text).toContain("missing: 'keep'")
    const { file: table } = await engine.exportFit({ fit: id, content: 'csv' })
    expect((await readFile(grants.exported(table)!.path, 'utf8')).trim().split(/\r?\n/)).toHaveLength(61)
  })
})

describe('an IDX file of images', () => {
  it('says the shape of its images if all pixels are chosen, and the model draws such images', async () => {
    const running = await startEngine()
    const { engine, folder, grants } = running
    const [rows, side] = [60, 4]
    const pixels = Array.from({ length: rows * side * side }, (_, at) => ((at % side < 2) === (Math.floor(at / side ** 2) % 2 === 0) ? 200 : 20) + ((7 * at) % 13))
    const path = join(folder, 'sides.idx')
    await writeFile(path, Buffer.from([0, 0, 8, 3, 0, 0, 0, rows, 0, 0, 0, side, 0, 0, 0, side, ...pixels]))
    const dataset = await engine.openFile({ file: grants.grant(path) })
    expect(dataset.images).toBe(true)
    const columns = dataset.columns.map(({ name }) => name)
    const base = fitRequest(dataset, { features: { dataset: dataset.id, columns, scaling: 'none', missing: 'error', label: null }, options: { covarianceType: 'spherical' } })
    expect((await engine.assess(base)).imageShape).toEqual([side, side, 1])
    expect((await engine.assess({ ...base, features: { ...base.features, columns: columns.slice(1) } })).imageShape).toBeNull()
    const end = await endOf(running, (await engine.startFit(base)).id)
    expect(end).toMatchObject({ status: 'completed', imageShape: [side, side, 1] })
    const { images, values } = await engine.getSamples({ fit: end.id, count: 3, seed: 1, component: 0, view: { kind: 'principal' } })
    expect(images!.shape).toEqual([side, side, 1])
    expect(images!.pixels).toHaveLength(values.length)
    expect([Math.min(...images!.pixels) >= 0, Math.max(...images!.pixels) <= 1]).toEqual([true, true])
  })
})

describe('an estimate', () => {
  it('names the device, and is refused for what the family refuses', async () => {
    const running = await startEngine()
    const { engine } = running
    const iris = await engine.openSample({ name: 'iris' })
    const { view: _view, ...choice } = fitRequest(iris)
    const estimate = await engine.estimateFit(choice)
    expect(estimate.device).toMatchObject({ backend: 'core', passedOver: [] })
    expect(estimate.seconds).toBeGreaterThan(0)
    expect(estimate.bytes).toBeGreaterThan(0)
    await expect(engine.estimateFit({ ...choice, options: { components: 151 } })).rejects.toMatchObject({ code: 'refused-table' })
  })
})
