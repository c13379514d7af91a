import { describe, expect, it } from 'vitest'
import { createRandom, matrix, type Random } from '@mixtura/numerics'
import { coreShares, coreVariances } from './denseCores.js'

const column = (rows: number, value: (random: Random, row: number) => number, seed = 1): { readonly share: number; readonly variance: number } => {
  const random = createRandom(seed)
  const data = Float64Array.from({ length: rows }, (_, row) => value(random, row))
  const mean = data.reduce((sum, x) => sum + x, 0) / rows
  const variance = data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / rows
  return { share: coreShares(coreVariances(matrix(data, rows, 1)), [variance])[0], variance }
}

describe('coreShares', () => {
  it('is 1 for normal, uniform and exponential columns of few rows or many', () => {
    for (let seed = 0; seed < 20; seed++) {
      for (const rows of [20, 60, 200, 512]) {
        expect(column(rows, random => random.normal(), seed).share).toBe(1)
        expect(column(rows, random => random.uniform(), seed).share).toBe(1)
        expect(column(rows, random => -Math.log(1 - random.uniform()), seed).share).toBe(1)
      }
    }
  })

  it.each([300, 1e4, 1e7])('finds the scale of a cluster inside one that is %d times as wide', width => {
    const { share, variance } = column(400, (random, row) => 7 * width + (row % 2 ? width : 1) * random.normal())
    // The densest quarter of all rows is half of the narrow cluster, 1.35 / 0.64 deviations; chance makes it shorter.
    expect(share * variance).toBeGreaterThan(1)
    expect(share * variance).toBeLessThan(8)
  })

  it('finds no core in copies or in values that differ by rounding errors', () => {
    expect(column(400, (random, row) => (row % 4 ? 0.3 : random.normal())).share).toBe(1)
    expect(column(400, (random, row) => (row % 4 ? 0.3 + 1e-16 * (row % 8) : random.normal())).share).toBe(1)
    expect(column(400, random => random.integer(3)).share).toBe(1)
  })

  it('is 1 for a constant column', () => {
    expect(coreShares(coreVariances(matrix(new Float64Array(40).fill(2), 40, 1)), [0])).toEqual(Float64Array.of(1))
  })
})
