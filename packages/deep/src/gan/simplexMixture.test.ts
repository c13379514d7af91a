import { GaussianMixture } from '@mixtura/core'
import { createRandom, matrix } from '@mixtura/numerics'
import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { relativeLogDensity, simplexMixture } from './simplexMixture.js'

beforeAll(async () => {
  await useBackend('cpu')
})

describe('simplex mixture', () => {
  it.each([1, 2, 3, 9])('has corners of length 1, any two at the cosine -1/d (d = %i)', dimensions => {
    const { corners } = simplexMixture(dimensions, 0.5)
    for (let i = 0; i <= dimensions; i++) {
      for (let j = 0; j <= dimensions; j++) {
        let product = 0
        for (let k = 0; k < dimensions; k++) product += corners[i * dimensions + k] * corners[j * dimensions + k]
        expect(product).toBeCloseTo(i === j ? 1 : -1 / dimensions, 12)
      }
    }
  })

  it('is largest at the centre where components are wide, at the corners where they are narrow', () => {
    // Two components on the line at ±1: at 0, N(1; 0, 4); at a corner, half of N(0; 0, 0.01).
    expect(simplexMixture(1, 2).logMaximum).toBeCloseTo(-0.5 * Math.log(2 * Math.PI * 4) - 1 / 8, 12)
    expect(simplexMixture(1, 0.1).logMaximum).toBeCloseTo(-Math.log(2) - 0.5 * Math.log(2 * Math.PI * 0.01), 12)
    // That of the paper: ten components of σ ½ in nine dimensions, each at distance 1 = 2 σ from the centre.
    expect(simplexMixture(9, 0.5).logMaximum).toBeCloseTo(-4.5 * Math.log(2 * Math.PI * 0.25) - 2, 12)
  })

  it.each([[2, 0.5], [9, 0.5], [4, 0.2]])("is core's mixture over its maximum, and never above 0 (d = %i, σ = %f)", async (dimensions, deviation) => {
    const simplex = simplexMixture(dimensions, deviation)
    const mixture = GaussianMixture.fromParameters({
      covarianceType: 'spherical',
      weights: new Array<number>(dimensions + 1).fill(1 / (dimensions + 1)),
      means: simplex.corners,
      covariances: new Array<number>(dimensions + 1).fill(deviation ** 2),
    })
    const random = createRandom(5)
    const values = Float32Array.from({ length: 200 * dimensions }, () => random.normal())
    const relative = tf.tidy(() => relativeLogDensity(simplex, tf.tensor2d(values, [200, dimensions])).dataSync())
    const exact = await mixture.logDensity(matrix(Float64Array.from(values), 200, dimensions))
    relative.forEach((value, i) => {
      expect(value).toBeLessThanOrEqual(0)
      const expected = exact[i] - simplex.logMaximum
      // Squares of up to some hundred nats, in float32.
      expect(Math.abs(value - expected)).toBeLessThan(1e-5 * (1 + Math.abs(expected)) + 1e-5)
    })
  })
})
