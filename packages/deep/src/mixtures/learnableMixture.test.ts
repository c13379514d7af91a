import { GaussianMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { learnableMixture, learnableMixtureFrom } from './learnableMixture.js'

beforeAll(() => useBackend({ among: ['tensorflow', 'wasm', 'cpu'] }))
let tensorsBefore = 0
beforeEach(() => void (tensorsBefore = tf.memory().numTensors))
afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore))

const random = () => createRandom(1)
const weights = [0.5, 0.3, 0.2]
const means = [[0, 1, 2], [3, -1, 0], [-2, 0.5, 1]]
const models = {
  diag: GaussianMixture.fromParameters({ covarianceType: 'diag', weights, means, covariances: [[1, 0.25, 1], [0.5, 2, 1], [0.1, 0.3, 1]] }),
  full: GaussianMixture.fromParameters({
    covarianceType: 'full', weights, means,
    covariances: [
      [[1, 0.4, -0.2], [0.4, 0.5, 0.1], [-0.2, 0.1, 1]],
      [[0.5, -0.5, 0], [-0.5, 2, 0.3], [0, 0.3, 0.4]],
      [[0.2, 0.1, 0.1], [0.1, 0.3, 0.2], [0.1, 0.2, 1]],
    ],
  }),
}
const model = models.diag

describe.each(['diag', 'full'] as const)('learnableMixture from a fitted one (%s)', covarianceType => {
  it("agrees with core's densities", async () => {
    const mixture = learnableMixtureFrom(models[covarianceType], {}, random())
    const z = [[0.1, 0.9, 1], [2, 2, 2], [-2, 0, 0], [8, -6, 3]]
    const [joint, density] = tf.tidy(() => [mixture.logJoint(tf.tensor2d(z)).arraySync(), mixture.logDensity(tf.tensor2d(z)).arraySync()])
    const expected = await models[covarianceType].logDensity(z)
    // float32: some 1e-6 of the largest term, up to 200 nats for the last row.
    density.forEach((value, i) => expect(value / expected[i]).toBeCloseTo(1, 5))
    const responsibilities = await models[covarianceType].responsibilities(z)
    joint.forEach((row, i) => row.forEach((value, k) => expect(Math.exp(value - density[i])).toBeCloseTo(responsibilities.data[3 * i + k], 4)))
    mixture.dispose()
  })

  it('comes back as the mixture that it began as', async () => {
    const mixture = learnableMixtureFrom(models[covarianceType], {}, random())
    const back = await mixture.toGaussianMixture()
    for (const part of ['weights', 'means', 'covariances'] as const) {
      back[part].forEach((value, i) => expect(value).toBeCloseTo(models[covarianceType][part][i], 5))
    }
    mixture.dispose()
  })

  it('has the gradients of finite differences', () => {
    const mixture = learnableMixtureFrom(models[covarianceType], {}, random())
    const z = [[0.1, 0.9, 1], [1, 0, 0.5], [-1.5, 0.2, 1]]
    const total = () => tf.tidy(() => tf.sum(mixture.logDensity(tf.tensor2d(z))).dataSync()[0])
    const { value, grads } = tf.variableGrads(() => tf.sum(mixture.logDensity(tf.tensor2d(z))) as tf.Scalar, Object.values(mixture.parameters))
    for (const variable of Object.values(mixture.parameters)) {
      const start = Float32Array.from(variable.dataSync())
      const gradient = grads[variable.name].dataSync()
      const moved = (i: number, by: number) => {
        tf.tidy(() => variable.assign(tf.tensor(start.with(i, start[i] + by), variable.shape)))
        return total()
      }
      start.forEach((_, i) => {
        // Steps of 0.01 err by 1e-4 for their curvature and by 1e-4 for float32.
        expect((moved(i, 0.01) - moved(i, -0.01)) / 0.02).toBeCloseTo(gradient[i], 2)
        moved(i, 0)
      })
    }
    tf.dispose([value, grads])
    mixture.dispose()
  })
})

describe('learnableMixture', () => {
  it('is standard normal at the mean of a unit component', () => {
    const mixture = learnableMixture({ components: 1, columns: 1 }, random())
    const [mean] = mixture.means.dataSync()
    const density = tf.tidy(() => mixture.logDensity(tf.tensor2d([[mean]])).dataSync()[0])
    expect(density).toBeCloseTo(-0.5 * Math.log(2 * Math.PI), 6)
    mixture.dispose()
  })

  it('holds variances at their floor, where they still have a gradient', () => {
    const narrow = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [1], means: [[0]], covariances: [[1e-9]] })
    const mixture = learnableMixtureFrom(narrow, { varianceFloor: 0.01 }, random())
    const [variance, gradient] = tf.tidy(() => {
      const { grads } = tf.variableGrads(() => tf.sum(mixture.logDensity(tf.tensor2d([[1]]))) as tf.Scalar, [mixture.rawLogVariances])
      return [tf.exp(mixture.logVariances()).dataSync()[0], Object.values(grads)[0].dataSync()[0]]
    })
    expect(variance).toBeCloseTo(0.01 * 1.001, 6)
    expect(gradient).toBeGreaterThan(0)
    mixture.dispose()
  })

  it('refuses a mixture of another size or structure', () => {
    const mixture = learnableMixture({ components: 2, columns: 2 }, random())
    expect(() => mixture.assign(model)).toThrow(
      "mixture must be 'diag', 2 x 2, but it is 'diag', 3 x 3. Fit it with covarianceType: 'diag' to as many components and columns.",
    )
    mixture.dispose()
    expect(() => learnableMixture({ components: 0, columns: 2 }, random())).toThrow(
      'option components must be a whole number of at least 1, but it is 0. Pass for example components: 2.',
    )
    expect(() => learnableMixture({ components: 1, columns: 2, varianceFloor: 0 }, random())).toThrow(
      'option varianceFloor must be a number above 0 and below 1, but it is 0. Pass for example varianceFloor: 1e-3.',
    )
  })
})
