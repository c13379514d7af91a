import { fitGaussianMixture, GaussianMixture, selectGaussianMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { openDataset, openSampleDataset } from '@mixtura/data'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadModel } from '@mixtura/models'
import type { FitProgress, FitSummary } from '../contract/fit.js'
import { datasetIdSchema, fileHandleSchema, fitIdSchema } from '../contract/identifiers.js'
import { ellipsesOf, endOf, factOf, fitRequest, grantFile, startEngine } from './engineFixture.js'

const candidates = ({ tables }: FitSummary) => tables.find(({ name }) => name === 'candidates')!

/** The log-likelihood curve of a summary. */
const likelihoods = ({ curves }: FitSummary) => curves.find(({ name }) => name === 'meanLogLikelihood')!.values

describe('fits', () => {
  it('are those of the library, in the columns’ own units whatever the scaling', async () => {
    const running = await startEngine()
    const faithful = await running.engine.openSample({ name: 'old-faithful' })
    const raw = await running.engine.startFit(fitRequest(faithful))
    expect(raw).toMatchObject({ id: 'fit-1', status: 'running', rowsUsed: 272, rowsOmitted: 0 })
    const end = await endOf(running, raw.id)
    expect(end).toMatchObject({ status: 'completed', hasModel: true, device: { backend: 'core', passedOver: [] } })

    const features = await (await openSampleDataset('old-faithful')).readFeatures({ scaling: 'none' })
    const fit = await fitGaussianMixture(features.samples, { components: 2, starts: 2, seed: 7, maxIterations: 200 })
    expect(factOf(end, 'meanLogLikelihood')).toBe(fit.logLikelihoods.at(-1))
    expect(likelihoods(end)).toEqual(fit.logLikelihoods)
    // Sums of a few thousand nats, whose terms are added in another order.
    expect(factOf(end, 'bic')).toBeCloseTo(await fit.model.bic(features.samples), 8)
    expect(factOf(end, 'icl')).toBeCloseTo(await fit.model.icl(features.samples, { assignment: 'hard' }), 8)
    expect(end.groups).toEqual([0, 1].map(k => ({ label: null, name: null, size: [175, 97][k], weight: fit.model.weights[k] })))
    const statistics = await running.engine.getGroups({ fit: raw.id })
    expect(statistics.of).toBe('components')
    expect(statistics.groups.map(({ mean }) => mean)).toEqual([[...fit.model.componentMean(0)], [...fit.model.componentMean(1)]])

    const base = fitRequest(faithful)
    const scaled = await running.engine.startFit({ ...base, features: { ...base.features, scaling: 'standardize' } })
    const standardized = await endOf(running, scaled.id)
    // EM stops within its tolerance of the same optimum, which is 1e-7 nats per row. In BIC this is multiplied by 2 N.
    for (const name of ['bic', 'aic', 'icl']) expect(factOf(standardized, name)).toBeCloseTo(factOf(end, name) as number, 3)
    const scaledGroups = (await running.engine.getGroups({ fit: scaled.id })).groups
    expect(scaledGroups[0]!.mean![1]).toBeCloseTo(statistics.groups[0]!.mean![1]!, 2)
    expect(scaledGroups[0]!.standardDeviation![0]).toBeCloseTo(statistics.groups[0]!.standardDeviation![0]!, 3)
  })

  it('rank the candidates of a selection as the library does, whatever the scaling', async () => {
    const running = await startEngine()
    const iris = await running.engine.openSample({ name: 'iris' })
    const options = { components: { minimum: 1, maximum: 3 }, covarianceTypes: ['full', 'diag'], starts: 2, seed: 7, maxIterations: 200 }
    const base = fitRequest(iris)
    const started = await running.engine.startFit({ ...base, family: 'mixture-selection', options })
    const sofar = running.next('fitChanged', ({ status, tables }) => status === 'running' && tables[0]?.rows.length === 2)
    const end = await endOf(running, started.id)

    const { samples } = await (await openSampleDataset('iris')).readFeatures({ columns: base.features.columns })
    const { table } = await selectGaussianMixture(samples, { ...options, covarianceTypes: ['full', 'diag'] })
    const { columns, rows } = candidates(end)
    expect(columns.slice(0, 5).map(({ name }) => name)).toEqual(['components', 'covarianceType', 'parameterCount', 'meanLogLikelihood', 'bic'])
    expect(rows.map(row => [row[0], row[1], row[4]])).toEqual(table.map(({ components, covarianceType, bic }) => [components, covarianceType, bic]))
    expect(factOf(end, 'components')).toBe(table[0]!.components)
    expect(candidates(await sofar).rows.map(row => row[0])).toHaveLength(2)

    const scaled = await endOf(running, (await running.engine.startFit({ ...base, features: { ...base.features, scaling: 'standardize' }, family: 'mixture-selection', options })).id)
    expect(candidates(scaled).rows[0]![4]).toBeCloseTo(rows[0]![4] as number, 3)
  })

  it('report progress with ellipses, and pause, resume and stop', async () => {
    const running = await startEngine()
    const { engine, next, onEvent } = running
    const iris = await engine.openSample({ name: 'iris' })
    const reports: FitProgress[] = []
    onEvent('fitProgress', report => reports.push(report))
    const first = next('fitProgress', ({ picture }) => picture !== null)
    const { id } = await engine.startFit(fitRequest(iris, { options: { components: 4, starts: 1000 } }))
    expect(ellipsesOf(await first)).toHaveLength(4)

    expect(await engine.pauseFit({ fit: id })).toMatchObject({ status: 'paused' })
    const redrawn = next('fitProgress', ({ status, picture }) => status === 'paused' && picture !== null)
    await engine.setFitView({ fit: id, view: { kind: 'columns', x: 'petal_length', y: 'petal_width' } })
    expect(ellipsesOf(await redrawn)[0]!.mean[0]).toBeGreaterThan(1)
    expect(await engine.resumeFit({ fit: id })).toMatchObject({ status: 'running' })

    const stopped = await engine.stopFit({ fit: id })
    expect(stopped).toMatchObject({ status: 'stopped', hasModel: true, resumable: false })
    expect(factOf(stopped, 'components')).toBe(4)
    const places = reports.flatMap(report => report.places)
    expect(places.length).toBeGreaterThan(0)
    expect(places.every(({ name, of }) => name === 'start' && of === 1000)).toBe(true)
    await expect(engine.pauseFit({ fit: id })).rejects.toMatchObject({
      code: 'fit-not-ready',
      message: 'Fit 1 is stopped, so it cannot be paused. Start a new fit.',
    })
  })
})

