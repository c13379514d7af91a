import { createRandom } from '@mixtura/numerics'
import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { completeHead, discriminatorHead, headOptions } from './discriminatorHead.js'

beforeAll(async () => {
  await useBackend('cpu')
})

describe('discriminator head', () => {
  it('reads log odds without overflow', () => {
    const head = discriminatorHead('logit')
    const odds = [[0], [100], [-100]]
    const [real, fake] = tf.tidy(() => [head.logReal(tf.tensor2d(odds)).dataSync(), head.logFake(tf.tensor2d(odds)).dataSync()])
    // ½ at 0; e^-100 rounds to 0 in float32.
    const expected = [-Math.LN2, 0, -100]
    real.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 6))
    fake.forEach((value, i) => expect(value).toBeCloseTo([-Math.LN2, -100, 0][i], 6))
  })

  it('floors the cost of a fake at the very mode of a mixture', () => {
    const head = discriminatorHead(completeHead({ kind: 'mixture', dimensions: 2, deviation: 2 }))
    const atTheCentre = tf.tidy(() => head.logFake(tf.zeros([1, 2])).dataSync()[0])
    expect(atTheCentre).toBeLessThan(-14)
    expect(atTheCentre).toBeGreaterThanOrEqual(Math.log(1e-8) - 1e-4)
    expect(tf.tidy(() => head.logReal(tf.zeros([1, 2])).dataSync()[0])).toBeCloseTo(0, 5)
  })

  it.each(['logit' as const, { kind: 'mixture', dimensions: 3, deviation: 0.5 } as const])('is a probability and what is left of it (%o)', options => {
    const head = discriminatorHead(completeHead(options))
    const random = createRandom(6)
    const sums = tf.tidy(() => {
      const outputs = tf.tensor2d(Float32Array.from({ length: 50 * head.outputs }, () => 2 * random.normal()), [50, head.outputs])
      return tf.add(tf.exp(head.logReal(outputs)), tf.exp(head.logFake(outputs))).dataSync()
    })
    for (const sum of sums) expect(sum).toBeCloseTo(1, 5)
  })

  it.each(['logReal', 'logFake'] as const)('of a mixture has the gradient of finite differences (%s)', which => {
    const head = discriminatorHead(completeHead({ kind: 'mixture', dimensions: 3 }))
    const at = Float32Array.of(0.3, -0.4, 0.2, -0.6, 0.1, 0.5)
    const value = (values: Float32Array): number => tf.tidy(() => tf.sum(head[which](tf.tensor2d(values, [2, 3]))).dataSync()[0])
    const gradient = tf.tidy(() => tf.grad(x => tf.sum(head[which](x)))(tf.tensor2d(at, [2, 3])).dataSync())
    gradient.forEach((slope, i) => {
      const [up, down] = [0.01, -0.01].map(step => value(at.with(i, at[i] + step)))
      // float32 sums near 10, over a step of 0.02: 1e-4; slopes reach 5.
      expect(Math.abs(slope - (up - down) / 0.02)).toBeLessThan(3e-3)
    })
  })

  it('refuses heads that it does not know', () => {
    expect(() => headOptions('head', 'softmax')).toThrow(
      "option head must be 'logit' or { kind: 'mixture' }, but it is 'softmax'. Leave it out for 'logit'.",
    )
    expect(() => headOptions('head', { kind: 'mixture', dimensions: 0 })).toThrow(
      'option head.dimensions must be a whole number of at least 1, but it is 0. Pass for example head.dimensions: 2.',
    )
    expect(() => headOptions('head', { kind: 'mixture', deviation: -1 })).toThrow(
      'option head.deviation must be a finite number above 0, but it is -1. Pass for example head.deviation: 0.5.',
    )
  })
})
