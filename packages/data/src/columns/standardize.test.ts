import { expect, it } from 'vitest'
import { standardizeInPlace } from './standardize.js'

it('is (x - mean) / sd with divisor n - 1', () => {
  const samples = Float64Array.of(1, 10, 2, 20, 3, 60)
  const { center, scale } = standardizeInPlace(samples, ['a', 'b'])
  expect([...center]).toEqual([2, 30])
  expect(scale[0]).toBe(1)
  expect(scale[1]).toBeCloseTo(Math.sqrt(700), 12)
  expect([...samples].map(value => Number(value.toFixed(6)))).toEqual([-1, -0.755929, 0, -0.377964, 1, 1.133893])
})

it('loses no digits to a large mean', () => {
  const samples = Float64Array.of(1e9 + 1, 1e9 + 2, 1e9 + 3)
  const { scale } = standardizeInPlace(samples, ['a'])
  expect(scale[0]).toBeCloseTo(1, 6) // the mean of numbers near 1e9 is exact to about 1e-7
})

it('refuses a constant column, also one whose mean is rounded, and leaves the samples alone', () => {
  const samples = Float64Array.of(1, 0.1, 2, 0.1, 3, 0.1)
  expect(() => standardizeInPlace(samples, ['a', 'b'])).toThrow(
    'Column "b" is 0.1 in every row used, so it cannot be standardised (its standard deviation is 0). ' +
      "Leave it out, or use scaling: 'none'.",
  )
  expect([...samples]).toEqual([1, 0.1, 2, 0.1, 3, 0.1])
})

it('refuses a column that varies by rounding alone, and standardises one that varies by more', () => {
  const rounded = Float64Array.of(0.3, 0.1 + 0.2, 0.3, 0.3)
  expect(() => standardizeInPlace(rounded, ['sum'])).toThrow(
    'Column "sum" is 0.3 in every row used except for rounding, so it cannot be standardised. ' +
      "Leave it out, or use scaling: 'none'.",
  )
  expect([...rounded]).toEqual([0.3, 0.1 + 0.2, 0.3, 0.3])
  expect(standardizeInPlace(Float64Array.of(1, 1 + 1e-12, 1 + 2e-12), ['a']).scale[0]).toBeCloseTo(1e-12, 15)
})

it('neither overflows nor vanishes', () => {
  for (const unit of [1e200, 1e-200]) {
    const samples = Float64Array.of(unit, 2 * unit, 3 * unit)
    expect(standardizeInPlace(samples, ['a']).scale[0] / unit).toBeCloseTo(1, 12)
    expect([...samples].map(value => Number(value.toFixed(12)))).toEqual([-1, 0, 1])
  }
})

it('standardises cells at both ends of float64, whose differences it does not hold', () => {
  const samples = Float64Array.of(-1.6e308, -1.2e308, 0, 1.2e308, 1.6e308, 0)
  const { center, scale } = standardizeInPlace(samples, ['a'])
  expect(center[0] / 1e308).toBeCloseTo(0, 14) // the mean is rounded in units of 2e292
  expect(scale[0] / 1e308).toBeCloseTo(Math.sqrt(1.6), 12) // (2 · 1.6² + 2 · 1.2²) / 5
  expect(samples[0]).toBeCloseTo(-1.6 / Math.sqrt(1.6), 12)
  expect(() => standardizeInPlace(Float64Array.of(-1.7e308, 1.7e308), ['a'])).toThrow(
    'Column "a" has a standard deviation beyond float64, so it cannot be standardised. Divide it by a number such as 1e10 in the file, or leave it out.',
  )
})
