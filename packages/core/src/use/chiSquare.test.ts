import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chiSquareProbability, chiSquareQuantile } from './chiSquare.js'

it('is -2 ln(1 - p) for two degrees of freedom', () => {
  expect(chiSquareQuantile(0.95, 2)).toBe(-2 * Math.log1p(-0.95))
  expect(chiSquareQuantile(1 - Math.exp(-0.5), 2)).toBeCloseTo(1, 14)
  // The general method agrees with the closed form on both sides of it.
  for (const p of [1e-9, 0.2, 0.7, 0.9999]) {
    expect(chiSquareQuantile(p, 2 + 1e-13) / chiSquareQuantile(p, 2)).toBeCloseTo(1, 10)
  }
})

// scipy.stats.chi2.ppf
it.each([
  [1e-12, 0.5, 1.3499395786223522e-48],
  [0.05, 0.5, 8.437150840525987e-6],
  [0.95, 0.5, 2.4202322748895257],
  [0.999999999, 0.5, 34.51714652482221],
  [1e-12, 1, 1.5707963267948931e-24],
  [0.5, 1, 0.454936423119572],
  [0.95, 1, 3.841458820694124],
  [0.999999999, 1, 37.32489310651872],
  [0.001, 3, 0.024297585815692732],
  [0.95, 3, 7.814727903251179],
  [0.05, 5, 1.1454762260617692],
  [0.999, 5, 20.515005652432873],
  [1e-12, 10, 0.0207786897050036],
  [0.5, 10, 9.34181776559197],
  [0.95, 30, 43.77297182574219],
  [0.001, 100, 61.91793920693662],
  [0.999999999, 100, 209.31759881134448],
  [0.05, 1000, 927.594363020979],
  [0.999, 1000, 1143.9170926196791],
  [1e-12, 20000, 18625.257939708452],
  [0.5, 20000, 19999.333337284093],
  [0.95, 20000, 20330.10382393225],
])('agrees with SciPy to 1e-12 (p = %s, %s degrees of freedom)', (probability, degreesOfFreedom, expected) => {
  expect(Math.abs(chiSquareQuantile(probability, degreesOfFreedom) / expected - 1)).toBeLessThan(1e-12)
})

it('inverts the probability', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
      fc.double({ min: 0.2, max: 300, noNaN: true }),
      (probability, degreesOfFreedom) => {
        const quantile = chiSquareQuantile(probability, degreesOfFreedom)
        expect(chiSquareProbability(quantile, degreesOfFreedom)).toBeCloseTo(probability, 12)
      },
    ),
  )
})

it('gives 68.27, 95.45 and 99.73 % within one, two and three standard deviations', () => {
  expect(chiSquareProbability(1, 1)).toBeCloseTo(0.6826894921370859, 14)
  expect(chiSquareProbability(4, 1)).toBeCloseTo(0.9544997361036416, 14)
  expect(chiSquareProbability(9, 1)).toBeCloseTo(0.9973002039367398, 14)
  expect(chiSquareProbability(0, 1)).toBe(0)
  expect(chiSquareProbability(Infinity, 1)).toBe(1)
})

it('reaches the ends of float64', () => {
  expect(chiSquareQuantile(1e-300, 0.1)).toBe(0)
  expect(chiSquareQuantile(1e-300, 4)).toBeGreaterThan(0)
  expect(chiSquareQuantile(1 - Number.EPSILON, 0.1)).toBeLessThan(100)
})

it('refuses arguments out of range', () => {
  expect(() => chiSquareQuantile(1, 3)).toThrow(
    'option probability must be a number between 0 and 1, both excluded, but it is 1. Pass for example probability: 0.95.',
  )
  expect(() => chiSquareQuantile(0.5, 0)).toThrow(
    'option degreesOfFreedom must be a number greater than 0, but it is 0. Pass the number of columns.',
  )
  expect(() => chiSquareProbability(-1, 1)).toThrow(
    'option x must be a number of at least 0, but it is -1. Pass a squared distance.',
  )
})
