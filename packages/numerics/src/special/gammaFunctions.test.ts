import { describe, expect, it } from 'vitest'
import { digamma, logBeta, logMultivariateGamma, multivariateDigamma } from './gammaFunctions.js'
import { logGamma } from './logGamma.js'
import { expectClose } from '../testing/expectClose.js'

const eulerGamma = 0.5772156649015329

describe('logGamma', () => {
  it('is ln (n - 1)! at whole numbers', () => {
    let logFactorial = 0
    for (let n = 1; n <= 170; n++) {
      expectClose([logGamma(n)], [logFactorial], { relative: 1e-14, floor: 1 })
      logFactorial += Math.log(n)
    }
  })

  it('is ln √π at ½, and the values of SciPy elsewhere', () => {
    expectClose(
      [0.5, 1e-10, 0.1, 1.4616321449683622, 3.7, 11.999, 12.001, 1000.25, 1e8].map(logGamma),
      [0.5723649429247, 23.025850929882733, 2.252712651734206, -0.1214862905358497, 1.428072326665388, 17.499865227646108, 17.50475055100354, 5906.9472682711175, 1742068066.1038349],
      { relative: 1e-13, floor: 1 },
    )
  })

  it('satisfies the reflection formula', () => {
    for (const x of [0.01, 0.2, 0.37, 0.5, 0.93]) {
      expectClose([logGamma(x) + logGamma(1 - x)], [Math.log(Math.PI / Math.sin(Math.PI * x))], { relative: 1e-14, floor: 1 })
    }
  })
})

describe('digamma', () => {
  it('is minus Euler\'s constant at 1, and -γ - 2 ln 2 at ½', () => {
    expect(digamma(1)).toBeCloseTo(-eulerGamma, 14)
    expect(digamma(0.5)).toBeCloseTo(-eulerGamma - 2 * Math.log(2), 14)
  })

  it('is H_{n-1} - γ at whole numbers', () => {
    let harmonic = 0
    for (let n = 1; n <= 100; n++) {
      expectClose([digamma(n)], [harmonic - eulerGamma], { relative: 1e-14, floor: 1 })
      harmonic += 1 / n
    }
  })

  it('is 0 at the minimum of Γ, and SciPy\'s elsewhere', () => {
    expect(Math.abs(digamma(1.4616321449683622))).toBeLessThan(1e-14)
    expectClose([1e-10, 0.1, 3.7, 11.999, 12.001, 1000.25, 1e8].map(digamma), [-10000000000.577215, -10.423754940411076, 1.1671535393615113, 2.442574774329119, 2.4427485780752995, 6.907505289414428, 18.420680738952367], { relative: 1e-13, floor: 1 })
  })
})

it('logBeta is that of products of factorials', () => {
  expect(logBeta(1, 1)).toBeCloseTo(0, 14)
  expect(logBeta(3, 4)).toBeCloseTo(-Math.log(60), 13)
})

describe('multivariate', () => {
  it('of order 1 are the plain ones', () => {
    expect(logMultivariateGamma(2.3, 1)).toBe(logGamma(2.3))
    expect(multivariateDigamma(2.3, 1)).toBe(digamma(2.3))
  })

  it('agree with SciPy, and are derivative and antiderivative', () => {
    expectClose([logMultivariateGamma(3.5, 4)], [5.61299331092814], { relative: 1e-13, floor: 1 })
    const step = 1e-5
    const slope = (logMultivariateGamma(3.5 + step, 4) - logMultivariateGamma(3.5 - step, 4)) / (2 * step)
    expect(multivariateDigamma(3.5, 4)).toBeCloseTo(slope, 8)
  })
})
