import { createRandom } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectClose } from '../testing/expectClose.js'
import { describeOnBackends, use } from '../testing/testBackends.js'
import { adam } from './adam.js'
import { clipGradients } from './clipGradients.js'
import { cosineDecay, rateAt, stepDecay, warmUp } from './learningRate.js'
import { sgd } from './sgd.js'

describeOnBackends('sgd', () => {
  it('gathers speed along a constant gradient: 1, 1.5, 1.75 of it', () => {
    const p = tf.variable(tf.tensor1d([10, 10]))
    const optimizer = sgd({ p }, { learningRate: 1, momentum: 0.5 })
    const seen: number[][] = []
    for (let step = 0; step < 3; step++) {
      tf.tidy(() => optimizer.apply({ p: tf.tensor1d([1, 2]) }))
      seen.push(Array.from(p.dataSync()))
    }
    expect(seen).toEqual([[9, 8], [7.5, 5], [5.75, 1.5]])
    optimizer.dispose()
    p.dispose()
  })

  it('clips by the norm over all parameters: [3] and [4] have norm 5', () => {
    const clipped = tf.tidy(() => {
      const gradients = { a: tf.tensor1d([3]), b: tf.tensor2d([[4]]) }
      return [2.5, 10].map(limit => Object.values(clipGradients(gradients, limit)).map(gradient => gradient.dataSync()[0]))
    })
    expectClose(clipped.flat(), [1.5, 2, 3, 4], { relative: 1e-6 })
  })

  it('gives the scalars of the objective before the update, and leaves no other tensors', () => {
    const p = tf.variable(tf.scalar(2))
    const q = tf.variable(tf.scalar(5))
    const optimizer = sgd({ p, q }, { learningRate: 0.25 })
    const before = tf.memory().numTensors
    const metrics = optimizer.minimize(() => ({ loss: tf.square(p) as tf.Scalar, cube: tf.pow(p, 3) as tf.Scalar }))
    expect(tf.memory().numTensors).toBe(before + 2)
    expectClose([metrics.loss.dataSync()[0], metrics.cube.dataSync()[0], p.dataSync()[0], q.dataSync()[0]], [4, 8, 1, 5], { relative: 1e-6 })
    tf.dispose(metrics)
    optimizer.dispose()
    tf.dispose([p, q])
  })
})

describe('learning rates', () => {
  const ratesOf = (rate: Parameters<typeof rateAt>[0], steps: readonly number[]): number[] => steps.map(step => rateAt(rate, step))

  it('fall by steps', () => {
    expectClose(ratesOf(stepDecay({ rate: 1, factor: 0.1, every: 2 }), [1, 2, 3, 4, 5]), [1, 1, 0.1, 0.1, 0.01], { relative: 1e-12 })
  })

  it('fall along half a cosine and stay', () => {
    expectClose(ratesOf(cosineDecay({ rate: 1, minimum: 0.5, steps: 5 }), [1, 3, 5, 9]), [1, 0.75, 0.5, 0.5], { relative: 1e-12 })
  })

  it('rise to the rate of what follows, which counts from there', () => {
    expectClose(ratesOf(warmUp(4, stepDecay({ rate: 1, factor: 0.5, every: 1 })), [1, 2, 4, 5]), [0.25, 0.5, 1, 0.5], { relative: 1e-12 })
  })
})

describe('what goes wrong', () => {
  beforeAll(() => use('cpu'))

  it('names gradients that fit no parameter', () => {
    const p = tf.variable(tf.tensor1d([1, 2]))
    const optimizer = sgd({ p }, { learningRate: 1 })
    const remedy = 'Name gradients as the parameters of this optimiser.'
    expect(() => tf.tidy(() => optimizer.apply({ p: tf.tensor1d([1]) }))).toThrow(`gradient 'p' must be [2], but it is [1]. ${remedy}`)
    expect(() => tf.tidy(() => optimizer.apply({ q: tf.tensor1d([1]) }))).toThrow(`gradient 'q' must be of one of p, but it is [1]. ${remedy}`)
    p.dispose()
  })

  it('takes no state of another optimiser', async () => {
    const p = tf.variable(tf.tensor1d([1, 2]))
    const [one, other] = [sgd({ p }, { learningRate: 1 }), adam({ p })]
    const state = await one.saveState()
    expect(() => other.restoreState(state)).toThrow(
      "checkpoint: kind of optimiser must be 'adam', but it is 'sgd'. Resume with the model and the options that it was saved with, or begin anew in another store.",
    )
    one.dispose()
    other.dispose()
    p.dispose()
  })
})

it('finds the minimum of a convex function by either', async () => {
  await use('cpu')
  const random = createRandom(2)
  const target = Float32Array.from({ length: 10 }, () => random.normal())
  for (const make of [(p: tf.Variable) => sgd({ p }, { learningRate: 0.1, momentum: 0.9 }), (p: tf.Variable) => adam({ p }, { learningRate: cosineDecay({ rate: 0.3, steps: 300 }) })]) {
    const p = tf.variable(tf.zeros([10]))
    const optimizer = make(p)
    for (let step = 0; step < 300; step++) {
      tf.dispose(optimizer.minimize(() => ({ loss: tf.sum(tf.squaredDifference(p, tf.tensor1d(target))) as tf.Scalar })))
    }
    expectClose(p.dataSync(), target, { relative: 1e-3, floor: 1 })
    optimizer.dispose()
    p.dispose()
  }
})
