import { loadModel, modelFamilies } from '@mixtura/models'
import { createRandom } from '@mixtura/numerics'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Assessment, Family, FamilyOptions } from '../../contract/families.js'
import type { DatasetSummary } from '../../contract/dataset.js'
import type { View } from '../../contract/features.js'
import type { FitProgress, FitSummary } from '../../contract/fit.js'
import { noiseLabel, type MembershipPage } from '../../contract/results.js'
import { endOf, grantFile, openEngine, type RunningEngine } from '../engineFixture.js'

/** Small values of options that make fits long. Options of these names are alike in all families. */
const small: Readonly<Record<string, unknown>> = {
  batchSize: 32, code: 2, encoder: true, epochs: 2, innerSteps: 1, keep: 'last', metaBatch: 2, pretrainingEpochs: 2, rounds: 1, seed: 3, starts: 2, steps: 20, stepsPerEpoch: 2, widths: [8],
}

function smallOptions({ options }: Family): FamilyOptions {
  return Object.fromEntries(
    options.flatMap((option): [string, unknown][] => {
      if (option.name in small) return [[option.name, small[option.name]]]
      if (option.name !== 'components') return option.kind === 'choices' ? [[option.name, option.values.slice(0, 2)]] : []
      return [[option.name, option.kind === 'range' ? { minimum: 1, maximum: 2 } : 3]]
    }),
  )
}

/** A table of three blobs. Each row belongs to one of four sites. */
function blobs(rows: number): string {
  const random = createRandom(5)
  const lines = Array.from({ length: rows }, (_, row) => [0, 1, 2].map(column => (6 * Math.sin(2 * (row % 3) + 3 * column) + random.normal()).toFixed(4)).concat(`site ${row % 4}`).join(','))
  return `a,b,c,site\n${lines.join('\n')}\n`
}

const [blobRows, images, side] = [120, 8, 6]

/** An IDX file of images with a bright left or right half. */
const idx = (): Buffer =>
  Buffer.from([0, 0, 8, 3, 0, 0, 0, images, 0, 0, 0, side, 0, 0, 0, side, ...Array.from({ length: images * side * side }, (_, at) => ((at % side < side / 2) === (Math.floor(at / side ** 2) % 2 === 0) ? 200 : 20) + ((7 * at) % 13))])

interface SmallFit {
  readonly family: Family
  readonly features: FitSummary['features']
  readonly view: View
  /** Rows of the table. */
  readonly rows: number
  readonly assessment: Assessment
  readonly reports: readonly FitProgress[]
  readonly end: FitSummary
}

interface Datasets {
  readonly table: DatasetSummary
  readonly pixels: DatasetSummary
}

/** Fits a family to blobs, or to images if it accepts nothing else. */
async function fitSmall(running: RunningEngine, { table, pixels }: Datasets, kind: string): Promise<SmallFit> {
  const { engine } = running
  const { families } = await engine.listFamilies(null)
  const family = families.find(listed => listed.kind === kind)!
  const reports: FitProgress[] = []

  async function fit(dataset: DatasetSummary, scaling: 'none' | 'standardize'): Promise<SmallFit | null> {
    const columns = dataset.columns.map(column => column.name).filter(column => column !== 'site')
    const features = { dataset: dataset.id, columns, scaling, missing: 'error' as const, label: family.usesLabels ? 'site' : null }
    const choice = { features, family: kind, options: smallOptions(family) }
    const assessment = await engine.assess(choice)
    if (assessment.refusal) return null
    const view = { kind: 'columns' as const, x: columns[0]!, y: columns[1]! }
    const stopListening = running.onEvent('fitProgress', report => reports.push(report))
    const { id } = await engine.startFit({ ...choice, view })
    const end = await endOf(running, id)
    stopListening()
    return { family, features, view, rows: dataset.rows, assessment, reports, end }
  }
  return (await fit(table, 'standardize')) ?? (await fit(pixels, 'none'))!
}

/** Points of a scatter: fewer than there are rows of blobs. */
const shownPoints = 5

/** Rows of a model that was fitted. */
interface SeenFit {
  readonly end: FitSummary
  readonly page: MembershipPage
}

