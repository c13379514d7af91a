import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import type { CoordinateStep } from './covarianceStructure.js'
import { extrapolateFactors, factorCoordinates } from './extrapolateFactors.js'

const shape = { components: 1, columns: 2, factors: 1 }

describe('factorCoordinates', () => {
  it('have the logarithm of the noise, and the sign of the loadings that they should be like', () => {
    const coordinates = factorCoordinates(Float64Array.of(2, 1, -1, Math.E), shape)
    expect(Array.from(coordinates)).toEqual([2, 0, -1, 1])
    // Columns count by their noise: 2 (-1) / 1 is more than (-1) (-1) / e.
    expect(Array.from(factorCoordinates(Float64Array.of(2, 1, -1, Math.E), shape, Float64Array.of(-1, 0, -1, 0)))).toEqual([-2, 0, 1, 1])
    expect(Array.from(factorCoordinates(Float64Array.of(2, 1, -1, Math.E), shape, Float64Array.of(1, 0, 1, 0)))).toEqual([2, 0, -1, 1])
  })
})

describe('extrapolateFactors', () => {
  it('reaches the limit of steps that shrink by one rate', () => {
    // y approaches (1, ln 2, 3, 0) by the rate 0.9.
    const limit = [1, Math.log(2), 3, 0]
    const at = (power: number): Float64Array => Float64Array.from(limit, value => value + 0.9 ** power)
    const extrapolated = extrapolateFactors([{ from: at(0), to: at(1) }, { from: at(1), to: at(2) }], shape)
    // The ridge of the normal equations changes the combination by 1e-10 of ten steps.
    expectClose(extrapolated, Float64Array.of(1, 2, 3, 1), { relative: 1e-8 })
  })

  it('reaches the limit of a linear map of three rates from four of its steps', () => {
    const random = createRandom(1)
    const limit = Float64Array.from({ length: 4 }, () => random.normal())
    const rates = [0.95, 0.8, 0.5, 0.5]
    const map = (y: Float64Array): Float64Array => y.map((value, i) => limit[i] + rates[i] * (value - limit[i]))
    const steps: CoordinateStep[] = []
    for (let y: Float64Array = limit.map(value => value + 0.5); steps.length < 4; y = map(y)) steps.push({ from: y, to: map(y) })
    const extrapolated = extrapolateFactors(steps, shape)
    // The last step ends 0.4 before the limit. The ridge of the normal equations leaves less than a hundredth of that.
    expectClose(factorCoordinates(extrapolated, shape), limit, { relative: 4e-3, floor: 1 })
  })

  it('keeps noise above the floor, and within a factor of 4 of the last step', () => {
    const step = (from: number, to: number): CoordinateStep => ({ from: Float64Array.of(1, from, 1, from), to: Float64Array.of(1, to, 1, to) })
    // Both ψ approach e^-30.
    const steps = [step(0, -3), step(-3, -5.7)]
    const last = Math.exp(-5.7)
    expectClose(extrapolateFactors(steps, { ...shape, floor: Float64Array.of(0.9 * last, 1e-12) }), Float64Array.of(1, 0.9 * last, 1, last / 4), { relative: 1e-12 })
  })

  it('does not lower noise that the last step did not lower, because it may be at a bound', () => {
    const coordinates = (noise: number): Float64Array => Float64Array.of(1, noise, 1, noise)
    const steps = [{ from: coordinates(2), to: coordinates(1) }, { from: coordinates(1), to: coordinates(1) }, { from: coordinates(0.5), to: coordinates(0.75) }]
    const [, first] = extrapolateFactors(steps, shape)
    expect(first).toBeGreaterThanOrEqual(Math.exp(0.75))
  })

  it('leaves a component that no longer changes', () => {
    const still = Float64Array.of(1, 0, 2, 0)
    const steps = [{ from: still, to: still }, { from: still, to: still }]
    expect(Array.from(extrapolateFactors(steps, shape))).toEqual([1, 1, 2, 1])
  })
})
