import { GaussianMixture } from '@mixtura/core'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { describeOnBackends } from '../testing/testBackends.js'
import { mixtureOnDevice } from './mixtureOnDevice.js'

const mixture = GaussianMixture.fromParameters({
  covarianceType: 'full',
  weights: [0.7, 0.3],
  means: [[1, -2], [-1, 0.5]],
  covariances: [[[2, 0.6], [0.6, 1]], [[0.5, -0.1], [-0.1, 0.3]]],
})

describeOnBackends('mixtureOnDevice', () => {
  it('is ln w - ln 2π - ½ ln det Σ at the mean of a component', () => {
    const device = mixtureOnDevice(mixture)
    const values = tf.tidy(() => device.logJoint(tf.tensor2d([[1, -2]])).dataSync())
    // det Σ = 2 - 0.36; float32 keeps seven digits.
    expect(values[0]).toBeCloseTo(Math.log(0.7) - Math.log(2 * Math.PI) - 0.5 * Math.log(1.64), 5)
    device.dispose()
  })

  it('sums to the density of core', async () => {
    const device = mixtureOnDevice(mixture)
    const rows = [[0.3, 0.1], [2, -3], [-1, 0.4]]
    const values = tf.tidy(() => tf.logSumExp(device.logJoint(tf.tensor2d(rows)), 1).dataSync())
    const expected = await mixture.logDensity(rows)
    values.forEach((value, n) => expect(value).toBeCloseTo(expected[n], 5))
    device.dispose()
  })

  it('pulls rows by Λ(μ - x)', () => {
    const standard = GaussianMixture.fromParameters({ covarianceType: 'spherical', weights: [1], means: [[1, 2]], covariances: [0.25] })
    const device = mixtureOnDevice(standard)
    const gradient = tf.tidy(() => tf.grad(x => tf.sum(device.logJoint(x)))(tf.tensor2d([[0, 0]])).dataSync())
    expect(gradient[0]).toBeCloseTo(4, 5)
    expect(gradient[1]).toBeCloseTo(8, 5)
    device.dispose()
  })

  it('refuses rows of other columns', () => {
    const device = mixtureOnDevice(mixture)
    expect(() => device.logJoint(tf.zeros([4, 3]))).toThrow(
      'rows must be [B, 2], but it is [4, 3]. Give codes of as many columns as the mixture.',
    )
    device.dispose()
  })
})
