import { createRandom, ShapeError } from '@mixtura/numerics'
import { choice, count, optional, positive, readOptions, requireObject } from '@mixtura/numerics/validation'
import { ensureBackend, SecondOrderGradientError, type NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { adaptParameters, lossGradients, type InnerLoop } from './innerLoop.js'
import type { Learner, LoadedSets } from './learner.js'
import { addTensors, copiesOf, mapTensors, tensorsOf } from './namedArrays.js'
import { requireLearner } from './readLearner.js'
import type { Task } from '../tasks/taskFamily.js'

/** The error of one derivative of a learner. */
export interface LearnerCheck {
  /** Name of the derivative, such as 'Hessian-vector product'. */
  readonly quantity: string
  /** Error against finite differences, relative to the largest entry. */
  readonly relativeError: number
}

/** Options of `verifyLearner`. */
export interface VerifyLearnerOptions {
  readonly innerStep?: 'gradient' | 'em'
  /** Number of inner steps; 1 by default. */
  readonly innerSteps?: number
  /** Learning rate of the inner steps; 0.1 by default. */
  readonly innerLearningRate?: number
  /** Number of random directions for Hessian-vector products; the meta-gradient uses three times as many. 4 by default. */
  readonly directions?: number
  /** Largest accepted relative error; 1e-3 by default. */
  readonly tolerance?: number
}

/**
 * Verifies the derivatives of a learner that MAML needs, on the backend in use: the Hessian-vector product of its loss on the
 * support, H v = ∇(∇L · v), and the meta-gradient ∇L(θ'; query) through the inner steps. Both are compared with finite
 * differences along random directions v,
 *
 *   (8 [f(φ + h v) - f(φ - h v)] - [f(φ + 2h v) - f(φ - 2h v)]) / 12 h,  h = 0.01.
 *
 * The loss must be smooth near the parameters. At a kink of relu the finite differences are wrong, not the derivatives.
 *
 * @throws {SecondOrderGradientError} for the first quantity beyond the tolerance.
 */
export async function verifyLearner<Set>(
  learner: Learner<Set, unknown>,
  task: Pick<Task<Set>, 'support' | 'query'>,
  options: VerifyLearnerOptions = {},
): Promise<readonly LearnerCheck[]> {
  requireLearner(learner)
  requireObject('task', task, { what: 'a task', fields: {}, remedy: 'Pass a support and a query.' })
  const { support, query } = task
  for (const [part, set] of Object.entries({ support, query })) {
    const problem = learner.problemOf(set)
    if (problem) throw new ShapeError(part, problem.expected, problem.actual, 'Pass a set that the learner can learn from.')
  }
  const { innerStep = 'gradient', innerSteps = 1, innerLearningRate = 0.1, directions = 4, tolerance = 1e-3 } = readOptions<VerifyLearnerOptions>(
    'verifyLearner',
    options,
    {
      innerStep: optional(choice(['gradient', 'em'])),
      innerSteps: optional(count(1)),
      innerLearningRate: optional(positive(0.01)),
      directions: optional(count(1)),
      tolerance: optional(positive(0.01)),
    },
  )
  await ensureBackend()
  const [supportSets, querySets] = [learner.load([support]), learner.load([query])]
  const inner: InnerLoop = { innerStep, innerSteps, innerLearningRate }
  const subjects: readonly (readonly [string, () => tf.Tensor])[] = [
    ['Hessian-vector product', () => hessianProducts(learner, supportSets, directions)],
    [`meta-gradient through ${innerSteps} ${innerStep} ${innerSteps === 1 ? 'step' : 'steps'}`, () => metaGradients(learner, { supportSets, querySets, inner, directions })],
  ]
  try {
    const checks: LearnerCheck[] = []
    for (const [quantity, compute] of subjects) {
      const subject = `${quantity} of learner '${learner.kind}'`
      const relativeError = await relativeErrorOf(compute).catch((error: unknown) => {
        throw new SecondOrderGradientError(subject, tf.getBackend(), tolerance, null, error instanceof Error ? error.message : String(error))
      })
      if (!(relativeError <= tolerance)) throw new SecondOrderGradientError(subject, tf.getBackend(), tolerance, relativeError)
      checks.push({ quantity, relativeError })
    }
    return checks
  } finally {
    tf.dispose([...supportSets.tensors, ...querySets.tensors])
  }
}

const h = 0.01

/** [2, …] Hessian-vector products by differentiation and by finite differences. */
function hessianProducts(learner: Learner<never, unknown>, sets: LoadedSets, directions: number): tf.Tensor {
  const at = copiesOf(tensorsOf(learner.parameters), 1)
  const names = Object.keys(at)
  const flat = (gradients: NamedTensors): tf.Tensor => tf.concat(names.map(name => tf.reshape(gradients[name], [-1])))
  const pairs = Array.from({ length: directions }, (_, seed) => {
    const v = drawnLike(at, seed)
    const products = tf.grads((...values: tf.Tensor[]) => {
      const gradients = lossGradients(Object.fromEntries(names.map((name, i) => [name, values[i]])), sets)
      return tf.addN(names.map(name => tf.sum(tf.mul(gradients[name], v[name]))))
    })(names.map(name => at[name]))
    const actual = tf.concat(products.map(product => tf.reshape(product, [-1])))
    return tf.stack([actual, differences(steps => flat(lossGradients(moved(at, v, steps), sets)))])
  })
  return tf.concat(pairs, 1)
}

function metaGradients(
  learner: Learner<never, unknown>,
  { supportSets, querySets, inner, directions }: {
    readonly supportSets: LoadedSets
    readonly querySets: LoadedSets
    readonly inner: InnerLoop
    readonly directions: number
  },
): tf.Tensor {
  const at = copiesOf(tensorsOf(learner.parameters), 1)
  const names = Object.keys(at)
  const objective = (start: NamedTensors): tf.Tensor => tf.sum(querySets.losses(adaptParameters(start, supportSets, inner)))
  const gradients = tf.grads((...values: tf.Tensor[]) => objective(Object.fromEntries(names.map((name, i) => [name, values[i]]))))(
    names.map(name => at[name]),
  )
  const pairs = Array.from({ length: 3 * directions }, (_, seed) => {
    const v = drawnLike(at, seed)
    const actual = tf.addN(gradients.map((gradient, i) => tf.sum(tf.mul(gradient, v[names[i]]))))
    return tf.stack([actual, differences(steps => objective(moved(at, v, steps)))])
  })
  return tf.stack(pairs, 1)
}

async function relativeErrorOf(compute: () => tf.Tensor): Promise<number> {
  const pairs = tf.tidy(compute)
  const values = await pairs.data()
  pairs.dispose()
  const count = values.length / 2
  let [largest, worst] = [0, 0]
  for (let i = 0; i < count; i++) {
    largest = Math.max(largest, Math.abs(values[count + i]))
    const gap = Math.abs(values[i] - values[count + i])
    worst = gap <= worst ? worst : gap // NaN stays
  }
  return worst / largest
}

function differences(at: (steps: number) => tf.Tensor): tf.Tensor {
  return tf.div(tf.sub(tf.mul(tf.sub(at(1), at(-1)), 8), tf.sub(at(2), at(-2))), 12 * h)
}

function moved(at: NamedTensors, v: NamedTensors, steps: number): NamedTensors {
  return addTensors(at, mapTensors(v, value => tf.mul(value, steps * h)))
}

/** Random values in [-1, 1] with the shapes of `tensors`. */
function drawnLike(tensors: NamedTensors, seed: number): NamedTensors {
  const random = createRandom(seed)
  return mapTensors(tensors, ({ shape, size }) => tf.tensor(Float32Array.from({ length: size }, () => 2 * random.uniform() - 1), shape))
}
