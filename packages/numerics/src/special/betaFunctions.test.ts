import { describe, expect, it } from 'vitest'
import { betaProbability, betaQuantile } from './betaFunctions.js'

describe('betaProbability', () => {
  it.each([
    // I_x(1, 1) = x; I_x(a, 1) = x^a; I_x(1, b) = 1 - (1 - x)^b
    [0.3, 1, 1, 0.3],
    [0.7, 3, 1, 0.343],
    [0.25, 1, 4, 1 - 0.75 ** 4],
    // The binomial tail P(X >= 2), X ~ B(4, 1/2) = 11/16
    [0.5, 2, 3, 11 / 16],
    // Arcsine law: (2 / π) asin √x
    [0.25, 0.5, 0.5, 1 / 3],
  ])('I_%s(%s, %s) = %s', (x, a, b, value) => {
    expect(betaProbability(x, a, b)).toBeCloseTo(value, 13)
  })

  it('is the sum of a binomial tail for large whole numbers', () => {
    // P(X >= 51), X ~ B(1000, 0.04), summed in logarithms.
    let tail = 0
    let logTerm = 1000 * Math.log(0.96)
    for (let count = 0; count <= 1000; count++) {
      if (count >= 51) tail += Math.exp(logTerm)
      logTerm += Math.log(((1000 - count) / (count + 1)) * (0.04 / 0.96))
    }
    expect(betaProbability(0.04, 51, 950)).toBeCloseTo(tail, 12)
  })

  it('and its mirror image sum to 1; ends are 0 and 1', () => {
    for (const x of [0.01, 0.2, 0.5, 0.93]) expect(betaProbability(x, 2.5, 7) + betaProbability(1 - x, 7, 2.5)).toBeCloseTo(1, 14)
    expect([betaProbability(0, 2, 3), betaProbability(1, 2, 3)]).toEqual([0, 1])
  })
})

describe('betaQuantile', () => {
  it('inverts the probability', () => {
    for (const [a, b] of [[1, 1], [2.5, 7], [51, 950], [5000, 95_000]] as const) {
      for (const probability of [0.025, 0.5, 0.975]) expect(betaProbability(betaQuantile(probability, a, b), a, b)).toBeCloseTo(probability, 10)
    }
  })

  it('is p of a uniform variable', () => {
    expect(betaQuantile(0.3, 1, 1)).toBeCloseTo(0.3, 14)
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1])
  })
})
