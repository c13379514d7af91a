import { GaussianMixture } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { learnableMixtureFrom } from '../mixtures/learnableMixture.js'
import { componentShares } from './componentShares.js'
import { reviveComponents } from './reviveComponents.js'

beforeAll(() => useBackend({ among: ['tensorflow', 'wasm', 'cpu'] }))

describe('componentShares', () => {
  it('calls a component dead after an epoch without rows, and forgets it on request', async () => {
    const shares = componentShares(2, 4)
    const batch = tf.tensor1d([1, 0])
    for (let step = 0; step < 3; step++) shares.add(batch)
    expect(await shares.dead(0.01)).toEqual([])
    shares.add(batch)
    // e^-5 / 2 remains, which is less than 0.01 / 2.
    expect(await shares.dead(0.01)).toEqual([1])
    shares.forget([1])
    expect(await shares.dead(0.01)).toEqual([])
    batch.dispose()
    shares.dispose()
  })
})

describe('reviveComponents', () => {
  it('puts the dead where a row is, with the weight and the variance of the living', async () => {
    const mixture = learnableMixtureFrom(
      GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [0.75, 0.2499, 0.0001], means: [[0], [1], [99]], covariances: [[1], [5], [1e-3]] }),
      {},
      createRandom(1),
    )
    const codes = tf.tensor2d([[7]])
    await reviveComponents(mixture, { dead: [2], codes, random: createRandom(2) })
    codes.dispose()
    expect(mixture.means.dataSync()[2]).toBe(7)
    // (0.75 · 1 + 0.25 · 5) and (0.75 + 0.25) / 2, then of a third more.
    expect(tf.tidy(() => tf.exp(mixture.logVariances()).dataSync()[2])).toBeCloseTo(2, 2)
    expect(tf.tidy(() => tf.exp(mixture.logWeights()).dataSync()[2])).toBeCloseTo(1 / 3, 4)
    mixture.dispose()
  })
})
