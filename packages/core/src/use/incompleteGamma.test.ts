import fc from 'fast-check'
import { expect, it } from 'vitest'
import { gammaTails } from './incompleteGamma.js'

it('is 1 - e^-x and e^-x for shape 1', () => {
  for (const x of [1e-10, 0.3, 1.9, 2.1, 40, 5000]) {
    const { logLower, logUpper, logDensity } = gammaTails(1, x)
    expect(Math.abs(logLower - Math.log(-Math.expm1(-x)))).toBeLessThan(1e-14 * Math.max(1, Math.abs(logLower)))
    expect(Math.abs(logUpper + x)).toBeLessThan(1e-14 * Math.max(1, x))
    expect(Math.abs(logDensity + x)).toBeLessThan(1e-14 * Math.max(30, x))
  }
})

it('has tails that sum to 1, and satisfies P(a + 1, x) = P(a, x) - x^a e^-x / Γ(a + 1)', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.05, max: 80, noNaN: true }), fc.double({ min: 0.01, max: 120, noNaN: true }), (shape, x) => {
      const { logLower, logUpper, logDensity } = gammaTails(shape, x)
      expect(Math.exp(logLower) + Math.exp(logUpper)).toBeCloseTo(1, 13)
      const step = Math.exp(logDensity + Math.log(x / shape))
      expect(Math.exp(gammaTails(shape + 1, x).logLower)).toBeCloseTo(Math.exp(logLower) - step, 12)
    }),
  )
})
