import { matrix } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { histogramOf } from './histograms.js'

const of = (cells: readonly number[], bins: number) => histogramOf(matrix(Float64Array.from(cells), cells.length, 1), { name: 'x', column: 0, bins, isSelected: row => row < 2 })

describe('histogramOf', () => {
  it('counts in bins of equal width, the largest value in the last one', () => {
    expect(of([0, 0.5, 1, 3.9, 4, Number.NaN], 4)).toEqual({ column: 'x', minimum: 0, maximum: 4, all: Uint32Array.of(2, 1, 0, 2), selected: Uint32Array.of(2, 0, 0, 0), missing: 1 })
  })

  it('gives whole numbers a bin each', () => {
    expect(of([3, 3, 5, 4], 30)).toMatchObject({ minimum: 2.5, maximum: 5.5, all: Uint32Array.of(2, 1, 1), selected: Uint32Array.of(2, 0, 0) })
  })

  it('has one bin for one value, and an empty one for none', () => {
    expect(of([1.5, 1.5], 9)).toMatchObject({ minimum: 1.5, maximum: 1.5, all: Uint32Array.of(2) })
    expect(of([Number.NaN], 9)).toMatchObject({ minimum: -0.5, maximum: 0.5, all: Uint32Array.of(0), missing: 1 })
  })
})