describe('looking at a fit', () => {
  it('draws a seeded subset of the points with labels, and pages memberships', async () => {
    const running = await startEngine()
    const { engine } = running
    const faithful = await engine.openSample({ name: 'old-faithful' })
    const base = fitRequest(faithful)
    const features = { ...base.features, scaling: 'standardize' as const }
    const { id } = await engine.startFit({ ...base, features })
    await endOf(running, id)
    const { groups } = await engine.getGroups({ fit: id })

    const columns = features.columns
    const view = { kind: 'columns' as const, x: columns[0]!, y: columns[1]! }
    const scatter = await engine.getScatter({ features, view, fit: id, scores: false, densities: false, limit: 50 })
    expect(scatter).toMatchObject({ xLabel: columns[0], total: 272, explained: null })
    expect(scatter.rows).toEqual((await engine.getScatter({ features, view, fit: null, scores: false, densities: false, limit: 50 })).rows)
    expect([...scatter.rows]).toEqual([...scatter.rows].sort((a, b) => a - b))
    expect(scatter.labels).toHaveLength(50)
    expect(scatter.ellipses[0]!.mean[0]).toBeCloseTo(groups[0]!.mean![0]!, 10)
    expect(scatter.ellipses[0]!.covariance[2]).toBeCloseTo(groups[0]!.standardDeviation![1]! ** 2, 8)

    const principal = await engine.getScatter({ features, view: { kind: 'principal' }, fit: null, scores: false, densities: false, limit: 1000 })
    // Two standardised columns with correlation r: the axes explain (1 ± r) / 2; r = 0.9008 for Old Faithful.
    expect(principal.explained![0]).toBeCloseTo(0.9504, 4)
    expect(principal.labels).toHaveLength(0)

    const page = await engine.getMemberships({ fit: id, offset: 0, limit: 5, order: 'uncertainty', group: null, row: null })
    expect(page.total).toBe(272)
    const largest = page.rows.map(({ posteriors }) => Math.max(...posteriors))
    expect(largest).toEqual([...largest].sort((a, b) => a - b))
    const ofSecond = await engine.getMemberships({ fit: id, offset: 90, limit: 50, order: 'row', group: 1, row: null })
    expect(ofSecond.total).toBe(97)
    expect(ofSecond.rows).toHaveLength(7)
    expect(ofSecond.rows.every(({ label }) => label === 1)).toBe(true)

    const [row] = (await engine.getMemberships({ fit: id, offset: 0, limit: 1, order: 'row', group: null, row: null })).rows
    const table = await engine.getRows({ dataset: faithful.id, offset: 0, limit: 1 })
    expect(row!.values).toEqual(columns.map(name => table.rows[0]![faithful.columns.findIndex(c => c.name === name)]))
    await expect(
      engine.getScatter({ features: { ...features, scaling: 'none' }, view, fit: id, scores: false, densities: false, limit: 50 }),
    ).rejects.toMatchObject({ code: 'invalid-request', fields: { field: 'features.scaling' } })
  })

  it('exports the rows, the model, its mixture and a script', async () => {
    const running = await startEngine()
    const { engine, grants } = running
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 2 ? 10 + (i % 7) : i % 5},${i},${i === 3 ? '' : i % 11}`)
    const file = await grantFile(running, 'visits.csv', `x,Cluster,y\n${rows.join('\n')}\n`)
    const dataset = await engine.openFile({ file })
    const features = { dataset: dataset.id, columns: ['x', 'y'], scaling: 'standardize' as const, missing: 'omit-rows' as const, label: null }
    const { id, rowsOmitted } = await engine.startFit(fitRequest(dataset, { features }))
    expect(rowsOmitted).toBe(1)
    const end = await endOf(running, id)

    const csv = await engine.exportFit({ fit: id, content: 'csv' })
    expect(csv).toMatchObject({ suggestedName: 'visits-clusters.csv', rows: 40 })
    const lines = (await readFile(grants.exported(csv.file)!.path, 'utf8')).trim().split(/\r?\n/)
    expect(lines[0]).toBe('x,Cluster,y,cluster_mixtura,max_posterior,posterior_1,posterior_2,log_density,anomaly_score')
    expect(lines[4]).toMatch(/,,,,,$/)
    const exported = await openDataset(grants.exported(csv.file)!.path)
    const densities = (await exported.readColumn('log_density')).filter(value => value !== null).map(Number)
    expect(densities.reduce((sum, value) => sum + value, 0) / 39).toBeCloseTo(factOf(end, 'meanLogLikelihood') as number, 10)

    const parquet = await engine.exportFit({ fit: id, content: 'parquet' })
    expect(parquet.suggestedName).toBe('visits-clusters.parquet')
    expect((await openDataset(grants.exported(parquet.file)!.path)).rows).toBe(40)

    const mixture = await engine.exportFit({ fit: id, content: 'mixture' })
    expect(mixture.suggestedName).toBe('visits-mixture.json')
    const saved = JSON.parse(await readFile(grants.exported(mixture.file)!.path, 'utf8'))
    expect(saved).toMatchObject({ format: 'mixtura-studio-model', version: 2, dataset: 'visits.csv', columns: ['x', 'y'], fit: { family: 'mixture', rowsOmitted: 1 } })
    const weights = end.groups.map(({ weight }) => weight)
    expect([...GaussianMixture.fromJSON(saved.model).weights]).toEqual(weights)

    const file2 = await engine.exportFit({ fit: id, content: 'model' })
    expect(file2.suggestedName).toBe('visits-model.mixtura')
    const model = await loadModel(new Uint8Array(await readFile(grants.exported(file2.file)!.path)))
    expect([...model.mixture!().weights]).toEqual(weights)
    expect(model.table).toMatchObject({ columnNames: ['x', 'y'], rows: 39, scaling: { center: [expect.any(Number), expect.any(Number)], scale: [expect.any(Number), expect.any(Number)] } })

    const script = await engine.exportFit({ fit: id, content: 'script' })
    expect(script.suggestedName).toBe('visits-fit.mts')
    const text = await readFile(grants.exported(script.file)!.path, 'utf8')
    expect(text).toBe((await engine.getScript({ fit: id })).text)
    expect(text).toContain("openDataset('visits.csv')")
    expect(text).toContain("columns: ['x', 'y'], scaling: 'standardize', missing: 'omit-rows'")
  })

  it('opens the file in the script as the person has it opened', async () => {
    const running = await startEngine()
    const { engine, folder, grants } = running
    const path = join(folder, 'words.csv')
    await writeFile(path, `age;pay\n${Array.from({ length: 40 }, (_, row) => `${row === 3 ? 'k.A.' : 20 + (row % 9)};${row % 4},5`).join('\n')}\n`)
    const opened = await engine.openFile({ file: grants.grant(path) })
    const dataset = await engine.setReading({ dataset: opened.id, reading: { columns: { age: { missing: ['k.A.'] } } } })
    const { id } = await engine.startFit(fitRequest(dataset, { features: { dataset: dataset.id, columns: ['age', 'pay'], scaling: 'none', missing: 'omit-rows', label: null }, options: { components: 1 } }))
    await endOf(running, id)
    expect((await engine.getScript({ fit: id })).text).toContain("openDataset('words.csv', { columns: { age: { missing: ['k.A.'] } } })")
  })
})

describe('a crash of the engine', () => {
  it('rejects what waits, restores the session, and lets the interrupted fit go on', async () => {
    const running = await startEngine()
    const { engine, crash, is, next } = running
    const faithful = await engine.openSample({ name: 'old-faithful' })
    const { id: done } = await engine.startFit(fitRequest(faithful))
    const before = await endOf(running, done)
    const progress = next('fitProgress', ({ fit, step }) => fit === 'fit-2' && step > 0)
    const request = fitRequest(faithful, { options: { components: 3, starts: 60 } })
    const { id } = await engine.startFit(request)
    await progress
    await engine.pauseFit({ fit: id })

    const lost = is('lost')
    crash()
    await expect(engine.getRows({ dataset: faithful.id, offset: 0, limit: 10 })).rejects.toMatchObject({
      code: 'engine-lost',
      message:
        'Reading rows was not finished. The engine stopped unexpectedly and is being restarted; ' +
        'what was finished is still here. Resume the fit, or start it again.',
    })
    await lost
    await is('ready')

    const session = await engine.getSession(null)
    expect(session.datasets).toEqual([faithful])
    expect(session.fits[0]).toEqual(before)
    expect(session.fits[1]).toMatchObject({ id, status: 'interrupted', resumable: true })
    expect((await engine.getMemberships({ fit: done, offset: 0, limit: 1, order: 'row', group: null, row: null })).total).toBe(272)

    expect(await engine.resumeFit({ fit: id })).toMatchObject({ id, status: 'running', resumable: false })
    const end = await endOf(running, id)
    expect(end.status).toBe('completed')
    const { samples } = await (await openSampleDataset('old-faithful')).readFeatures()
    const uninterrupted = await fitGaussianMixture(samples, { components: 3, starts: 60, seed: 7, maxIterations: 200 })
    expect(likelihoods(end)).toEqual(uninterrupted.logLikelihoods)
    expect(factOf(end, 'meanLogLikelihood')).toBe(uninterrupted.logLikelihoods.at(-1))
    await expect(engine.resumeFit({ fit: id })).rejects.toMatchObject({ code: 'fit-not-ready' })
  })

  it('before the first checkpoint: the fit begins again, and comes to the same numbers', async () => {
    const running = await startEngine()
    const { engine, crash, is } = running
    const iris = await engine.openSample({ name: 'iris' })
    const request = fitRequest(iris, { options: { components: 3, starts: 30 } })
    const { id } = await engine.startFit(request)
    const lost = is('lost')
    crash()
    await lost
    await is('ready')
    expect(await engine.getFit({ fit: id })).toMatchObject({ status: 'interrupted', resumable: true })
    await engine.resumeFit({ fit: id })
    const end = await endOf(running, id)
    const { samples } = await (await openSampleDataset('iris')).readFeatures({ columns: request.features.columns })
    const fit = await fitGaussianMixture(samples, { components: 3, starts: 30, seed: 7, maxIterations: 200 })
    expect(likelihoods(end)).toEqual(fit.logLikelihoods)
  })

  it('while a long fit runs: what it had learned a second ago is there', async () => {
    const running = await startEngine()
    const { engine, crash, is, next, folder } = running
    const random = createRandom(1)
    const line = (): string => Array.from({ length: 4 }, () => random.normal().toFixed(4)).join(',')
    const file = await grantFile(running, 'noise.csv', `a,b,c,d\n${Array.from({ length: 20_000 }, line).join('\n')}\n`)
    const dataset = await engine.openFile({ file })
    const { id } = await engine.startFit(fitRequest(dataset, { options: { components: 8, starts: 50 } }))
    const checkpoint = join(folder, 'checkpoints', id, 'fit.checkpoint')
    await expect.poll(() => existsSync(checkpoint), { timeout: 30_000 }).toBe(true)
    const lost = is('lost')
    crash()
    await lost
    await is('ready')
    const resumed = next('fitProgress', ({ fit, step }) => fit === id && step > 0)
    await engine.resumeFit({ fit: id })
    const { seconds } = await resumed
    expect(seconds).toBeGreaterThan(0.9)
    const end = await engine.stopFit({ fit: id })
    expect(end.status).toBe('stopped')
    expect(likelihoods(end)).toHaveLength((factOf(end, 'iterations') as number) + 1)
    expect(existsSync(checkpoint)).toBe(false)
  })

  it('three times in a row is the end, and says so', async () => {
    const { crash, is, engine } = await startEngine()
    await engine.getSession(null)
    for (let i = 0; i < 2; i++) {
      const lost = is('lost')
      crash()
      await lost
      await is('ready')
    }
    const lost = is('lost')
    crash()
    expect(await lost).toEqual({
      kind: 'lost',
      message:
        'The engine stopped 3 times within 30 seconds and was not started again (the last one was ended by SIGKILL). ' +
        'Close Studio and open it again; if this returns, try fewer rows or columns.',
    })
    await expect(engine.getSession(null)).rejects.toMatchObject({ code: 'engine-lost' })
  })
})

describe('bad input', () => {
  it('that names nothing in the session', async () => {
    const running = await startEngine()
    const { engine } = running
    await expect(engine.openFile({ file: fileHandleSchema.parse('nothing') })).rejects.toMatchObject({
      code: 'unknown-file',
      message: 'This file is not open to Studio. Choose it again.',
    })
    const dataset = datasetIdSchema.parse('dataset-9')
    await expect(engine.getRows({ dataset, offset: 0, limit: 1 })).rejects.toMatchObject({
      code: 'unknown-dataset',
      message: 'There is no dataset dataset-9 in this session. Open the file again.',
    })
    await expect(engine.getFit({ fit: fitIdSchema.parse('fit-9') })).rejects.toMatchObject({
      code: 'unknown-fit',
      message: 'There is no fit fit-9 in this session. Start it again.',
    })
  })

  it('of the wrong form names the field', async () => {
    const { engine } = await startEngine()
    const faithful = await engine.openSample({ name: 'old-faithful' })
    await expect(engine.startFit(fitRequest(faithful, { options: { starts: 0 } }))).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining("option starts must be ") as string,
    })
    await expect(engine.startFit(fitRequest(faithful, { family: 'mixtures' }))).rejects.toMatchObject({
      code: 'unknown-family',
      message: 'There is no model family mixtures in this version of Studio. Choose another one.',
      fields: { family: 'mixtures' },
    })
    const view = { kind: 'columns' as const, x: 'eruptions', y: 'height' }
    await expect(engine.startFit(fitRequest(faithful, { view }))).rejects.toMatchObject({
      code: 'invalid-request',
      message: 'view.y must be one of the chosen columns (eruptions, waiting), but it is height.',
    })
    // None of the three counts as a running fit.
    expect(await engine.startFit(fitRequest(faithful))).toMatchObject({ status: 'running' })
  })

  it('in files keeps the code and the fields of the library', async () => {
    const running = await startEngine()
    const { engine, grants, folder } = running
    await expect(engine.openFile({ file: grants.grant(`${folder}/gone.csv`) })).rejects.toMatchObject({
      code: 'file-not-found',
      message: 'There is no file at gone.csv. Check the folder and the spelling.',
      fields: { path: 'gone.csv' },
    })
    const file = await grantFile(running, 'five.csv', 'a,b\n1,2\n2,NaN\n3,1\n4,7\n5,3\n')
    const dataset = await engine.openFile({ file })
    const features = { dataset: dataset.id, columns: ['a', 'b'], scaling: 'none' as const, missing: 'error' as const, label: null }
    await expect(engine.startFit(fitRequest(dataset, { features }))).rejects.toMatchObject({
      code: 'missing-values',
    })
    const request = fitRequest(dataset, { features: { ...features, missing: 'omit-rows' }, options: { components: 9 } })
    await expect(engine.startFit(request)).rejects.toMatchObject({
      code: 'refused-table',
      message: 'The table has 4 rows, but at least 9 are needed. Add rows, or ask for fewer components.',
      fields: { family: 'mixture', refusal: 'tooFewRows', rows: 4, required: 9 },
    })
    const { refusal } = await engine.assess(request)
    expect(refusal).toEqual({
      reason: { en: 'The table has 4 rows, but at least 9 are needed.', zh: '表有 4 行，但至少需要 9 行。' },
      remedy: { en: 'Add rows, or ask for fewer components.', zh: '请增加行，或减少分量数。' },
    })
    const { id } = await engine.startFit({ ...request, options: { components: 2, maxIterations: 1_000_000, starts: 1000 } })
    await expect(engine.getScatter({ features: request.features, view: request.view, fit: id, scores: false, densities: false, limit: 10 })).rejects.toMatchObject({
      code: 'fit-not-ready',
    })
  })
})
