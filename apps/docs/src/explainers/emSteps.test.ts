import { fitGaussianMixture } from '@mixtura/core'
import { describe, expect, it } from 'vitest'
import { expectation, maximization } from './emSteps.js'
import { initialOf } from './mixtureState.js'

const points = [[0, 0], [0, 2], [2, 0], [2, 2], [10, 10]] as const

describe('maximization', () => {
  it('keeps the order of the responsibilities when the first component is the smaller one', async () => {
    const { weights, means, covariances } = await maximization(points, [[0, 1], [0, 1], [0, 1], [0, 1], [1, 0]])
    expect(weights.map(weight => Number(weight.toFixed(12)))).toEqual([0.2, 0.8])
    expect(means).toEqual([[10, 10], [1, 1]])
    expect(covariances[1]!.map(value => Number(value.toFixed(12)))).toEqual([1.001, 0, 1.001])
  })
})

describe('expectation', () => {
  it('keeps the order of the mixture, and shares a point between two Gaussians by their weights', async () => {
    const mixture = { weights: [0.2, 0.8], means: [[5, 0], [-5, 0]], covariances: [[1, 0, 1], [1, 0, 1]] } as const
    const { responsibilities } = await expectation(mixture, [[0, 3], [5, 0], [-5, 0]])
    expect(responsibilities[0]!.map(share => Number(share.toFixed(12)))).toEqual([0.2, 0.8])
    expect(responsibilities[1]![0]).toBeCloseTo(1, 12)
    expect(responsibilities[2]![1]).toBeCloseTo(1, 12)
  })

  it('and maximization are one iteration of core', async () => {
    const start = { weights: [0.3, 0.7], means: [[8, 8], [0, 1]], covariances: [[4, 0, 4], [3, 1, 2]] } as const
    const { responsibilities } = await expectation(start, points)
    const { means } = await maximization(points, responsibilities)
    const { model } = await fitGaussianMixture(points.map(point => [...point]), { components: 2, initialize: initialOf(start), regularization: { absolute: 1e-3 }, acceleration: 'none', maxIterations: 1, threads: 1 })
    expect(model.componentMean(0)[0]).toBeCloseTo(means[1]![0], 10)
    expect(model.componentMean(1)[1]).toBeCloseTo(means[0]![1], 10)
  })
})
