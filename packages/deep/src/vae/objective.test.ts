import { GaussianMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { learnableMixtureFrom } from '../mixtures/learnableMixture.js'
import { autoencoderObjective, vaeObjective, type ElboForm } from './objective.js'
import type { VaeLikelihood } from './reconstruction.js'
import { variationalNetworks } from './variationalNetworks.js'

beforeAll(() => useBackend({ among: ['tensorflow', 'wasm', 'cpu'] }))

const prior = () =>
  learnableMixtureFrom(
    GaussianMixture.fromParameters({
      covarianceType: 'full', weights: [0.7, 0.3], means: [[0, 1], [1, -1]],
      covariances: [[[1, 0.3], [0.3, 0.5]], [[0.4, -0.1], [-0.1, 0.8]]],
    }),
    {},
    createRandom(0),
  )
const networks = (likelihood: VaeLikelihood) =>
  variationalNetworks({
    design: { kind: 'dense', widths: [4], activation: 'tanh' },
    shape: [3], latent: 2, likelihood, outputVariance: 'columns', initialLogVariance: -2, seed: 1,
  })
const rows = [[0, 1, 1], [1, 0, 0.5]]
const noise = [[0.5, -1], [0.2, 0.7]]

describe('vaeObjective', () => {
  it.each<[ElboForm, VaeLikelihood]>([['monte-carlo', 'bernoulli'], ['mean-field', 'bernoulli'], ['monte-carlo', 'gaussian']])(
    'has the gradients of finite differences by every parameter (%s, %s)',
    (form, likelihood) => {
      const [net, mixture] = [networks(likelihood), prior()]
      const loss = () => {
        const inputs = tf.tensor2d(rows)
        return vaeObjective(net, mixture, { inputs, targets: inputs, noise: tf.tensor2d(noise), form, freeBits: 0, beta: 0.7, pseudoShare: 0.1 }).loss
      }
      const parameters = Object.values({ ...net.parameters, ...mixture.parameters })
      tf.tidy(() => {
        const { grads } = tf.variableGrads(loss, parameters)
        for (const variable of parameters) {
          const start = Float32Array.from(variable.dataSync())
          const gradient = grads[variable.name].dataSync()
          const at = (i: number, by: number) => {
            variable.assign(tf.tensor(start.with(i, start[i] + by), variable.shape))
            return loss().dataSync()[0]
          }
          start.forEach((_, i) => {
            // Steps of 0.01 err by their curvature and by float32, 1e-4 each of gradients up to 10.
            const found = (at(i, 0.01) - at(i, -0.01)) / 0.02
            expect(Math.abs(found - gradient[i])).toBeLessThan(2e-3 * Math.max(1, Math.abs(gradient[i])))
            at(i, 0)
          })
        }
      })
      net.dispose()
      mixture.dispose()
    },
  )

  it('begins with one posterior variance for all rows', () => {
    const net = networks('bernoulli')
    const logVariance = tf.tidy(() => net.encode(tf.tensor2d(rows)).logVariance.dataSync())
    logVariance.forEach(value => expect(value).toBeCloseTo(-2, 5))
    net.dispose()
  })

  it('adds up: the bound is reconstruction less KL, the loss what beta and the pseudo-counts make of it', () => {
    const [net, mixture] = [networks('bernoulli'), prior()]
    const values = tf.tidy(() => {
      const inputs = tf.tensor2d(rows)
      const { responsibilities, ...scalars } = vaeObjective(net, mixture, {
        inputs, targets: inputs, noise: tf.tensor2d(noise), form: 'mean-field', freeBits: 0, beta: 3, pseudoShare: 0.1,
      })
      expect(Array.from(responsibilities.dataSync()).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6)
      return Object.fromEntries(Object.entries(scalars).map(([name, scalar]) => [name, scalar.dataSync()[0]]))
    })
    const { elbo, reconstructionLogLikelihood, klDivergence, loss } = values
    expect(elbo).toBeCloseTo(reconstructionLogLikelihood - klDivergence, 5)
    expect(loss).toBeCloseTo(3 * klDivergence - reconstructionLogLikelihood - 0.1 * Math.log(0.7 * 0.3), 5)
    net.dispose()
    mixture.dispose()
  })
})

describe('autoencoderObjective', () => {
  it('does not move the variances of the posterior', () => {
    const net = networks('gaussian')
    tf.tidy(() => {
      const inputs = tf.tensor2d(rows)
      const { grads } = tf.variableGrads(() => autoencoderObjective(net, { inputs, targets: inputs }).loss, Object.values(net.parameters))
      const kernel = net.parameters['encoder/dense2/kernel']
      const gradient = grads[kernel.name].arraySync() as number[][]
      gradient.forEach(([first, second, third, fourth]) => {
        expect([third, fourth]).toEqual([0, 0])
        expect(Math.abs(first) + Math.abs(second)).toBeGreaterThan(0)
      })
    })
    net.dispose()
  })
})
