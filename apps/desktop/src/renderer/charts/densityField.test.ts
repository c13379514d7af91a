import { expect, it } from 'vitest'
import type { Ellipse } from '../../contract/features.js'
import { densityField, regionDensities } from './densityField.js'

const round: Ellipse = { weight: 1, mean: [0, 0], covariance: [1, 0, 1] }
const frame = { left: 0, top: 0, right: 100, bottom: 100, x: (value: number) => 50 + 10 * value, y: (value: number) => 50 - 10 * value }

it('is the density in the middles of the squares', () => {
  const { columns, rows, densities } = densityField(frame, [round], 20)
  expect([columns, rows]).toEqual([5, 5])
  expect(densities[12]).toBeCloseTo(1 / (2 * Math.PI), 12)
  // Two view units to the right.
  expect(densities[13]).toBeCloseTo(Math.exp(-2) / (2 * Math.PI), 12)
})

it('has regions that hold the shares of a Gaussian: the density at its quantiles of χ² with two degrees of freedom', () => {
  // The region of share p ends where exp(-r²/2) = 1 - p.
  const found = regionDensities([round], [0.5, 0.8, 0.95])
  found.forEach((density, i) => expect(density * 2 * Math.PI).toBeCloseTo([0.5, 0.2, 0.05][i]!, 2))
})

it('counts components by their weights, and units by their size', () => {
  const far: Ellipse = { weight: 0.5, mean: [100, 0], covariance: [4, 0, 1] }
  const [half] = regionDensities([{ ...round, weight: 0.5 }, far], [0.5])
  // Half of the rows lie above c: .5 (1 - 2π c / .5) + .5 (1 - 4π c / .5) = .5, so c = 1 / (12 π).
  expect(half! * 12 * Math.PI).toBeCloseTo(1, 1)
  expect(regionDensities([], [0.5])).toEqual([0])
})
