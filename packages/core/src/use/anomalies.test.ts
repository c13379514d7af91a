import { expect, it } from 'vitest'
import { GaussianMixture } from '../mixture/gaussianMixture.js'
import { anomalyThreshold } from './anomalyThreshold.js'
import { isAnomalous } from './isAnomalous.js'

const model = GaussianMixture.fromParameters({
  covarianceType: 'spherical',
  weights: [0.5, 0.5],
  means: [[0, 0], [6, 0]],
  covariances: [1, 2],
})

it('calls the least dense of four rows anomalous at quantile 1/4', async () => {
  const samples = [[0, 0], [6, 1], [0, 9], [1, 1]]
  const threshold = await anomalyThreshold(model, samples, { quantile: 0.25 })
  expect(Array.from(await isAnomalous(model, samples, threshold))).toEqual([0, 0, 1, 0])
})

it('holds for rows that the threshold was not computed from', async () => {
  const threshold = await anomalyThreshold(model, model.sample(5000, { seed: 1 }).samples, { quantile: 0.05 })
  const flags = await isAnomalous(model, model.sample(5000, { seed: 2 }).samples, threshold)
  // Both shares have a standard error of 0.0031; the tolerance is four times that of their difference.
  expect(Math.abs(flags.reduce((sum, flag) => sum + flag, 0) / 5000 - 0.05)).toBeLessThan(0.018)
})

it('calls no row anomalous if all tie', async () => {
  const same = [[1, 1], [1, 1], [1, 1]]
  const threshold = await anomalyThreshold(model, same, { quantile: 0.9 })
  expect(Array.from(await isAnomalous(model, same, threshold))).toEqual([0, 0, 0])
})

it('counts a row beyond the range of float64 as the least dense', async () => {
  const samples = [[0, 0], [1e200, 0], [1, 0], [6, 0]]
  const threshold = await anomalyThreshold(model, samples, { quantile: 0.3 })
  expect(Number.isFinite(threshold)).toBe(true)
  expect(Array.from(await isAnomalous(model, samples, threshold))).toEqual([0, 1, 0, 0])
})

it('refuses invalid quantiles and thresholds', async () => {
  await expect(anomalyThreshold(model, [[0, 0]], { quantile: 1 })).rejects.toThrow(
    'option quantile must be a number between 0 and 1, both excluded, but it is 1. Pass for example quantile: 0.01.',
  )
  await expect(isAnomalous(model, [[0, 0]], NaN)).rejects.toThrow(
    'option threshold must be a log-density in nats, but it is NaN. Pass the result of anomalyThreshold.',
  )
  await expect(isAnomalous(model, [[0]], -3)).rejects.toThrow('samples must be [N, 2]')
})
