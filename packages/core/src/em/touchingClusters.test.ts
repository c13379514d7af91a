import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Matrix, type Random } from '@mixtura/numerics'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { coordinatesAlong, invariantCoordinates } from './invariantCoordinates.js'
import { rowMoments } from './rowMoments.js'
import { structureScale } from './structureScale.js'
import { shrunkCovariance, withinShare } from './touchingClusters.js'

const columnOf = (rows: number, value: (random: Random, row: number) => number, seed = 1): Matrix => {
  const random = createRandom(seed)
  return matrix(Float64Array.from({ length: rows }, (_, row) => value(random, row)), rows, 1)
}
const varianceOf = (samples: Matrix): number => {
  const data = Float64Array.from(samples.data)
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length
  return data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length
}
const shareOf = ({ data }: Matrix, step = 0, weights?: Float64Array): number => {
  const order = Array.from(data, (_, row) => row).sort((one, other) => data[one] - data[other])
  return withinShare({
    values: Float64Array.from(order, row => data[row]),
    weights: weights && Float64Array.from(order, row => weights[row]),
    rounding: step ** 2 / 12,
  })
}
/** The variance within the clusters of a column. */
const within = (samples: Matrix): number => shareOf(samples) * varianceOf(samples)

describe('withinShare', () => {
  it('is 1 for one normal, uniform, exponential or long-tailed cluster of few rows or many', () => {
    for (let seed = 0; seed < 20; seed++) {
      for (const rows of [20, 100, 200, 512]) {
        expect(shareOf(columnOf(rows, random => random.normal(), seed))).toBe(1)
        expect(shareOf(columnOf(rows, random => -Math.log(1 - random.uniform()), seed))).toBe(1)
        expect(shareOf(columnOf(rows, random => random.normal() / Math.sqrt(1 - random.uniform()), seed))).toBe(1)
      }
      for (const rows of [200, 512]) expect(shareOf(columnOf(rows, random => random.uniform(), seed))).toBe(1)
    }
  })

  it.each([2, 3, 4, 5, 8])('gives the variance within %d clusters that are 6 standard deviations apart', clusters => {
    const variance = within(columnOf(512, (random, row) => 1e4 + 6 * (row % clusters) + random.normal()))
    expect(variance).toBeGreaterThan(0.7)
    expect(variance).toBeLessThan(1.3)
  })

  it.each([1e2, 1e4, 1e7])('gives the variance within clusters if stray rows fill the gap of %d standard deviations', distance => {
    // One row in fifty lies anywhere between the clusters.
    const samples = columnOf(500, (random, row) => (row % 50 === 0 ? distance * random.uniform() : distance * (row % 2) + random.normal()))
    expect(within(samples)).toBeLessThan(0.01 * varianceOf(samples))
  })

  it('gives the variance within clusters of clusters', () => {
    const variance = within(columnOf(512, (random, row) => 6 * (row % 2) + 300 * (row % 4 < 2 ? 0 : 1) + random.normal()))
    expect(variance).toBeGreaterThan(0.7)
    expect(variance).toBeLessThan(1.3)
  })

  it('is 1 for codes and for the steps of rounding', () => {
    expect(shareOf(columnOf(400, random => random.integer(2)), 1)).toBe(1)
    expect(shareOf(columnOf(400, random => random.integer(40)), 1)).toBe(1)
    expect(shareOf(columnOf(400, () => 2))).toBe(1)
  })

  it('treats weight n like n rows', () => {
    const samples = columnOf(200, (random, row) => 6 * (row % 2) + random.normal())
    const weights = Float64Array.from({ length: 200 }, (_, row) => 1 + (row % 3))
    const repeated = Float64Array.from(Array.from(samples.data).flatMap((value, row) => new Array<number>(weights[row]).fill(value)))
    const weighted = shareOf(samples, 0, weights)
    expect(weighted).toBeLessThan(0.2)
    expect(weighted).toBeCloseTo(shareOf(matrix(repeated, repeated.length, 1)), 12)
  })
})

describe('shrunkCovariance', () => {
  it('is equivariant under linear maps of the columns', () => {
    const random = createRandom(2)
    const map = [[2, 0.5, 0], [-1, 3, 0.2], [0.1, 0, 0.01]]
    const rows = Array.from({ length: 400 }, (_, row) => [random.normal(), 7 * (row % 2) + random.normal(), random.normal()])
    const within = (place: readonly (readonly number[])[]): Float64Array => {
      const samples = matrix(Float64Array.from(rows.flatMap(x => place.map(p => p.reduce((sum, a, j) => sum + a * x[j], 0)))), 400, 3)
      const { mean, covariance } = rowMoments({ samples }, 'full')
      const directions = invariantCoordinates({ samples }, mean, covariance)!
      const { data } = coordinatesAlong(samples, directions, mean)
      const shares = Float64Array.from({ length: 3 }, (_, l) => shareOf(matrix(data.filter((__, at) => at % 3 === l), 400, 1)))
      return shrunkCovariance(covariance, directions, shares)
    }
    const plain = within([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    for (const i of [0, 1, 2]) expect(plain[4 * i]).toBeGreaterThan(0.7)
    for (const i of [0, 1, 2]) expect(plain[4 * i]).toBeLessThan(1.3)
    const mapped = [0, 1, 2].flatMap(i => [0, 1, 2].map(j =>
      map[i].reduce((sum, p, k) => sum + map[j].reduce((inner, q, l) => inner + p * q * plain[3 * k + l], 0), 0)))
    expectClose(within(map), mapped, { relative: 1e-9, floor: 1e-3 })
  })
})

it('keeps the scale of two touching clusters if a far row raises the variance', () => {
  const random = createRandom(4)
  const rows = Array.from({ length: 800 }, (_, row) => [6 * (row % 2) + random.normal(), random.normal()])
  const samples = matrix(Float64Array.from([...rows, [1e6, 0]].flat()), 801, 2)
  for (const scatter of ['full', 'diagonal'] as const) {
    const scale = structureScale({ samples }, scatter)
    for (const at of scatter === 'full' ? [0, 3] : [0, 1]) {
      expect(scale[at]).toBeGreaterThan(0.8)
      expect(scale[at]).toBeLessThan(1.2)
    }
  }
})
