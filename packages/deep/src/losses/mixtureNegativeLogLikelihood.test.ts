import { GaussianMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { mixtureOnDevice, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { gaussianMixtureLoss } from '../losses/gaussianMixtureLoss.js'
import { mixtureNegativeLogLikelihood } from './mixtureNegativeLogLikelihood.js'

beforeAll(async () => {
  await useBackend({ among: ['tensorflow', 'wasm', 'cpu'] })
})

describe('mixtureNegativeLogLikelihood', () => {
  it('is ½ ln 2π at the mean of a standard normal', async () => {
    const mixture = mixtureOnDevice(GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[0]], covariances: [[[1]]] }))
    expect((await mixtureNegativeLogLikelihood(tf.zeros([3, 1]), mixture).data())[0]).toBeCloseTo(0.5 * Math.log(2 * Math.PI), 6)
    mixture.dispose()
  })

  it("agrees with core's log-likelihood, and its gradient with finite differences of that", async () => {
    const model = GaussianMixture.fromParameters({
      covarianceType: 'full',
      weights: [0.6, 0.4],
      means: [[0, 1], [2, -1]],
      covariances: [[[1, 0.5], [0.5, 2]], [[0.5, -0.2], [-0.2, 0.3]]],
    })
    const mixture = mixtureOnDevice(model)
    const random = createRandom(2)
    const rows = Array.from({ length: 4 }, () => [Math.fround(random.normal()), Math.fround(random.normal())])
    const x = tf.tensor2d(rows)
    const value = (await mixtureNegativeLogLikelihood(x, mixture).data())[0]
    expect(value).toBeCloseTo(-(await model.meanLogLikelihood(rows)), 5)
    const gradient = await tf.grad((features: tf.Tensor) => mixtureNegativeLogLikelihood(features, mixture))(x).data()
    for (let i = 0; i < 8; i++) {
      const moved = async (by: number): Promise<number> =>
        -(await model.meanLogLikelihood(rows.map((row, n) => row.map((cell, d) => (2 * n + d === i ? cell + by : cell)))))
      const slope = ((await moved(1e-5)) - (await moved(-1e-5))) / 2e-5
      expect(Math.abs(gradient[i] - slope)).toBeLessThan(1e-5)
    }
    mixture.dispose()
  })

  it('takes the Gaussians of a loss as a mixture', async () => {
    const loss = gaussianMixtureLoss({ classes: 2, columns: 1 })
    tf.tidy(() => loss.parameters['mixtureLoss/means'].assign(tf.tensor2d([[-1], [1]])))
    // Both components have the density exp(-½) / √2π at 0.
    const value = (await mixtureNegativeLogLikelihood(tf.zeros([1, 1]), loss).data())[0]
    expect(value).toBeCloseTo(0.5 + 0.5 * Math.log(2 * Math.PI), 6)
  })
})
