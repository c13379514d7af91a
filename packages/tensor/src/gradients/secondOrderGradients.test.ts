import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { useBackend } from '../backends/useBackend.js'
import { SecondOrderGradientError } from '../errors.js'
import { presentBackends } from '../testing/presentBackends.js'
import { areSecondOrderGradientsInstalled, installSecondOrderGradients } from './secondOrderGradients.js'
import { metaGradient, metaGradientInFloat64, metaTask } from '../testing/metaGradient.js'
import { verifySecondOrderGradients } from './verifySecondOrderGradients.js'

const { present, absent } = await presentBackends()

it('without them TensorFlow.js does not differentiate exp twice', async () => {
  await useBackend('cpu')
  expect(areSecondOrderGradientsInstalled()).toBe(false)
  const error = await verifySecondOrderGradients().catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(SecondOrderGradientError)
  expect(error).toMatchObject({ code: 'second-order-gradient', operation: 'exp', backend: 'cpu', tolerance: 1e-3 })
})

describe.each(present)('second-order gradients on $name ($device)', ({ name }) => {
  beforeAll(async () => {
    await useBackend({ among: [name], softwareGpu: true })
    installSecondOrderGradients()
    installSecondOrderGradients()
  })

  it('agree with finite differences for every operation that is repaired', async () => {
    expect(areSecondOrderGradientsInstalled()).toBe(true)
    const before = tf.memory().numTensors
    const checks = await verifySecondOrderGradients(1e-3)
    expect(checks.map(({ operation }) => operation)).toContain('conv2d by its filters')
    expect(checks.length).toBeGreaterThan(20)
    expect(tf.memory().numTensors).toBe(before)
  })

  it.each([1, 3])('carry the loss of a mixture through %i inner steps', async innerSteps => {
    const expected = metaGradientInFloat64(metaTask, innerSteps)
    const actual = await metaGradient(metaTask, innerSteps)
    const largest = Math.max(...expected.map(Math.abs))
    const worst = Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)))
    expect(worst / largest).toBeLessThan(1e-3)
  })
})

describe.each(absent)('second-order gradients on $name', ({ reason }) => {
  it.skip(`skipped: ${reason}`, () => undefined)
})

it('says which operation failed and what to do', () => {
  expect(new SecondOrderGradientError('tanh', 'wasm', 1e-3, 0.25).message).toBe(
    'the second-order gradient of tanh on backend wasm must agree with finite differences to 0.001, but the relative error ' +
      'is 2.5e-1. Call installSecondOrderGradients() first, or use first-order gradients.',
  )
})
