import { expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { confidenceEllipse } from './confidenceEllipse.js'
import { confidenceRadius } from './confidenceRadius.js'

function gaussian(a: number, b: number, c: number): GaussianMixture {
  return GaussianMixture.fromParameters({
    covarianceType: 'full',
    weights: [1],
    means: [[3, -1]],
    covariances: [[[a, b], [b, c]]],
  })
}

/** The probability of radius 1: the semi-axes are then the standard deviations. */
const unit = { columns: [0, 1], probability: 1 - Math.exp(-0.5) } as const

it('has the standard deviations as semi-axes at probability 1 - e^-1/2, along the columns', () => {
  const { centre, semiAxes, angle } = confidenceEllipse(gaussian(9, 0, 4), 0, unit)
  expect(centre).toEqual(Float64Array.of(3, -1))
  expect(semiAxes[0]).toBeCloseTo(3, 14)
  expect(semiAxes[1]).toBeCloseTo(2, 14)
  expect(angle).toBe(0)
  expect(confidenceEllipse(gaussian(4, 0, 9), 0, unit).angle).toBe(Math.PI / 2)
  expect(confidenceEllipse(gaussian(4, -0, 9), 0, unit).angle).toBe(Math.PI / 2)
  expect(confidenceEllipse(gaussian(4, 0, 4), 0, unit).angle).toBe(0)
})

it('has axes √3 and 1 at 45° for [2 1; 1 2], and at -45° for [2 -1; -1 2]', () => {
  const { semiAxes, angle } = confidenceEllipse(gaussian(2, 1, 2), 0, unit)
  expect(semiAxes[0]).toBeCloseTo(Math.sqrt(3), 14)
  expect(semiAxes[1]).toBeCloseTo(1, 14)
  expect(angle).toBeCloseTo(Math.PI / 4, 15)
  expect(confidenceEllipse(gaussian(2, -1, 2), 0, unit).angle).toBeCloseTo(-Math.PI / 4, 15)
})

it('has its border at the Mahalanobis distance of the confidence radius', () => {
  const [a, b, c] = [3, -1.2, 0.9]
  const { semiAxes, angle } = confidenceEllipse(gaussian(a, b, c), 0, { columns: [0, 1], probability: 0.9 })
  for (let turn = 0; turn < 6; turn += 0.5) {
    const u = semiAxes[0] * Math.cos(turn)
    const v = semiAxes[1] * Math.sin(turn)
    const x = u * Math.cos(angle) - v * Math.sin(angle)
    const y = u * Math.sin(angle) + v * Math.cos(angle)
    const squared = (c * x * x - 2 * b * x * y + a * y * y) / (a * c - b * b)
    expect(Math.sqrt(squared)).toBeCloseTo(confidenceRadius(0.9, 2), 12)
  }
})

it('keeps the minor axis of a thin ellipse', () => {
  const { semiAxes } = confidenceEllipse(gaussian(1, 1, 1 + 1e-12), 0, unit)
  expect(semiAxes[0] * semiAxes[1]).toBeCloseTo(1e-6, 10)
})

it('takes two columns of a component, in their order', () => {
  const model = GaussianMixture.fromParameters({
    covarianceType: 'diag',
    weights: [0.6, 0.4],
    means: [[1, 2, 3], [4, 5, 6]],
    covariances: [[1, 1, 1], [16, 25, 36]],
  })
  const { centre, semiAxes, angle } = confidenceEllipse(model, 1, { columns: [2, 0], probability: unit.probability })
  expect(centre).toEqual(Float64Array.of(6, 4))
  expect(semiAxes[0]).toBeCloseTo(6, 13)
  expect(semiAxes[1]).toBeCloseTo(4, 13)
  expect(angle).toBe(0)
})

it('contains the given probability', () => {
  const radius = confidenceRadius(0.8, 3)
  const random = createRandom(1)
  let inside = 0
  for (let n = 0; n < 20_000; n++) {
    if (Math.hypot(random.normal(), random.normal(), random.normal()) <= radius) inside++
  }
  // Binomial(20000, 0.8) / 20000 has a standard deviation of 0.0028; the tolerance is four of them.
  expect(Math.abs(inside / 20_000 - 0.8)).toBeLessThan(0.0113)
})

it('refuses invalid indices and probabilities', () => {
  const model = gaussian(1, 0, 1)
  expect(() => confidenceEllipse(model, 1, unit)).toThrow(
    'option component must be an index from 0 to 0, but it is 1. Pass for example 0.',
  )
  expect(() => confidenceEllipse(model, 0, { ...unit, columns: [0] as never })).toThrow(
    'columns must be two columns, one per axis of the plane, but it is [0]. Pass for example columns: [0, 1].',
  )
  expect(() => confidenceEllipse(model, 0, { ...unit, probability: 95 })).toThrow(
    'option probability must be a number between 0 and 1, both excluded, but it is 95.',
  )
  expect(() => confidenceRadius(0.5, 0)).toThrow('option columns must be a whole number of at least 1, but it is 0.')
})
