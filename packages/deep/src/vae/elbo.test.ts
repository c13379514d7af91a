import { componentDivergences, GaussianMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { learnableMixtureFrom, type LearnableMixture } from '../mixtures/learnableMixture.js'
import { componentKl, latentDraw, logPosteriorDensity, meanFieldKl, monteCarloKl, type LatentPosterior } from './elbo.js'
import { standardPrior } from './pretrainVae.js'
import { standardNormals } from './standardNormals.js'

beforeAll(() => useBackend({ among: ['tensorflow', 'wasm', 'cpu'] }))
let tensorsBefore = 0
beforeEach(() => void (tensorsBefore = tf.memory().numTensors))
afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore))

const means = [[0.5, -1], [2, 0.3], [-0.2, 0.1]]
const logVariances = [[-1, 0], [0.5, -2], [-3, -0.4]]
const posterior = (): LatentPosterior => ({ mean: tf.tensor2d(means), logVariance: tf.tensor2d(logVariances) })
const mixtureOf = (order: readonly number[]): LearnableMixture => {
  const parts = { weights: [0.5, 0.3, 0.2], means: [[0, 1], [3, -1], [-2, 0.5]], covariances: [[1, 0.25], [0.5, 2], [0.1, 0.3]] }
  const given = <T>(values: readonly T[]): T[] => order.map(k => values[k])
  // Not fromParameters, which would put components in canonical order.
  const model = new GaussianMixture({
    covarianceType: 'diag', components: 3, columns: 2,
    weights: Float64Array.from(given(parts.weights)),
    means: Float64Array.from(given(parts.means).flat()),
    covariances: Float64Array.from(given(parts.covariances).flat()),
  })
  return learnableMixtureFrom(model, {}, createRandom(0))
}
const slanted = GaussianMixture.fromParameters({
  covarianceType: 'full', weights: [0.6, 0.4], means: [[0, 1], [2, -1]],
  covariances: [[[1, 0.8], [0.8, 2]], [[0.5, -0.2], [-0.2, 0.3]]],
})

