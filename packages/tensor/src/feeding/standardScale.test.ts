import { describe, expect, it } from 'vitest'
import { standardScale, varyingColumns } from './standardScale.js'

const scaleOf = (...values: readonly number[]) => {
  const { offset, factor } = standardScale({ data: Float64Array.from(values), rows: values.length, columns: 1 })
  return { offset: offset[0], factor: factor[0] }
}

describe('standardScale', () => {
  it('gives columns mean 0 and deviation 1', () => {
    expect(standardScale({ data: Float64Array.of(1, 10, 3, 30), rows: 2, columns: 2 })).toEqual({ offset: [2, 20], factor: [1, 0.1] })
    expect(standardScale({ data: Uint8Array.of(0, 8), rows: 2, columns: 1 })).toEqual({ offset: [4], factor: [0.25] })
  })

  it('leaves a constant column its units', () => {
    for (const value of [0, 7, -0.1, 14.62, 1e-300]) expect(scaleOf(value, value, value)).toEqual({ offset: value, factor: 1 })
  })

  it('takes what sums lose for no variation', () => {
    const sum = (terms: number, term: number): number => Array.from({ length: terms }, () => term).reduce((total, next) => total + next, 0)
    // Sums of ten, thirty and a thousand terms, each compared with the product, which is rounded once.
    for (const [terms, term] of [[10, 0.1], [30, 0.7], [1000, 0.1]]) {
      expect(sum(terms, term)).not.toBe(terms * term)
      expect(scaleOf(sum(terms, term), terms * term, terms * term).factor).toBe(1)
    }
    expect(scaleOf(1e6, 1e6 + 1e-9, 1e6 - 1e-9).factor).toBe(1)
  })

  it('takes what is more for variation, however far from 0', () => {
    expect(scaleOf(1e9 - 1, 1e9 + 1)).toEqual({ offset: 1e9, factor: 1 })
    expect(scaleOf(1e12 - 2, 1e12 + 2)).toEqual({ offset: 1e12, factor: 0.5 })
    expect(scaleOf(1 - 2 ** -40, 1 + 2 ** -40)).toEqual({ offset: 1, factor: 2 ** 40 })
  })

  it('knows that float32 has fewer digits', () => {
    const tenth = Math.fround(0.1)
    const data = Float32Array.of(tenth, tenth, tenth + 2 ** -27)
    expect(data[2]).not.toBe(data[0])
    expect(standardScale({ data, rows: 3, columns: 1 }).factor).toEqual([1])
    expect(standardScale({ data: Float32Array.of(999, 1001), rows: 2, columns: 1 }).factor).toEqual([1])
    expect(standardScale({ data: Float32Array.of(998, 1002), rows: 2, columns: 1 }).factor).toEqual([0.5])
  })

  it('holds the roundings of a large constant below 1', () => {
    // The next double after 1e20 is larger by 16384.
    const { factor } = scaleOf(1e20, 1e20 + 16384, 1e20)
    expect(factor * 16384).toBeLessThan(1)
    expect(factor).toBeGreaterThan(0)
  })

  it('has a row that differs as an outlier of finite size', () => {
    const values = Array.from({ length: 100 }, (_, row) => (row === 0 ? 50 : 3))
    // The deviation is 47 √(.01 · .99), and that row is √99 deviations from the mean.
    const { offset, factor } = scaleOf(...values)
    expect((50 - offset) * factor).toBeCloseTo(Math.sqrt(99), 12)
  })

  it.each([1e155, 1e300, 1e-160, 1e-300])('neither overflows nor vanishes at %s', unit => {
    const { offset, factor } = scaleOf(unit, 3 * unit)
    expect((3 * unit - offset) * factor).toBeCloseTo(1, 12)
  })

  it('calls numbers without precision constant', () => {
    expect(scaleOf(0, 1e-320).factor).toBe(1)
  })
})

it('names the columns that vary', () => {
  const data = Float64Array.of(5, 1, 0.1 * 3, 5, 2, 0.3)
  expect(varyingColumns({ data, rows: 2, columns: 3 })).toEqual([1])
})
