import * as tf from '@tensorflow/tfjs-core'
import { functionLearner } from '../learners/functionLearner.js'
import type { Learner, NamedArrays } from '../learners/learner.js'
import type { TaskFamily } from '../tasks/taskFamily.js'

/** L(p; x) = ½ (p - x)², whose derivatives are known: ∇L = p - x, H = 1. */
export function parabolaLearner(start: number): Learner<number, NamedArrays> {
  return functionLearner<number>({
    kind: 'parabola',
    parameters: { p: { shape: [], data: Float32Array.of(start) } },
    load: x => ({ x: tf.scalar(x) }),
    loss: ({ p }, { x }) => tf.mul(tf.square(tf.sub(p, x)), 0.5) as tf.Scalar,
  })
}

/** Support x and query q of every task; seeds in the lower half have -x and -q. */
export function oppositeTasks(x: number, q: number): TaskFamily<number> {
  return {
    name: 'opposite tasks',
    task: seed => (seed < 2 ** 31 ? { support: -x, query: -q, seed } : { support: x, query: q, seed }),
  }
}
