import { InvalidOptionError } from '@mixtura/numerics'
import { choice, optional, readOptions, type OptionReaders } from '@mixtura/numerics/validation'
import { adam, cosineDecay, installSecondOrderGradients, rateAt, trainingReaders, type LearningRate } from '@mixtura/tensor'
import type { InnerLoop } from '../learners/innerLoop.js'
import type { Learner } from '../learners/learner.js'
import { metaOrders, type MetaLearned } from '../learners/metaLearned.js'
import { innerReaders, metaTrain } from '../learners/metaTrain.js'
import type { TaskFamily } from '../tasks/taskFamily.js'
import { metaTrainingReaders, type MetaTrainingEnd, type MetaTrainingOptions } from '../training/trainOnTasks.js'
import { metaGradient, type MamlOrder } from './metaGradient.js'

/** Options of `metaTrainMaml`. */
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
  order: optional(choice(metaOrders)),
  innerStep: optional(choice(['gradient', 'em'])),
  ...innerReaders,
  innerRates: optional(choice(['fixed', 'learned'])),
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
  return metaTrain(family, learner, {
    method: 'maml',
    order,
    inner,
    options: read,
    settings: { order, innerRates },
    learnsRates: innerRates === 'learned',
    optimizer(parameters) {
      if (innerStep === 'gradient' && order === 'second') installSecondOrderGradients()
      return adam(parameters, { learningRate: metaLearningRate, clipNorm: metaClipNorm })
    },
    evaluate(learned, batch) {
      const { losses, norm, gradients } = metaGradient(learned, batch, { order, inner })
      return { losses, tensors: { norm, ...gradients }, direction: () => ({ norm, gradients }) }
    },
  })
}
