import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { describeOnBackends, use } from '../testing/testBackends.js'
import { adam, type AdamOptions } from './adam.js'
import { composedUpdate } from './adamKernel.js'

/** The algorithm of the paper, in float64. */
function textbookAdam(start: number[], gradientsOf: (step: number) => number[], steps: number, options: Required<Omit<AdamOptions, 'clipNorm'>>): number[] {
  const { learningRate, beta1, beta2, epsilon, weightDecay } = options
  const [p, m, v] = [start.slice(), start.map(() => 0), start.map(() => 0)]
  for (let t = 1; t <= steps; t++) {
    const rate = typeof learningRate === 'number' ? learningRate : learningRate(t)
    gradientsOf(t).forEach((g, i) => {
      m[i] = beta1 * m[i] + (1 - beta1) * g
      v[i] = beta2 * v[i] + (1 - beta2) * g * g
      const mHat = m[i] / (1 - beta1 ** t)
      const vHat = v[i] / (1 - beta2 ** t)
      p[i] -= rate * weightDecay * p[i] + (rate * mHat) / (Math.sqrt(vHat) + epsilon)
    })
  }
  return p
}

const start = [0.5, -1, 2, 0.001, 3, -0.25]
const gradientsOf = (step: number): number[] => start.map((value, i) => Math.sin(step * (i + 1)) + 0.1 * value)

describeOnBackends('adam', () => {
  it('moves each parameter by the learning rate at its first step, against the sign of its gradient', () => {
    const variable = tf.variable(tf.tensor1d([1, 1, 1]))
    const optimizer = adam({ variable }, { learningRate: 0.25 })
    tf.tidy(() => optimizer.apply({ variable: tf.tensor1d([3, -0.01, 0]) }))
    expect(Array.from(variable.dataSync())).toEqual([0.75, 1.25, 1].map(value => expect.closeTo(value, 6)))
    optimizer.dispose()
    variable.dispose()
  })

  it.each([
    { name: 'defaults', options: { learningRate: 1e-2, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } },
    { name: 'decay and a schedule', options: { learningRate: (step: number) => 1e-2 / step, beta1: 0.5, beta2: 0.9, epsilon: 1e-4, weightDecay: 0.1 } },
    { name: 'no first moment', options: { learningRate: 1e-2, beta1: 0, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 } },
  ])('agrees with the paper to 1e-6 over 20 steps ($name)', ({ options }) => {
    const variable = tf.variable(tf.tensor2d(start, [2, 3]))
    const optimizer = adam({ variable }, options)
    const before = tf.memory().numTensors
    for (let step = 1; step <= 20; step++) {
      tf.tidy(() => optimizer.apply({ variable: tf.tensor2d(gradientsOf(step), [2, 3]) }))
    }
    expect(tf.memory().numTensors).toBe(before)
    const expected = textbookAdam(start, gradientsOf, 20, options)
    variable.dataSync().forEach((value, i) => expect(Math.abs(value - expected[i])).toBeLessThan(1e-6 * Math.max(1, Math.abs(expected[i]))))
    optimizer.dispose()
    variable.dispose()
    expect(tf.memory().numTensors).toBeLessThan(before)
  })

  it('leaves tensors that share memory with a parameter alone', () => {
    const initial = tf.tensor1d([1, 2])
    const variable = tf.variable(initial)
    const optimizer = adam({ variable }, { learningRate: 0.5 })
    tf.tidy(() => optimizer.apply({ variable: tf.tensor1d([1, 1]) }))
    const snapshot = tf.clone(variable)
    const kept = Array.from(snapshot.dataSync())
    tf.tidy(() => optimizer.apply({ variable: tf.tensor1d([1, 1]) }))
    expect(Array.from(initial.dataSync())).toEqual([1, 2])
    expect(Array.from(snapshot.dataSync())).toEqual(kept)
    optimizer.dispose()
    tf.dispose([initial, snapshot, variable])
  })

  it('goes on from a saved state to the same bits', async () => {
    const run = async (interruptAt: number | undefined): Promise<number[]> => {
      let variable = tf.variable(tf.tensor1d(start))
      let optimizer = adam({ variable })
      for (let step = 1; step <= 6; step++) {
        tf.tidy(() => optimizer.apply({ variable: tf.tensor1d(gradientsOf(step)) }))
        if (step !== interruptAt) continue
        const state = await optimizer.saveState()
        const values = variable.dataSync().slice()
        optimizer.dispose()
        variable.dispose()
        variable = tf.variable(tf.tensor1d(values))
        optimizer = adam({ variable })
        optimizer.restoreState(state)
        expect(optimizer.steps).toBe(3)
      }
      const values = Array.from(variable.dataSync())
      optimizer.dispose()
      variable.dispose()
      return values
    }
    expect(await run(3)).toEqual(await run(undefined))
  })
})

it('is the composed update up to rounding', async () => {
  await use('cpu')
  const tensors = {
    value: tf.tensor1d(start),
    gradient: tf.tensor1d(gradientsOf(1)),
    mean: tf.tensor1d(gradientsOf(2)),
    square: tf.tensor1d(gradientsOf(3).map(g => g * g)),
  }
  const scalars = { beta1: 0.9, beta2: 0.99, rate: 0.1, epsilon: 1e-8, keep: 0.99 }
  const { value } = composedUpdate(tensors, scalars)
  const expected = start.map((p, i) => {
    const m = 0.9 * gradientsOf(2)[i] + 0.1 * gradientsOf(1)[i]
    const v = 0.99 * gradientsOf(3)[i] ** 2 + 0.01 * gradientsOf(1)[i] ** 2
    return 0.99 * p - (0.1 * m) / (Math.sqrt(v) + 1e-8)
  })
  value.dataSync().forEach((actual, i) => expect(actual).toBeCloseTo(expected[i], 6))
})

it('names the option that is out of range', () => {
  expect(() => adam({}, { beta1: 1 })).toThrow('option beta1 must be at least 0 and below 1, but it is 1. Pass for example beta1: 0.9.')
  expect(() => adam({}, { learningRate: NaN })).toThrow(
    'option learningRate must be a finite number of at least 0, but it is NaN. It is that at step 1: pass for example 1e-3.',
  )
})
