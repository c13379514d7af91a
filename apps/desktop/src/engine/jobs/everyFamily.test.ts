import { loadModel, modelFamilies } from '@mixtura/models'
import { createRandom } from '@mixtura/numerics'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { Family, FamilyOptions } from '../../contract/families.js'
import type { FitProgress, FitSummary } from '../../contract/fit.js'
import { noiseLabel } from '../../contract/results.js'
import { endOf, grantFile, startEngine, type RunningEngine } from '../engineFixture.js'

/** Small values of options that make fits long. Options of these names are alike in all families. */
const small: Readonly<Record<string, unknown>> = {
  batchSize: 32, code: 2, encoder: true, epochs: 2, keep: 'last', metaBatch: 2, pretrainingEpochs: 2, rounds: 1, seed: 3, starts: 2, steps: 20, stepsPerEpoch: 2, widths: [8],
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

const rows = 120
const view = { kind: 'columns' as const, x: 'a', y: 'b' }

async function fitSmall(running: RunningEngine, kind: string) {
  const { engine } = running
  const { families } = await engine.listFamilies(null)
  const family = families.find(listed => listed.kind === kind)!
  const dataset = await engine.openFile({ file: await grantFile(running, 'blobs.csv', blobs(rows)) })
  const features = { dataset: dataset.id, columns: ['a', 'b', 'c'], scaling: 'standardize' as const, missing: 'error' as const, label: family.usesLabels ? 'site' : null }
  const choice = { features, family: kind, options: smallOptions(family) }
  const reports: FitProgress[] = []
  running.onEvent('fitProgress', report => reports.push(report))
  const assessment = await engine.assess(choice)
  const { id } = await engine.startFit({ ...choice, view })
  return { family, features, assessment, reports, end: await endOf(running, id) }
}

describe.each(modelFamilies.map(({ kind }) => kind))('%s in Studio', kind => {
  it('is fitted, does everything that its model can, and is there again after a crash of the engine', async () => {
    const running = await startEngine()
    const { engine, grants, crash, is } = running
    const { family, features, assessment, reports, end } = await fitSmall(running, kind)
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
    await looksAtRows(running, { end, features, can })
    await generates(running, { end, can })

    const script = await engine.getScript({ fit: end.id })
    expect(script.text).toContain("openDataset('blobs.csv')")
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

    const page = { fit: end.id, offset: 0, limit: 20, order: 'row' as const, group: null, row: null }
    const before = await engine.getMemberships(page)
    const lost = is('lost')
    crash()
    await lost
    await is('ready')
    expect((await engine.getSession(null)).fits).toEqual([end])
    // The model is the same; a density may be estimated with random numbers of a fixed seed.
    expect(await engine.getMemberships(page)).toEqual(before)
  })
})

interface Looked {
  readonly end: FitSummary
  readonly can: (capability: string) => boolean
}

async function looksAtRows({ engine }: RunningEngine, { end, features, can }: Looked & { readonly features: FitSummary['features'] }): Promise<void> {
  const scatter = await engine.getScatter({ features, view, fit: end.id, scores: true, densities: true, limit: 50 })
  expect(scatter.labels).toHaveLength(can('predict') ? 50 : 0)
  expect(scatter.uncertainty).toHaveLength(can('responsibilities') ? 50 : 0)
  expect(scatter.scores).toHaveLength(can('anomalyScore') ? 50 : 0)
  expect(scatter.densities).toHaveLength(can('logDensity') ? 50 : 0)
  expect(scatter.ellipses.length > 0).toBe(can('components'))

  const { total, rows: page } = await engine.getMemberships({ fit: end.id, offset: 0, limit: 1000, order: 'row', group: null, row: null })
  expect(total).toBe(rows)
  for (const { label, posteriors, logDensity, anomalyScore, values } of page) {
    expect(label !== null).toBe(can('predict'))
    expect(posteriors).toHaveLength(can('responsibilities') ? end.groups.length : 0)
    expect(logDensity !== null).toBe(can('logDensity'))
    expect(anomalyScore !== null).toBe(can('anomalyScore'))
    expect(values).toHaveLength(3)
  }
  if (can('predict')) {
    const sizes = end.groups.map((_, group) => page.filter(({ label }) => label === group).length)
    expect(end.groups.map(({ size }) => size)).toEqual(sizes)
    expect(end.noiseSize).toBe(page.filter(({ label }) => label === noiseLabel).length)
  }
  const orders = { uncertainty: 'responsibilities', density: 'logDensity', score: 'anomalyScore' } as const
  for (const [order, capability] of Object.entries(orders)) {
    const sorted = engine.getMemberships({ fit: end.id, offset: 0, limit: 5, order: order as keyof typeof orders, group: null, row: null })
    if (can(capability)) expect((await sorted).total).toBe(rows)
    else await expect(sorted).rejects.toMatchObject({ code: 'no-capability', fields: { capability } })
  }
  const { groups } = await engine.getGroups({ fit: end.id })
  expect(groups).toHaveLength(end.groups.length)
}

async function generates({ engine }: RunningEngine, { end, can }: Looked): Promise<void> {
  const request = { fit: end.id, count: 12, seed: 4, component: null, view }
  if (can('sample')) {
    const drawn = await engine.getSamples(request)
    expect(drawn.values).toHaveLength(36)
    expect(drawn.positions).toHaveLength(24)
    expect(await engine.getSamples(request)).toEqual(drawn)
    const ofFirst = await engine.getSamples({ ...request, component: 0 })
    expect(new Set(ofFirst.labels)).toEqual(new Set([0]))
    await expect(engine.getSamples({ ...request, component: 99 })).rejects.toMatchObject({ code: 'invalid-request' })
  } else await expect(engine.getSamples({ ...request, component: null })).rejects.toMatchObject({ code: 'no-capability' })

  const codes = engine.getCodes({ fit: end.id, limit: 40 })
  if (can('encode')) {
    const { positions, rows: shown, ellipses, dimensions } = await codes
    expect(positions).toHaveLength(80)
    expect(shown).toHaveLength(40)
    expect(dimensions).toBeGreaterThan(0)
    expect(ellipses.length > 0).toBe(can('codeMixture'))
  } else await expect(codes).rejects.toMatchObject({ code: 'no-capability' })

  const restored = engine.getReconstructions({ fit: end.id, count: 7, seed: 1 })
  if (can('reconstruct')) {
    const { rows: shown, values, restored: restoredValues } = await restored
    expect([shown.length, values.length, restoredValues.length]).toEqual([7, 21, 21])
  } else await expect(restored).rejects.toMatchObject({ code: 'no-capability' })
}
