import { describe, expect, it } from 'vitest'
import { quasiNewtonDirection, stepPair, type StepPair } from './quasiNewton.js'

/** Gradient of -½ Σ a_i x_i², which has its maximum at 0. */
const curvatures = [1, 0.5, 0.1, 0.02]
const gradientAt = (x: Float64Array): Float64Array => x.map((value, i) => -curvatures[i] * value)

describe('quasiNewtonDirection', () => {
  it('is the gradient without pairs', () => {
    const gradient = Float64Array.of(3, -4)
    expect(quasiNewtonDirection(gradient, [])).toEqual(gradient)
  })

  it('maps the shrinkage of the latest pair to its step (secant equation)', () => {
    const pair = stepPair(Float64Array.of(1, 2, 0), Float64Array.of(3, 1, 1), Float64Array.of(2, 0.5, 0.5))!
    expect([...pair.shrinkage]).toEqual([1, 0.5, 0.5])
    const direction = quasiNewtonDirection(pair.shrinkage, [pair])
    expect([...direction]).toEqual([1, 2, 0].map(value => expect.closeTo(value, 14)))
  })

  it('leads to the maximum of a parabola in one step', () => {
    // A step from 10 leads to 9, where the gradient is -0.9.
    const pair = stepPair(Float64Array.of(-1), Float64Array.of(-1), Float64Array.of(-0.9))!
    expect(quasiNewtonDirection(Float64Array.of(-0.9), [pair])[0]).toBeCloseTo(-9, 12)
  })

  it('reaches the maximum of a quadratic in n dimensions in n steps with exact line search', () => {
    let x = Float64Array.of(1, 1, 1, 1)
    const pairs: StepPair[] = []
    for (let i = 0; i < curvatures.length; i++) {
      const gradient = gradientAt(x)
      const direction = quasiNewtonDirection(gradient, pairs)
      const bend = direction.reduce((sum, value, j) => sum + curvatures[j] * value ** 2, 0)
      const length = direction.reduce((sum, value, j) => sum + value * gradient[j], 0) / bend
      const step = direction.map(value => length * value)
      x = x.map((value, j) => value + step[j])
      pairs.push(stepPair(step, gradient, gradientAt(x))!)
    }
    for (const value of x) expect(Math.abs(value)).toBeLessThan(1e-12)
  })

  it('ascends for any pairs', () => {
    const gradient = Float64Array.of(1, -2, 0.5)
    const pairs = [
      stepPair(Float64Array.of(1, 0, 0), Float64Array.of(1, 1, 1), Float64Array.of(0.9, 3, -2))!,
      stepPair(Float64Array.of(0, 1, 1), Float64Array.of(0, 1, 1), Float64Array.of(5, 0.9, 0.9))!,
    ]
    const direction = quasiNewtonDirection(gradient, pairs)
    expect(direction.reduce((sum, value, i) => sum + value * gradient[i], 0)).toBeGreaterThan(0)
  })
})

describe('stepPair', () => {
  it('is undefined if the gradient grew or did not change along the step', () => {
    expect(stepPair(Float64Array.of(1), Float64Array.of(1), Float64Array.of(1.5))).toBeUndefined()
    expect(stepPair(Float64Array.of(1), Float64Array.of(1), Float64Array.of(1))).toBeUndefined()
    expect(stepPair(Float64Array.of(0), Float64Array.of(1), Float64Array.of(1))).toBeUndefined()
  })
})
