import { expect, it } from 'vitest'
import { silhouetteSamples } from '@mixtura/core'
import { endOf, fitRequest, startEngine } from './engineFixture.js'

it('describes the groups of a mixture in the columns’ own units', async () => {
  const running = await startEngine()
  const { engine } = running
  const iris = await engine.openSample({ name: 'iris' })
  const columns = iris.columns.filter(({ role }) => role === 'feature').map(({ name }) => name)
  const request = fitRequest(iris, { options: { components: 3 } })
  const { id } = await engine.startFit({ ...request, features: { ...request.features, columns, scaling: 'standardize' } })
  const fit = await endOf(running, id)
  const { rows } = await engine.getMemberships({ fit: id, offset: 0, limit: 150, order: 'row', group: null, row: null })
  const { weightedBy, exemplarsBy, groups, meanImages } = await engine.getGroupProfiles({ fit: id })
  expect([weightedBy, exemplarsBy, groups.length, meanImages]).toEqual(['posteriors', 'density', 3, null])

  for (const [k, group] of groups.entries()) {
    const posteriors = rows.map(row => row.posteriors[k]!)
    const size = posteriors.reduce((sum, posterior) => sum + posterior, 0)
    const mean = rows.reduce((sum, row, n) => sum + posteriors[n]! * row.values[2]!, 0) / size
    const restMean = rows.reduce((sum, row, n) => sum + (1 - posteriors[n]!) * row.values[2]!, 0) / (150 - size)
    expect(group.size).toBeCloseTo(size, 8)
    expect(group.mean[2]).toBeCloseTo(mean, 8)
    expect(group.restMean[2]).toBeCloseTo(restMean, 8)
    expect(group.standardError[2]).toBeGreaterThan(0.8 * (group.standardDeviation[2]! / Math.sqrt(size)))
    expect(Math.sign(group.difference[2]!)).toBe(Math.sign(mean - restMean))
    const own = rows.filter(row => row.label === k)
    const byDensity = [...own].sort((a, b) => b.logDensity! - a.logDensity!).slice(0, 8)
    expect([...group.exemplars.rows]).toEqual(byDensity.map(({ row }) => row))
    group.exemplars.values.forEach((value, at) => expect(value).toBeCloseTo(byDensity[Math.floor(at / 4)]!.values[at % 4]!, 12))
    const largest = ({ posteriors: own }: (typeof rows)[number]): number => Math.max(...own)
    const doubtful = own.filter(row => largest(row) < 0.95).sort((a, b) => largest(a) - largest(b)).slice(0, 8)
    expect([...group.doubtful.rows]).toEqual(doubtful.map(({ row }) => row))
    doubtful.forEach((row, at) => expect(group.doubtful.posteriors[3 * at + k]).toBeCloseTo(largest(row), 10))
  }

  const silhouettes = (await engine.getSilhouettes({ fit: id }))!
  expect([silhouettes.of, silhouettes.compared, silhouettes.total]).toEqual(['rows', 150, 150])
  expect(silhouettes.groups.map(({ values }) => values.length)).toEqual(fit.groups.map(({ size }) => size))
  const deviations = columns.map((_, at) => iris.columns.find(({ name }) => name === columns[at])!.standardDeviation!)
  const expected = await silhouetteSamples(rows.map(({ values }) => values.map((value, at) => value! / deviations[at]!)), rows.map(({ label }) => label!))
  expect(silhouettes.mean).toBeCloseTo(expected.reduce((sum, value) => sum + value, 0) / 150, 8)
})
