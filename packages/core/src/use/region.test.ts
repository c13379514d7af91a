import { expect, it } from 'vitest'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { insideComponents } from './insideComponents.js'
import { insideRegion } from './insideRegion.js'
import { mahalanobisDistances } from './mahalanobisDistances.js'
import { regionThreshold } from './regionThreshold.js'

const twoPeaks = GaussianMixture.fromParameters({
  covarianceType: 'diag',
  weights: [0.6, 0.4],
  means: [[0], [4]],
  covariances: [[1], [0.25]],
})

const plane = GaussianMixture.fromParameters({
  covarianceType: 'full',
  weights: [0.7, 0.3],
  means: [[0, 0], [3, 1]],
  covariances: [[[2, 0.8], [0.8, 1]], [[1, 0], [0, 4]]],
})

const mean = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0) / flags.length

it('is ln of the standard normal density at ±1.96 for 95 % of one component, without draws', async () => {
  const normal = GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[0]], covariances: [[[1]]] })
  const threshold = await regionThreshold(normal, { probability: 0.95, draws: 1 })
  expect(threshold).toBeCloseTo(-0.5 * (Math.log(2 * Math.PI) + 3.841458820694124), 13)
  const inside = await insideRegion(normal, [[1.95], [1.97], [-1.95], [-1.97]], { probability: 0.95 })
  expect(Array.from(inside)).toEqual([1, 0, 1, 0])
})

it('finds the threshold of two peaks, and excludes the valley between them', async () => {
  // ln of the density that bounds 90 % of the mixture, by numerical integration.
  expect(await regionThreshold(twoPeaks, { probability: 0.9, draws: 200_000 })).toBeCloseTo(-2.67206, 1)
  const inside = await insideRegion(twoPeaks, [[0], [2.2], [4], [6]], { probability: 0.9 })
  expect(Array.from(inside)).toEqual([1, 0, 1, 0])
})

it('is the same for the same seed, and regions are nested', async () => {
  const options = { probability: 0.8, draws: 500, seed: 5 }
  const threshold = await regionThreshold(plane, options)
  expect(await regionThreshold(plane, options)).toBe(threshold)
  expect(await regionThreshold(plane, { ...options, seed: 6 })).not.toBe(threshold)
  expect(await regionThreshold(plane, { ...options, probability: 0.9 })).toBeLessThan(threshold)
})

it('measures distances in standard deviations of each component', async () => {
  const distances = await mahalanobisDistances(plane, [[3, 5], [0, 0]])
  expect(distances.rows).toBe(2)
  expect(distances.columns).toBe(2)
  // (3, 5) Σ⁻¹ (3, 5) with Σ⁻¹ = [1 -0.8; -0.8 2] / 1.36
  expect(distances.data[0]).toBeCloseTo(Math.sqrt((9 - 24 + 50) / 1.36), 13)
  expect(distances.data[1]).toBeCloseTo(2, 14)
  expect(distances.data[2]).toBe(0)
  expect(distances.data[3]).toBeCloseTo(Math.sqrt(9 + 0.25), 14)
})

it('finds the given share of each component within its ellipsoid', async () => {
  const { samples, labels } = plane.sample(20_000, { seed: 8 })
  const inside = await insideComponents(plane, samples, { probability: 0.9 })
  for (let k = 0; k < 2; k++) {
    const own = inside.filter((_, at) => at % 2 === k && labels[Math.floor(at / 2)] === k)
    // The share of about 6000 samples has a standard deviation of 0.004; the tolerance is four of them.
    expect(Math.abs(mean(own) - 0.9)).toBeLessThan(0.016)
  }
})

it('refuses invalid options and samples', async () => {
  await expect(insideRegion(plane, [[0, 0]], { probability: 0 })).rejects.toThrow(
    'option probability must be a number between 0 and 1, both excluded, but it is 0. Pass for example probability: 0.95.',
  )
  await expect(regionThreshold(plane, { probability: 0.5, draws: 0 })).rejects.toThrow(
    'option draws must be a whole number of at least 1, but it is 0. Pass for example draws: 2.',
  )
  await expect(regionThreshold(plane, { probability: 0.5, seed: -1 })).rejects.toThrow('option seed must be')
  await expect(mahalanobisDistances(plane, [[1]])).rejects.toThrow(
    'samples must be [N, 2], as the mixture has 2 columns, but it is [1, 1]. ' +
      'Pass the columns that the mixture was fitted on, in their order.',
  )
  await expect(insideComponents(plane, [[1, Infinity]], { probability: 0.5 })).rejects.toThrow('Infinity at row 0, column 1')
})
