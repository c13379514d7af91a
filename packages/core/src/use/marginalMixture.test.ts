import { expect, it } from 'vitest'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { marginalMixture } from './marginalMixture.js'

const model = GaussianMixture.fromParameters({
  covarianceType: 'full',
  weights: [0.5, 0.5],
  means: [[0, 3, 1], [5, -4, 2]],
  covariances: [
    [[2, 0.5, 0.3], [0.5, 1, -0.2], [0.3, -0.2, 1.5]],
    [[1, -0.4, 0], [-0.4, 2, 0.6], [0, 0.6, 1]],
  ],
})

it('has the blocks of mean and covariance, in the given order, and components in canonical order', () => {
  const marginal = marginalMixture(model, [1, 0])
  expect(marginal.columns).toBe(2)
  expect(marginal.covarianceType).toBe('full')
  // The weights are equal, so the component with the smaller mean in column 1 comes first.
  expect(Array.from(marginal.means)).toEqual([-4, 5, 3, 0])
  expect(Array.from(marginal.covariances)).toEqual([2, -0.4, -0.4, 1, 1, 0.5, 0.5, 2])
})

it('has the same density after reordering the columns', async () => {
  const [expected] = await model.logDensity([[0.3, -1, 2]])
  const [reordered] = await marginalMixture(model, [2, 0, 1]).logDensity([[2, 0.3, -1]])
  expect(reordered).toBeCloseTo(expected, 12)
})

it('integrates the joint density', async () => {
  const plane = marginalMixture(model, [0, 1])
  const step = 0.05
  const ys = Array.from({ length: 601 }, (_, i) => -15 + step * i)
  const joint = await plane.logDensity(ys.map(y => [1, y]))
  const [marginal] = await marginalMixture(plane, [0]).logDensity([[1]])
  // The trapezium rule is spectrally accurate for a smooth function that vanishes at both ends.
  expect(joint.reduce((sum, logDensity) => sum + step * Math.exp(logDensity), 0)).toBeCloseTo(Math.exp(marginal), 12)
})

it('refuses columns that do not exist', () => {
  expect(() => marginalMixture(model, [0, 7])).toThrow(
    'columns must be distinct column indices from 0 to 2, at least one, but it is [0, 7]. Pass for example [0] as columns.',
  )
})
