import { describe, expect, it } from 'vitest'
import { expectClose } from '../testing/expectClose.js'
import { correlationFactor } from './correlationFactor.js'

describe('correlationFactor', () => {
  it('has 1 less the squared correlation as the squared pivot, whatever the units', () => {
    // Standard deviations 2 and 3e6, correlation 0.6.
    const { factor, deviations, dependent } = correlationFactor(Float64Array.of(4, 3.6e6, 3.6e6, 9e12), 2, 1e-12)
    expectClose(deviations, Float64Array.of(2, 3e6), { relative: 1e-15 })
    expectClose(factor, Float64Array.of(1, 0, 0.6, 0.8), { relative: 1e-15 })
    expect(dependent).toBeUndefined()
  })

  it('names the first column that depends on those before it, not the next one', () => {
    // Column 1 is twice column 0; column 2 is independent.
    expect(correlationFactor(Float64Array.of(1, 2, 0, 2, 4, 0, 0, 0, 1), 3, 1e-12).dependent).toBe(1)
    // The correlation 1 - 1e-9 gives a squared pivot of 2e-9, which is dependent by one tolerance but not by the other.
    const near = Float64Array.of(1, 1 - 1e-9, 1 - 1e-9, 1)
    expect([correlationFactor(near, 2, 1e-6).dependent, correlationFactor(near, 2, 1e-12).dependent]).toEqual([1, undefined])
  })

  it('leaves what it is given', () => {
    const covariance = Float64Array.of(4, 1, 1, 9)
    correlationFactor(covariance, 2, 1e-12)
    expect(covariance).toEqual(Float64Array.of(4, 1, 1, 9))
  })
})
