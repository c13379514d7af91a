import { expect, it } from 'vitest'
import { logGamma, stirlingRemainder } from './logGamma.js'

it('is ln √π at 1/2, and ln (n - 1)! at whole n', () => {
  expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14)
  let logFactorial = 0
  for (let n = 1; n < 40; n++) {
    expect(Math.abs(logGamma(n) - logFactorial)).toBeLessThan(1e-14 * Math.max(1, logFactorial))
    logFactorial += Math.log(n)
  }
})

// scipy.special.gammaln
it.each([
  [0.1, 2.252712651734206],
  [3.7, 1.428072326665388],
  [9.99, 12.779315214350195],
  [10, 12.801827480081469],
  [123.4, 469.3360974421906],
  [1e6, 12815504.569147611],
])('agrees with SciPy at %s', (x, expected) => {
  expect(Math.abs(logGamma(x) / expected - 1)).toBeLessThan(1e-14)
})

it('leaves 1/(12 x) beside Stirling for large x', () => {
  expect(stirlingRemainder(1e6)).toBeCloseTo(1 / 12e6, 20)
})
