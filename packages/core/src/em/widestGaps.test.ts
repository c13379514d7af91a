import { describe, expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { createGapWorkspace, widestGaps, type Cut } from './widestGaps.js'

const normals = (rows: number, seed: number, at = (_row: number): number => 0): Float64Array => {
  const random = createRandom(seed)
  return Float64Array.from({ length: rows }, (_, row) => at(row) + random.normal())
}

const cutOf = (values: Float64Array, roundingVariance: number): Cut | undefined => widestGaps(values.slice().sort(), roundingVariance)

describe('widestGaps', () => {
  it('cuts at the middle of the gap', () => {
    const cut = cutOf(Float64Array.of(0, 1, 2, 3, 4, 104, 105, 106, 107, 108), 0)!
    expect(cut.places).toEqual([54])
    // The squared deviations within the parts sum to 20, and 10 rows less 2 means leave 8 degrees of freedom.
    expect(cut.width).toBeCloseTo(100 / Math.sqrt(20 / 8), 12)
  })

  it('finds no gap in one normal or uniform cluster of few rows or many', () => {
    for (let seed = 0; seed < 20; seed++) {
      for (const rows of [10, 30, 100, 512]) {
        const random = createRandom(seed)
        expect(cutOf(normals(rows, seed), 0)).toBeUndefined()
        expect(cutOf(Float64Array.from({ length: rows }, () => random.uniform()), 0)).toBeUndefined()
      }
    }
  })

  it.each([20, 1e3, 1e7, 1e10])('separates eight clusters %d deviations apart, at any offset', distance => {
    for (const offset of [0, -3 * distance]) {
      const cut = cutOf(normals(400, 1, row => offset + distance * (row % 8)), 0)!
      expect(cut.places).toHaveLength(7)
    }
  })

  it('separates one far row from the others', () => {
    const cut = cutOf(Float64Array.of(...normals(300, 2), 1e6), 0)!
    expect(cut.places).toHaveLength(1)
    expect(cut.places[0]).toBeGreaterThan(100)
  })

  it('does not separate the values of a grid', () => {
    for (const sides of [2, 3, 6]) {
      const random = createRandom(sides)
      const dice = Float64Array.from({ length: 300 }, () => random.integer(sides))
      expect(cutOf(dice, 1 / 12)).toBeUndefined()
      // Values that differ only by rounding errors count as one.
      expect(cutOf(dice.map(value => 0.1 * value + (value === 1 ? 1e-17 : 0)), 0.01 / 12)).toBeUndefined()
    }
  })

  it('separates distant clusters of rounded values', () => {
    const rounded = normals(300, 3, row => 50 * (row % 2)).map(Math.round)
    expect(cutOf(rounded, 1 / 12)!.places).toHaveLength(1)
  })

  it('gives the same result with a used workspace', () => {
    const workspace = createGapWorkspace(300)
    for (let seed = 0; seed < 10; seed++) {
      const values = normals(300, seed, row => 30 * (row % (1 + (seed % 3)))).sort()
      expect(widestGaps(values, 0, workspace)).toEqual(widestGaps(values, 0))
    }
  })
})
