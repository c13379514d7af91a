import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { useBackend } from '../backends/useBackend.js'
import { stopGradient } from '../gradients/stopGradient.js'
import { differences, drawnValues, type Dense } from '../testing/float64.js'
import { presentBackends } from '../testing/presentBackends.js'
import { backendTolerances } from './backendTolerances.js'
import { operationCases, type OperationCase } from './operationCases.js'

/*
 * Tests every operation and gradient that the models use, on every backend of this machine, against float64 and finite
 * differences in float64.
 */
const { present, absent } = await presentBackends()

describe.each(present)('operations on $name ($device)', ({ name }) => {
  const tolerance = backendTolerances[name]
  beforeAll(async () => void (await useBackend({ among: [name], softwareGpu: true })))

  it.each(operationCases)('$name', async operation => {
    const inputs = inputsOf(operation)
    const expected = operation.reference(inputs)
    const before = tf.memory().numTensors
    const result = tf.tidy(() => operation.run(inputs.map(toTensor)))
    expect(result.shape).toEqual(expected.shape)
    expectClose(await result.data(), expected.data, tolerance)
    result.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it.each(operationCases.filter(({ gradientsBy }) => gradientsBy?.length !== 0))('gradient of $name', async operation => {
    const inputs = inputsOf(operation)
    const outer = drawnValues(operation.reference(inputs).shape, 99)
    const before = tf.memory().numTensors
    const gradients = tf.tidy(() => tf.grads((...xs: tf.Tensor[]) => operation.run(xs))(inputs.map(toTensor), toTensor(outer)))
    for (const which of operation.gradientsBy ?? inputs.map((_, i) => i)) {
      const expected = differences(operation.reference, inputs, outer, which)
      expect(gradients[which]!.shape).toEqual(expected.shape)
      expectClose(await gradients[which]!.data(), expected.data, 3 * tolerance) // two passes and the differences' own
    }
    tf.dispose(gradients)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('stopGradient lets no gradient of any order through', async () => {
    const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.mul(x, stopGradient(tf.square(x)))))
    const [first, second] = tf.tidy(() => {
      const x = tf.tensor1d([2, -3])
      return [gradient(x), tf.grad((y: tf.Tensor) => tf.sum(gradient(y)))(x)] as const
    })
    expect([...(await first.data())]).toEqual([4, 9])
    expect([...(await second.data())]).toEqual([0, 0])
    tf.dispose([first, second])
  })

  it('oneHot, argMax and comparisons', async () => {
    const flat = tf.tidy(() => {
      const x = tf.tensor2d([[1, 5, 2], [7, 0, 3]])
      return tf.concat([tf.reshape(tf.oneHot(tf.argMax(x, 1), 3), [-1]), tf.cast(tf.reshape(tf.greater(x, 2), [-1]), 'int32')])
    })
    expect([...(await flat.data())]).toEqual([0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1])
    flat.dispose()
  })

  it('dropout keeps the mean, and the same seed drops the same entries', async () => {
    const [first, again, other] = tf.tidy(() => {
      const x = tf.ones([100, 100])
      return [tf.dropout(x, 0.25, undefined, 5), tf.dropout(x, 0.25, undefined, 5), tf.dropout(x, 0.25, undefined, 6)] as const
    })
    const [a, b, c, mean] = await Promise.all([first.data(), again.data(), other.data(), tf.tidy(() => tf.mean(first)).data()])
    expect(a).toEqual(b)
    expect(a).not.toEqual(c)
    expect(mean[0]).toBeCloseTo(1, 1) // its deviation is 0.006
    tf.dispose([first, again, other])
  })
})

describe.each(absent)('operations on $name', ({ reason }) => {
  it.skip(`skipped: ${reason}`, () => undefined)
})

const inputsOf = ({ inputs }: OperationCase): Dense[] => inputs.map((shape, i) => drawnValues(shape, 31 + i))
const toTensor = ({ shape, data }: Dense): tf.Tensor => tf.tensor(Float32Array.from(data), [...shape])

function expectClose(actual: ArrayLike<number>, expected: Float64Array, tolerance: number): void {
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-3)
  const worst = expected.reduce((gap, value, i) => Math.max(gap, Number.isFinite(actual[i]!) ? Math.abs(actual[i]! - value) : Infinity), 0)
  expect(worst / scale).toBeLessThan(tolerance)
}
