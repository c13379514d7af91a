import { expect, it } from 'vitest'
import { loadSteps } from '../covariance/structures.js'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { everyStructure } from '../testing/everyStructure.js'
import { randomMixture } from '../testing/randomMixture.js'
import { densityModes } from './densityModes.js'

await loadSteps({ factors: 1 })

const pair = (distance: number): GaussianMixture =>
  GaussianMixture.fromParameters({ covarianceType: 'spherical', weights: [0.5, 0.5], means: [[0], [distance]], covariances: [1, 1] })

it('finds one mode for two equal Gaussians up to two standard deviations apart, two for more', async () => {
  // Cohen, Every Sinner in the Hands of a Mixture (1956): bimodal just beyond 2σ.
  const close = await densityModes(pair(1.9))
  expect(close.modes.rows).toBe(1)
  expect(close.modes.data[0]).toBeCloseTo(0.95, 6)
  expect(Array.from(close.labels)).toEqual([0, 0])
  const apart = await densityModes(pair(3))
  expect(apart.modes.rows).toBe(2)
  // A mode has x = 3 r(x), where r is the posterior of the component at 3. By symmetry the modes sum to 3.
  expect(apart.modes.data[0] + apart.modes.data[1]).toBeCloseTo(3, 8)
  expectClose(apart.logDensities, await pair(3).logDensity(apart.modes), { relative: 1e-15 })
})

it('labels every start by the mode of its basin', async () => {
  const { labels, modes } = await densityModes(pair(6), [[-4], [2.9], [3.1], [20]])
  expect(modes.rows).toBe(2)
  expect([labels[0] === labels[1], labels[2] === labels[3], labels[1] === labels[2]]).toEqual([true, true, false])
})

it.each(everyStructure)('finds points with gradient zero, the highest first (%s)', async (_, covarianceType) => {
  const mixture = GaussianMixture.fromParameters(randomMixture(covarianceType, { components: 4, columns: 2, seed: 3 }))
  const { modes, logDensities } = await densityModes(mixture)
  for (let m = 0; m < modes.rows; m++) {
    if (m > 0) expect(logDensities[m]).toBeLessThanOrEqual(logDensities[m - 1])
    const [x, y] = modes.data.subarray(2 * m, 2 * m + 2)
    const h = 1e-4
    const [east, west, north, south] = await mixture.logDensity([[x + h, y], [x - h, y], [x, y + h], [x, y - h]])
    // A central difference of numbers near 4 has an error of 1e-11; an end 1e-9 deviations from the mode causes one of 1e-8.
    for (const slope of [(east - west) / (2 * h), (north - south) / (2 * h)]) expect(Math.abs(slope)).toBeLessThan(1e-5)
    for (const near of [east, west, north, south]) expect(near).toBeLessThan(logDensities[m])
  }
})

it('refuses starts with another number of columns', async () => {
  await expect(densityModes(pair(3), [[1, 2]])).rejects.toMatchObject({ code: 'shape' })
})
