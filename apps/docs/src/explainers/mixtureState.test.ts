import { confidenceEllipse, GaussianMixture } from '@mixtura/core'
import { describe, expect, it } from 'vitest'
import { ellipseProbability } from '../../../../examples/src/running/exampleFigure.js'
import { ellipsesOfPlane, planeMixture } from './mixtureState.js'

describe('ellipsesOfPlane', () => {
  it('draws the ellipses of core', () => {
    const model = GaussianMixture.fromParameters({
      covarianceType: 'full',
      weights: [0.5, 0.3, 0.2],
      means: [[0, 1], [-3, 2], [5, -4]],
      covariances: [[[2, 0.9], [0.9, 1]], [[0.3, -0.4], [-0.4, 1.7]], [[0.5, 0], [0, 4]]],
    })
    const drawn = ellipsesOfPlane(planeMixture(model))
    expect(drawn).toHaveLength(3)
    drawn.forEach(({ label, centre, semiAxes, angle }, k) => {
      const own = confidenceEllipse(model, k, { columns: [0, 1], probability: ellipseProbability })
      expect(label).toBe(k)
      for (const i of [0, 1]) {
        expect(centre[i]).toBe(own.centre[i])
        expect(semiAxes[i]).toBeCloseTo(own.semiAxes[i]!, 10)
      }
      // An axis has two directions.
      expect(Math.sin(angle - own.angle)).toBeCloseTo(0, 10)
    })
  })
})