describe('every family in Studio', () => {
  let running: Awaited<ReturnType<typeof openEngine>>
  let datasets: Datasets
  const seen: SeenFit[] = []

  const pageOf = (fit: FitSummary['id']): Promise<MembershipPage> =>
    running.engine.getMemberships({ fit, offset: 0, limit: 20, order: 'row', group: null, row: null })

  beforeAll(async () => {
    running = await openEngine()
    const open = async (name: string, content: string | Buffer) => running.engine.openFile({ file: await grantFile(running, name, content) })
    datasets = { table: await open('blobs.csv', blobs(blobRows)), pixels: await open('blobs.idx', idx()) }
  })
  afterAll(() => running.stop())

  it.each(modelFamilies.map(({ kind }) => kind))('%s is fitted, and does everything that its model can', async kind => {
    const { engine, grants } = running
    const { family, features, view, rows, assessment, reports, end } = await fitSmall(running, datasets, kind)
    const columns = features.columns.length
    expect(end).toMatchObject({ status: 'completed', error: null, hasModel: true, rowsUsed: rows })
    expect(assessment).toMatchObject({ refusal: null, rows, classes: family.usesLabels ? 4 : null })
    expect([...assessment.capabilities].sort()).toEqual([...end.capabilities].sort())
    expect(end.device!.backend === 'core').toBe(family.engine === 'core')
    expect(reports.map(({ phase }) => phase).every(phase => family.phases.includes(phase))).toBe(true)
    expect(reports.flatMap(({ metrics }) => metrics).every(({ name, unit }) => family.metrics[name] === unit)).toBe(true)
    expect(end.facts.length).toBeGreaterThan(0)
    const options = new Map(family.options.map(option => [option.name, option]))
    expect(Object.keys(end.options).sort()).toEqual([...options.keys()].sort())

    const can = (capability: string): boolean => end.capabilities.includes(capability)
    await looksAtRows(running, { end, features, view, rows, can })
    await generates(running, { end, view, columns, can })

    const script = await engine.getScript({ fit: end.id })
    expect(script.text).toContain("openDataset('blobs.")
    const table = await engine.exportFit({ fit: end.id, content: 'csv' })
    const [header, ...lines] = (await readFile(grants.exported(table.file)!.path, 'utf8')).trim().split(/\r?\n/)
    expect(lines).toHaveLength(rows)
    const wanted = { predict: 'cluster', responsibilities: 'max_posterior', logDensity: 'log_density', anomalyScore: 'anomaly_score', encode: 'code_1' }
    for (const [capability, name] of Object.entries(wanted)) expect(header!.split(',').includes(name)).toBe(can(capability))
    const file = await engine.exportFit({ fit: end.id, content: 'model' })
    const model = await loadModel(new Uint8Array(await readFile(grants.exported(file.file)!.path)))
    expect([...model.capabilities]).toEqual(end.capabilities)
    model.dispose()
    if (can('mixture')) expect(await engine.exportFit({ fit: end.id, content: 'mixture' })).toMatchObject({ suggestedName: 'blobs-mixture.json' })
    else await expect(engine.exportFit({ fit: end.id, content: 'mixture' })).rejects.toMatchObject({ code: 'no-capability' })

    seen.push({ end, page: await pageOf(end.id) })
  })

  it('is there again after a crash of the engine', async () => {
    const { engine, crash, is } = running
    const lost = is('lost')
    crash()
    await lost
    await is('ready')
    expect((await engine.getSession(null)).fits).toEqual(seen.map(({ end }) => end))
    // The models are the same; a density may be estimated with random numbers of a fixed seed.
    for (const { end, page } of seen) expect(await pageOf(end.id)).toEqual(page)
  })
})

interface Looked {
  readonly end: FitSummary
  readonly view: View
  readonly can: (capability: string) => boolean
}

