import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DatasetSummary } from '../contract/dataset.js'
import type { FitSummary } from '../contract/fit.js'
import { agreementOf } from './agreement.js'
import { firstAtLeast, wilsonInterval } from './anomalies.js'
import { endOf, fitRequest, grantFile, openEngine } from './engineFixture.js'

/** Two tight groups; `kind` names them, with a gap and a wrong name. */
const table = `x,y,kind\n${Array.from({ length: 40 }, (_, n) => `${(n < 20 ? 0 : 10) + Math.sin(n)},${Math.cos(3 * n)},${n === 5 ? '' : n < 21 ? 'left' : 'right'}`).join('\n')}\n`

describe('agreementOf', () => {
  it('counts, matches and measures by hand', () => {
    // 3 of 4 rows agree when 0 is matched to 7, and 1 to 5.
    const agreement = agreementOf([0, 0, 1, 1], [7, 7, 5, 7])
    expect(agreement).toMatchObject({ first: [0, 1], second: [5, 7], matches: [1, 0], accuracy: 0.75 })
    expect([...agreement.counts]).toEqual([0, 2, 1, 1])
    expect(agreementOf([0, 1, 2], [1, 1, 1])).toMatchObject({ adjustedRandIndex: 0, accuracy: 1 / 3 })
    expect(agreementOf([0, 1, 2], [1, 1, 1]).matches.filter(column => column === 0)).toHaveLength(1)
  })
})

describe('wilsonInterval', () => {
  it('has the published values', () => {
    // Newcombe (1998), table I: 81 of 263 and 0 of 20.
    const [low, high] = wilsonInterval(81, 263)
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.2553', '0.3662'])
    expect(wilsonInterval(0, 20).map(end => end.toFixed(4))).toEqual(['0.0000', '0.1611'])
  })
})

it('finds the first entry that is not below a value', () => {
  expect([0, 1, 1.5, 2, 9].map(value => firstAtLeast(Float64Array.of(1, 2, 2, 3), value))).toEqual([0, 0, 1, 1, 4])
})

describe('comparisons', () => {
  let running: Awaited<ReturnType<typeof openEngine>>
  let dataset: DatasetSummary
  let two: FitSummary
  let three: FitSummary

  beforeAll(async () => {
    running = await openEngine()
    dataset = await running.engine.openFile({ file: await grantFile(running, 'kinds.csv', table) })
    two = await fitted(['x', 'y'], 2)
    three = await fitted(['x'], 3)
  })
  afterAll(() => running.stop())

  async function fitted(columns: string[], components: number): Promise<FitSummary> {
    const request = fitRequest(dataset, { options: { components } })
    const { id } = await running.engine.startFit({ ...request, features: { ...request.features, columns }, view: { kind: 'columns', x: 'x', y: columns[1] ?? 'x' } })
    return endOf(running, id)
  }

  it('counts the groups against a column, and its missing cells', async () => {
    const { groups, values, counts, missing, compared, accuracy, adjustedRandIndex, matches } = await running.engine.getCrossTable({ fit: two.id, column: 'kind' })
    expect([groups, values, missing, compared]).toEqual([[0, 1], ['left', 'right'], 1, 39])
    expect([...counts].sort((a, b) => a - b)).toEqual([0, 1, 19, 19])
    expect(accuracy).toBeCloseTo(38 / 39, 14)
    expect(adjustedRandIndex).toBeGreaterThan(0.85)
    expect([...matches].sort()).toEqual([0, 1])
  })

  it('refuses a reference of measurements', async () => {
    const wide = await running.engine.openFile({ file: await grantFile(running, 'wide.csv', `x,y\n${Array.from({ length: 120 }, (_, n) => `${Math.sin(n)},${Math.cos(n)}`).join('\n')}\n`) })
    const { id } = await running.engine.startFit(fitRequest(wide))
    await endOf(running, id)
    await expect(running.engine.getCrossTable({ fit: id, column: 'x' })).rejects.toThrow('column must have 1 to 100 values to compare groups with, but x has 120 in the rows of the fit. Choose a column of classes or labels.')
    await expect(running.engine.compareFits({ first: two.id, second: id })).rejects.toThrow(`${two.id} and ${id} are fits of different datasets. Choose two fits of one dataset.`)
  })

  it('matches the groups of two fits, and says how their means differ', async () => {
    const same = await running.engine.compareFits({ first: two.id, second: two.id })
    expect(same).toMatchObject({ shared: 40, onlyFirst: 0, onlySecond: 0, adjustedRandIndex: 1, accuracy: 1, matches: [0, 1], columns: ['x', 'y'] })
    const comparison = await running.engine.compareFits({ first: two.id, second: three.id })
    expect(comparison).toMatchObject({ shared: 40, firstGroups: [0, 1], columns: ['x'] })
    expect(comparison.pairs.map(({ first }) => first)).toEqual([0, 1])
    const groups = await running.engine.getGroups({ fit: two.id })
    expect(comparison.pairs.map(({ firstMean }) => firstMean[0])).toEqual(groups.groups.map(({ mean }) => mean![0]))
    expect(comparison.counts.reduce((sum, count) => sum + count, 0)).toBe(40)
  })

  it('finds anomalies at a rate of false alarms, and what makes them strange', async () => {
    const strange = await running.engine.openFile({ file: await grantFile(running, 'strange.csv', `x,y\n${Array.from({ length: 300 }, (_, n) => `${Math.sin(7 * n)},${n === 77 ? 9 : Math.cos(11 * n)}`).join('\n')}\n`) })
    const { id } = await running.engine.startFit(fitRequest(strange, { options: { components: 1 } }))
    await endOf(running, id)
    const anomalies = await running.engine.getAnomalies({ fit: id, rate: 0.001 })
    expect(anomalies).toMatchObject({ ordinary: 'drawn', compared: 10_000, alarms: 10, flagged: 1, total: 300 })
    expect(anomalies.interval[0]).toBeLessThan(0.001)
    expect(anomalies.interval[1]).toBeGreaterThan(0.001)
    expect([...anomalies.strangest.rows]).toEqual([77])
    const [x, y] = anomalies.strangest.contributions!
    expect(y).toBeGreaterThan(50 * x!)
    expect([...anomalies.strangest.values]).toEqual([Math.sin(7 * 77), 9])
    const selected = await running.engine.getSelection({ fit: id, selection: { fit: id, parts: [{ combine: 'add', region: { kind: 'score', minimum: anomalies.threshold } }] } })
    expect(selected.selected).toBe(1)
    const often = await running.engine.getAnomalies({ fit: id, rate: 0.1 })
    expect(often.alarms).toBe(1000)
    expect(often.threshold).toBeLessThan(anomalies.threshold)
  })
})
