import { createRandom, matrix } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { statisticsOfLabels } from './statisticsOfLabels.js'

describe('statisticsOfLabels', () => {
  it('gives means and scatters of weighted rows by hand', () => {
    const samples = matrix(Float64Array.of(0, 0, 4, 2, 9, 9, 5, 5), 4, 2)
    const { counts, centres, scatters, totalWeight } = statisticsOfLabels(
      { samples, weights: Float64Array.of(1, 3, 1, 0) },
      Int32Array.of(0, 0, 1, 1),
      { components: 2, scatter: 'full' },
    )
    expect(totalWeight).toBe(5)
    expect(Array.from(counts)).toEqual([4, 1])
    // (0, 0) once and (4, 2) three times have the mean (3, 1.5).
    expect(Array.from(centres)).toEqual([3, 1.5, 9, 9])
    expect([scatters[0], scatters[2], scatters[3]]).toEqual([9 + 3, 4.5 + 1.5, 2.25 + 0.75])
    expect(Array.from(scatters.subarray(4))).toEqual([0, 0, 0, 0])
  })

  it.each([1, 4, 5])('gives the products of the scatters with %d directions', width => {
    const [rows, columns, components] = [23, 7, 3]
    const random = createRandom(width)
    const normals = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal())
    const samples = matrix(normals(rows * columns), rows, columns)
    const weights = Float64Array.from({ length: rows }, () => random.uniform())
    const labels = Int32Array.from({ length: rows }, () => random.integer(components))
    const directions = normals(components * columns * width)
    const { scatters } = statisticsOfLabels({ samples, weights }, labels, { components, scatter: 'full' })
    const { scatters: diagonals, projections } = statisticsOfLabels({ samples, weights }, labels, { components, scatter: 'diagonal', directions })
    const expected = Float64Array.from({ length: projections!.length }, (_, at) => {
      const [k, m, i] = [Math.floor(at / (columns * width)), Math.floor(at / columns) % width, at % columns]
      let sum = 0
      for (let j = 0; j < columns; j++) {
        sum += scatters[(k * columns + Math.max(i, j)) * columns + Math.min(i, j)] * directions[(k * width + m) * columns + j]
      }
      return sum
    })
    // The sums are in another order.
    expectClose(projections!, expected, { relative: 1e-12, floor: 1 })
    expectClose(diagonals, Float64Array.from({ length: components * columns }, (_, at) => scatters[at * columns + (at % columns)]), { relative: 1e-14 })
  })
})