async function looksAtRows({ engine }: RunningEngine, { end, features, view, rows, can }: Looked & Pick<SmallFit, 'features' | 'rows'>): Promise<void> {
  const scatter = await engine.getScatter({ features, view, fit: end.id, scores: true, densities: true, limit: shownPoints })
  expect(scatter.labels).toHaveLength(can('predict') ? shownPoints : 0)
  expect(scatter.uncertainty).toHaveLength(can('responsibilities') ? shownPoints : 0)
  expect(scatter.scores).toHaveLength(can('anomalyScore') ? shownPoints : 0)
  expect(scatter.densities).toHaveLength(can('logDensity') ? shownPoints : 0)
  expect(scatter.ellipses.length > 0).toBe(can('components'))

  const { total, rows: page } = await engine.getMemberships({ fit: end.id, offset: 0, limit: 1000, order: 'row', group: null, row: null })
  expect(total).toBe(rows)
  for (const { label, posteriors, logDensity, anomalyScore, values } of page) {
    expect(label !== null).toBe(can('predict'))
    expect(posteriors).toHaveLength(can('responsibilities') ? end.groups.length : 0)
    expect(logDensity !== null).toBe(can('logDensity'))
    expect(anomalyScore !== null).toBe(can('anomalyScore'))
    expect(values).toHaveLength(features.columns.length)
  }
  if (can('predict')) {
    const sizes = end.groups.map((_, group) => page.filter(({ label }) => label === group).length)
    expect(end.groups.map(({ size }) => size)).toEqual(sizes)
    expect(end.noiseSize).toBe(page.filter(({ label }) => label === noiseLabel).length)
  }
  if (can('predict')) {
    const { groups: profiles, weightedBy } = await engine.getGroupProfiles({ fit: end.id })
    expect(profiles).toHaveLength(end.groups.length)
    expect(weightedBy).toBe(can('responsibilities') ? 'posteriors' : 'labels')
    const silhouettes = await engine.getSilhouettes({ fit: end.id })
    if (silhouettes) expect(silhouettes.of).toBe(can('encode') ? 'codes' : 'rows')
  } else await expect(engine.getGroupProfiles({ fit: end.id })).rejects.toMatchObject({ code: 'no-capability', fields: { capability: 'predict' } })
  const orders = { uncertainty: 'responsibilities', density: 'logDensity', score: 'anomalyScore' } as const
  for (const [order, capability] of Object.entries(orders)) {
    const sorted = engine.getMemberships({ fit: end.id, offset: 0, limit: 5, order: order as keyof typeof orders, group: null, row: null })
    if (can(capability)) expect((await sorted).total).toBe(rows)
    else await expect(sorted).rejects.toMatchObject({ code: 'no-capability', fields: { capability } })
  }
  const { groups } = await engine.getGroups({ fit: end.id })
  expect(groups).toHaveLength(end.groups.length)
}

async function generates({ engine }: RunningEngine, { end, view, columns, can }: Looked & { readonly columns: number }): Promise<void> {
  const request = { fit: end.id, count: 12, seed: 4, component: null, view }
  if (can('sample')) {
    const drawn = await engine.getSamples(request)
    expect(drawn.values).toHaveLength(12 * columns)
    expect(drawn.positions).toHaveLength(24)
    expect(await engine.getSamples(request)).toEqual(drawn)
    const ofFirst = await engine.getSamples({ ...request, component: 0 })
    expect(new Set(ofFirst.labels)).toEqual(new Set([0]))
    await expect(engine.getSamples({ ...request, component: 99 })).rejects.toMatchObject({ code: 'invalid-request' })
  } else await expect(engine.getSamples({ ...request, component: null })).rejects.toMatchObject({ code: 'no-capability' })

  const codes = engine.getCodes({ fit: end.id, limit: 40, spatial: false })
  if (can('encode')) {
    const { positions, rows: shown, ellipses, dimensions } = await codes
    expect(positions).toHaveLength(80)
    expect(shown).toHaveLength(40)
    expect(dimensions).toBeGreaterThan(0)
    expect(ellipses.length > 0).toBe(can('codeMixture'))
  } else await expect(codes).rejects.toMatchObject({ code: 'no-capability' })

  const restored = engine.getReconstructions({ fit: end.id, count: 7, seed: 1, row: null })
  if (can('reconstruct')) {
    const { rows: shown, values, restored: restoredValues } = await restored
    expect([shown.length, values.length, restoredValues.length]).toEqual([7, 7 * columns, 7 * columns])
  } else await expect(restored).rejects.toMatchObject({ code: 'no-capability' })

  const there = { kind: 'component', component: 0 } as const
  const walked = engine.walk({ fit: end.id, view, steps: 4, walk: { kind: 'between', from: there, to: { kind: 'row', row: 1 }, along: 'line' } })
  if ((can('encode') && can('decode') && can('codeMixture')) || can('mixture')) {
    const { positions, values, logDensities, posteriors } = await walked
    expect([positions.length, values.length, logDensities.length, posteriors.length]).toEqual([8, 4 * columns, 4, 4 * end.groups.length])
    expect(values.every(Number.isFinite)).toBe(true)
  } else await expect(walked).rejects.toMatchObject({ code: 'no-capability' })

  const conditional = engine.getConditional({ fit: end.id, given: [{ column: end.features.columns[0]!, value: 5 }], count: 6, seed: 1 })
  if (can('impute')) {
    const { values, expected } = await conditional
    expect([values.length, expected.length, values[0]]).toEqual([6 * columns, columns, 5])
    expect(values.every(Number.isFinite)).toBe(true)
  } else await expect(conditional).rejects.toMatchObject({ code: 'no-capability' })
}
