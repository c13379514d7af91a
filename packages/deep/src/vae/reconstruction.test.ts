import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { bernoulliLogLikelihood, gaussianLogLikelihood } from './reconstruction.js'

beforeAll(() => useBackend({ among: ['tensorflow', 'wasm', 'cpu'] }))

describe('likelihoods', () => {
  it('of Bernoulli: ln of the probabilities', () => {
    const logits = [0, 2, -3]
    const probability = (logit: number) => 1 / (1 + Math.exp(-logit))
    const expected = Math.log(probability(0)) + Math.log(probability(2)) + Math.log(1 - probability(-3))
    expect(tf.tidy(() => bernoulliLogLikelihood(tf.tensor2d([[1, 1, 0]]), tf.tensor2d([logits])).dataSync()[0])).toBeCloseTo(expected, 5)
  })

  it('of Bernoulli: finite for logits that no exponential holds', () => {
    const values = tf.tidy(() => bernoulliLogLikelihood(tf.tensor2d([[1], [0]]), tf.tensor2d([[-500], [500]])).arraySync())
    expect(values).toEqual([-500, -500])
  })

  it('of Gaussian: the density, with one variance or one per column', () => {
    const at = (logVariances: number[]) =>
      tf.tidy(() => gaussianLogLikelihood(tf.tensor2d([[1, 2]]), tf.tensor2d([[1, 0]]), tf.tensor1d(logVariances)).dataSync()[0])
    expect(at([0])).toBeCloseTo(-Math.log(2 * Math.PI) - 2, 5)
    expect(at([Math.log(0.25), Math.log(4)])).toBeCloseTo(-Math.log(2 * Math.PI) - 0.5 * Math.log(0.25 * 4) - 0.5, 5)
  })
})
