import { createRandom } from '@mixtura/numerics'
import { record } from '@mixtura/numerics/validation'
import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { completeLatentMixture, drawLatents, latentMixture, latentReaders } from './latentMixture.js'

beforeAll(async () => {
  await useBackend({ among: ['tensorflow', 'wasm', 'cpu'] })
})

describe('latent mixture', () => {
  it('is mean plus deviation times noise', () => {
    const latent = latentMixture(completeLatentMixture({ components: 2, dimensions: 2, oneHot: true }), createRandom(1))
    tf.tidy(() => {
      latent.variables['latent/means'].assign(tf.tensor2d([[1, 2], [-3, 4]]))
      latent.variables['latent/logDeviations'].assign(tf.log(tf.tensor2d([[0.5, 1], [2, 4]])))
      const { codes, inputs } = latent.transform({ components: Int32Array.of(1, 0), noise: Float32Array.of(1, -1, 2, 3) })
      // float32: relative 1e-6
      expect(Array.from(codes.dataSync()).map(value => Number(value.toFixed(5)))).toEqual([-1, 0, 2, 5])
      expect(inputs.shape).toEqual([2, 4])
      expect(Array.from(tf.slice(inputs, [0, 2], [2, 2]).dataSync())).toEqual([0, 1, 1, 0])
    })
    expect(latent.inputs).toBe(4)
    latent.dispose()
  })

  it('has the gradient of finite differences, that of the penalty included', () => {
    const latent = latentMixture(completeLatentMixture({ components: 3, dimensions: 2, deviationPenalty: 0.3 }), createRandom(2))
    const draws = drawLatents(latent.settings, 8, createRandom(3))
    const loss = (): tf.Scalar => tf.add(tf.mean(tf.sin(latent.transform(draws).codes)), latent.penalty())
    for (const variable of Object.values(latent.variables)) {
      const gradient = tf.tidy(() => tf.variableGrads(loss, [variable]).grads[variable.name].dataSync().slice())
      const at = Float32Array.from(variable.dataSync())
      const lossAt = (values: Float32Array): number =>
        tf.tidy(() => {
          variable.assign(tf.tensor(values, variable.shape))
          return loss().dataSync()[0]
        })
      at.forEach((value, i) => {
        const [up, down] = [0.01, -0.01].map(step => lossAt(at.with(i, value + step)))
        // float32 losses near 1 differ by 1e-7, over a step of 0.02: 1e-5; the cubic term adds as much.
        expect(Math.abs(gradient[i] - (up - down) / 0.02)).toBeLessThan(5e-5)
      })
      tf.tidy(() => variable.assign(tf.tensor(at, variable.shape)))
    }
    latent.dispose()
  })

  it('draws components by their weights, and the same again', () => {
    const settings = completeLatentMixture({ components: 3, dimensions: 1, weights: [0.2, 0, 0.8] })
    const { components, noise } = drawLatents(settings, 10_000, createRandom(4))
    const counts = [0, 1, 2].map(k => components.filter(component => component === k).length)
    expect(counts[1]).toBe(0)
    // Five standard deviations of a share of 0.2 among 10,000.
    expect(Math.abs(counts[0] / 10_000 - 0.2)).toBeLessThan(0.02)
    expect(drawLatents(settings, 10_000, createRandom(4)).noise).toEqual(noise)
    expect(new Set(drawLatents(settings, 5, createRandom(4), 1).components)).toEqual(new Set([1]))
  })

  it('refuses options that it cannot follow', () => {
    const read = (options: object) => record(latentReaders)('latent', options)
    expect(() => read({ components: 0 })).toThrow(
      'option latent.components must be a whole number of at least 1, but it is 0. Pass for example latent.components: 2.',
    )
    expect(() => read({ deviation: 0 })).toThrow(
      'option latent.deviation must be a finite number above 0, but it is 0. Pass for example latent.deviation: 0.3.',
    )
    expect(() => read({ spread: NaN })).toThrow(
      'option latent.spread must be a finite number of at least 0, but it is NaN. Pass for example latent.spread: 1.',
    )
    expect(() => completeLatentMixture({ components: 2, weights: [0.5, 0.4] })).toThrow(
      "option latent.weights must be 2 numbers of at least 0 that sum to 1, but it is '[0.5, 0.4]'. Leave them out for equal weights.",
    )
  })
})