describe('KL terms', () => {
  it('are the closed form of the plain variational autoencoder for N(0, I)', () => {
    const prior = standardPrior(2, 1e-3)
    const found = tf.tidy(() => meanFieldKl(posterior(), { prior, freeBits: 0 }).klDivergence.dataSync())
    means.forEach((mean, b) => {
      const parts = mean.map((m, j) => 0.5 * (Math.exp(logVariances[b][j]) + m * m - 1 - logVariances[b][j]))
      expect(found[b]).toBeCloseTo(parts[0] + parts[1], 5)
    })
    prior.dispose()
  })

  it("of each component are core's, whatever the covariances", () => {
    const prior = learnableMixtureFrom(slanted, {}, createRandom(0))
    const found = tf.tidy(() => componentKl(posterior(), prior).arraySync())
    means.forEach((mean, b) => {
      const own = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [1], means: [mean], covariances: [logVariances[b].map(Math.exp)] })
      const { data } = componentDivergences(own, slanted)
      found[b].forEach((value, k) => expect(value).toBeCloseTo(data[k], 4))
    })
    prior.dispose()
  })

  it('collapse to Σ γ_c KL_c + KL(γ ‖ π) at the best γ', () => {
    const prior = learnableMixtureFrom(slanted, {}, createRandom(0))
    tf.tidy(() => {
      const byComponent = componentKl(posterior(), prior).arraySync()
      meanFieldKl(posterior(), { prior, freeBits: 0 }).klDivergence.arraySync().forEach((collapsed, b) => {
        const joint = byComponent[b].map((kl, k) => slanted.weights[k] * Math.exp(-kl))
        const shares = joint.map(value => value / (joint[0] + joint[1]))
        const terms = shares.map((share, k) => share * (byComponent[b][k] + Math.log(share / slanted.weights[k])))
        expect(collapsed).toBeCloseTo(terms[0] + terms[1], 4)
      })
    })
    prior.dispose()
  })

  it('is 0 where the posterior is the prior', () => {
    const prior = standardPrior(2, 1e-3)
    const kl = tf.tidy(() => meanFieldKl({ mean: tf.zeros([1, 2]), logVariance: tf.zeros([1, 2]) }, { prior, freeBits: 0 }).klDivergence.dataSync()[0])
    expect(Math.abs(kl)).toBeLessThan(1e-6)
    prior.dispose()
  })

  it('does not depend on the order of the components', () => {
    const [a, b] = [mixtureOf([0, 1, 2]), mixtureOf([2, 0, 1])]
    tf.tidy(() => {
      const z = latentDraw(posterior(), tf.tensor2d([[0.3, -1], [1, 0.2], [-0.5, 2]]))
      const kls = (prior: LearnableMixture) => [
        ...meanFieldKl(posterior(), { prior, freeBits: 0 }).klDivergence.dataSync(),
        ...monteCarloKl(posterior(), z, { prior, freeBits: 0 }).klDivergence.dataSync(),
      ]
      kls(a).forEach((value, i) => expect(kls(b)[i]).toBeCloseTo(value, 4))
    })
    a.dispose()
    b.dispose()
  })

  it('is larger in the mean-field form than in the Monte Carlo form, whose mean is the KL divergence', async () => {
    const prior = mixtureOf([0, 1, 2])
    const draws = 20_000
    const model = GaussianMixture.fromParameters({
      covarianceType: 'diag', weights: [0.5, 0.3, 0.2],
      means: [[0, 1], [3, -1], [-2, 0.5]], covariances: [[1, 0.25], [0.5, 2], [0.1, 0.3]],
    })
    for (const [b, mean] of means.entries()) {
      const one: LatentPosterior = { mean: tf.tensor2d([mean]), logVariance: tf.tensor2d([logVariances[b]]) }
      const noise = standardNormals(draws, 2, createRandom(b))
      const { monteCarlo, meanField, z, logPosterior } = tf.tidy(() => {
        const drawn = latentDraw(one, noise)
        const values = logPosteriorDensity(one, drawn)
        const kl = tf.sub(values, prior.logDensity(drawn))
        return {
          monteCarlo: tf.mean(kl).dataSync()[0],
          meanField: meanFieldKl(one, { prior, freeBits: 0 }).klDivergence.dataSync()[0],
          z: drawn.arraySync(),
          logPosterior: values.dataSync(),
        }
      })
      expect(monteCarlo).toBeLessThan(meanField + 1e-3)
      const logPrior = await model.logDensity(z)
      const inCore = logPrior.reduce((sum, value, i) => sum + (logPosterior[i] - value) / draws, 0)
      expect(monteCarlo).toBeCloseTo(inCore, 3)
      tf.dispose([one.mean, one.logVariance, noise])
    }
    prior.dispose()
  })

  it('leaves free bits unpaid', () => {
    const prior = standardPrior(2, 1e-3)
    tf.tidy(() => {
      const z = latentDraw(posterior(), tf.zeros([3, 2]))
      for (const paid of [
        (freeBits: number) => meanFieldKl(posterior(), { prior, freeBits }).paid.dataSync()[0],
        (freeBits: number) => monteCarloKl(posterior(), z, { prior, freeBits }).paid.dataSync()[0],
      ]) {
        // With two latent dimensions, free bits below half of the KL change nothing. Larger ones replace it: 2 · 10 = 20.
        expect(paid(0.49 * paid(0))).toBe(paid(0))
        expect(paid(10)).toBe(20)
      }
    })
    prior.dispose()
  })

  it.each(['mean-field', 'monte-carlo'] as const)('has the gradients of finite differences by mean and log-variance (%s)', form => {
    const prior = learnableMixtureFrom(slanted, {}, createRandom(0))
    const noise = tf.tensor2d([[0.3, -1], [1, 0.2], [-0.5, 2]])
    const objective = (mean: tf.Tensor, logVariance: tf.Tensor): tf.Scalar => {
      const q = { mean, logVariance } as LatentPosterior
      return form === 'mean-field' ? meanFieldKl(q, { prior, freeBits: 0 }).paid : monteCarloKl(q, latentDraw(q, noise), { prior, freeBits: 0 }).paid
    }
    tf.tidy(() => {
      const gradients = tf.grads(objective)([tf.tensor2d(means), tf.tensor2d(logVariances)])
      for (const [which, values] of [means, logVariances].entries()) {
        const gradient = gradients[which].arraySync() as number[][]
        values.forEach((row, b) => row.forEach((value, j) => {
          const at = (by: number) => {
            const moved = values.map((other, i) => (i === b ? other.with(j, value + by) : other))
            const [mean, logVariance] = which === 0 ? [moved, logVariances] : [means, moved]
            return objective(tf.tensor2d(mean), tf.tensor2d(logVariance)).dataSync()[0]
          }
          // Steps of 0.01 err by 1e-4 for their curvature and for float32.
          expect((at(0.01) - at(-0.01)) / 0.02).toBeCloseTo(gradient[b][j], 2)
        }))
      }
    })
    noise.dispose()
    prior.dispose()
  })
})
