import { InvalidOptionError } from '@mixtura/numerics'
import { choice, count, optional, readOptions, type OptionReaders } from '@mixtura/numerics/validation'
import { adam, cosineDecay, installSecondOrderGradients, rateAt, trainingReaders, type LearningRate } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { InnerLoop } from '../learners/innerLoop.js'
import type { Learner } from '../learners/learner.js'
import { createMetaLearned, innerToJson, type MetaLearned } from '../learners/metaLearned.js'
import {
  createVariables,
  metaTrainingReaders,
  requireFiniteLosses,
  runMetaTraining,
  type MetaTrainingEnd,
  type MetaTrainingOptions,
} from '../learners/metaTraining.js'
import { arraysOf, mapTensors, prefixed, tensorsOf } from '../learners/namedArrays.js'
import { requireLearner } from '../learners/readLearner.js'
import { rate } from '../tasks/optionReaders.js'
import { readFamily } from '../tasks/readFamily.js'
import type { TaskFamily } from '../tasks/taskFamily.js'
import { metaGradient, type MamlOrder } from './metaGradient.js'

export interface MamlOptions extends MetaTrainingOptions {
  /** 'second', the default, differentiates through the inner steps. 'first' takes the gradient at their end (FOMAML). */
  readonly order?: MamlOrder
  /** 'gradient' by default; mixtures can also adapt by 'em'. */
  readonly innerStep?: 'gradient' | 'em'
  /** Number of inner steps; 1 by default. */
  readonly innerSteps?: number
  /** Learning rate of gradient steps; 0.01 by default. */
  readonly innerLearningRate?: number
  /** 'learned': one rate per parameter value, starting at innerLearningRate (Meta-SGD). 'fixed' by default. */
  readonly innerRates?: 'fixed' | 'learned'
  /** Largest norm of the inner gradient of each task; unlimited by default. */
  readonly innerClipNorm?: number
  /** Adam's learning rate; by default it falls from 1e-3 to 0 along half a cosine. */
  readonly metaLearningRate?: LearningRate
  /** Largest norm of the meta-gradient; 10 by default. */
  readonly metaClipNorm?: number
}

const readers: OptionReaders<MamlOptions> = {
  ...metaTrainingReaders,
  order: optional(choice(['second', 'first'])),
  innerStep: optional(choice(['gradient', 'em'])),
  innerSteps: optional(count(1)),
  innerLearningRate: optional(rate),
  innerRates: optional(choice(['fixed', 'learned'])),
  innerClipNorm: optional(trainingReaders.clipNorm),
  metaLearningRate: optional(trainingReaders.learningRate),
  metaClipNorm: optional(trainingReaders.clipNorm),
}

/**
 * Model-agnostic meta-learning: learns parameters φ from which a few steps on the support of a task lower the loss of its query,
 *
 *   min_φ  mean_i L(θ_i; query_i),  θ_i = φ after `innerSteps` steps on support_i,
 *
 * by Adam along the second-order gradient Π_j (1 - α H_j) ∇L(θ_i; query_i), or the first-order one ∇L(θ_i; query_i). With EM as
 * inner step no second derivatives are needed: 'second' differentiates through the EM steps, 'first' does not. Second order
 * installs gradients for the whole process (installSecondOrderGradients).
 *
 * @throws {InvalidOptionError} {InvalidLearnerError} for invalid options, or options that the learner does not support.
 * @throws {InvalidTaskError} {TooFewTasksError} for a family that cannot be learned from.
 * @throws {DivergedTaskError} naming the task on which the inner loop diverged; its update is not applied.
 * @see Finn, Abbeel & Levine, Model-agnostic meta-learning (2017), algorithm 1; Li et al., Meta-SGD (2017), algorithm 1.
 */
export async function metaTrainMaml<Set, Model>(
  family: TaskFamily<Set>,
  learner: Learner<Set, Model>,
  options: MamlOptions = {},
): Promise<MetaLearned<Set, Model> & MetaTrainingEnd> {
  const read = readOptions<MamlOptions>('metaTrainMaml', options, readers)
  const { order = 'second', innerStep = 'gradient', innerSteps = 1, innerLearningRate = 0.01, innerRates = 'fixed', innerClipNorm } = read
  const { epochs = 10, stepsPerEpoch = 100, metaClipNorm = 10 } = read
  const { metaLearningRate = cosineDecay({ rate: 1e-3, steps: epochs * stepsPerEpoch }) } = read
  const inner: InnerLoop = { innerStep, innerSteps, innerLearningRate, innerClipNorm }
  if (innerStep === 'em' && innerRates === 'learned') {
    throw new InvalidOptionError('innerRates', `'fixed' beside innerStep: 'em', which has no rate`, 'learned', `Leave it out, or pass innerStep: 'gradient'.`)
  }
  rateAt(metaLearningRate, 1)
  requireLearner(learner)
  const tasks = readFamily(family)
  if (innerStep === 'gradient' && order === 'second') installSecondOrderGradients()

  const start = await createVariables(() => tensorsOf(learner.parameters))
  const rates = innerRates === 'learned' ? await createVariables(() => mapTensors(start, value => tf.fill(value.shape, innerLearningRate))) : undefined
  const parameters = { ...prefixed('start/', start), ...prefixed('rate/', rates ?? {}) }
  const optimizer = adam(parameters, { learningRate: metaLearningRate, clipNorm: metaClipNorm })
  try {
    const training = await runMetaTraining({
      family: tasks,
      learner,
      options: read,
      inner,
      program: { parameters, parts: { optimizer } },
      learned: { start, rates },
      settings: { method: 'maml', order, innerRates, ...innerToJson(inner) },
      async update(batch, step) {
        const { losses, norm, gradients } = metaGradient({ start, rates }, batch, { order, inner })
        const [values, [gradientNorm]] = await Promise.all([losses.data<'float32'>(), norm.data()])
        try {
          requireFiniteLosses(values, batch.seeds, inner, step)
          // A norm that is not finite is left to the training loop, which stops and names the metric.
          if (Number.isFinite(gradientNorm)) optimizer.apply(gradients)
        } finally {
          tf.dispose([losses, norm, ...Object.values(gradients)])
        }
        return { loss: values.reduce((sum, loss) => sum + loss / values.length, 0), gradientNorm }
      },
    })
    const learned = createMetaLearned(learner, await arraysOf(start), rates && (await arraysOf(rates)), {
      method: 'maml',
      order,
      inner,
      history: training.history,
    })
    return { ...learned, ...training }
  } finally {
    optimizer.dispose()
    tf.dispose(Object.values<tf.Tensor>(parameters))
  }
}
