import { InvalidOptionError } from '@mixtura/numerics'
import { choice, optional, readOptions, type OptionReaders } from '@mixtura/numerics/validation'
import { rateAt, sgd, trainingReaders, type LearningRate, type NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { adaptParameters, type InnerLoop, type InnerStep } from '../learners/innerLoop.js'
import type { Learner, NamedArrays } from '../learners/learner.js'
import type { MetaBatch } from '../learners/metaBatch.js'
import type { MetaLearned } from '../learners/metaLearned.js'
import { innerReaders, metaTrain } from '../learners/metaTrain.js'
import { arraysOf, arraysOfTask, copiesOf, mapTensors, prefixed, tensorsOf } from '../learners/namedArrays.js'
import type { TaskFamily } from '../tasks/taskFamily.js'
import { metaTrainingReaders, type MetaTrainingEnd, type MetaTrainingOptions } from '../training/trainOnTasks.js'

/** Options of `metaTrainReptile`. */
export interface ReptileOptions extends MetaTrainingOptions {
  /** 'adam' by default, without momentum; its state starts anew for each task. Mixtures can also adapt by 'em'. */
  readonly innerStep?: InnerStep
  /** Number of inner steps; 5 by default. */
  readonly innerSteps?: number
  /** Learning rate of gradient steps and Adam; 1e-3 by default. */
  readonly innerLearningRate?: number
  /** Largest norm of the inner gradient of each task; unlimited by default. */
  readonly innerClipNorm?: number
  /** ε, the share of the way to the adapted parameters; by default it falls linearly from 1 to 0. */
  readonly metaLearningRate?: LearningRate
}

const readers: OptionReaders<ReptileOptions> = {
  ...metaTrainingReaders,
  innerStep: optional(choice(['adam', 'gradient', 'em'])),
  ...innerReaders,
  metaLearningRate: optional(trainingReaders.learningRate),
}

/**
 * Reptile: moves the start towards the parameters that tasks adapt to,
 *
 *   φ ← φ + ε mean_i (θ_i - φ),  θ_i = φ after `innerSteps` steps on support_i,
 *
 * with ε annealed to 0. The components of mixtures are aligned with those of φ before they are averaged.
 *
 * @throws {InvalidOptionError} {InvalidLearnerError} for invalid options, or options that the learner does not support.
 * @throws {InvalidTaskError} {TooFewTasksError} for a family that cannot be learned from.
 * @throws {DivergedTaskError} naming the task on which the inner loop diverged; its update is not applied.
 * @see Nichol, Achiam & Schulman, On first-order meta-learning algorithms (2018), algorithm 2.
 */
export async function metaTrainReptile<Set, Model>(
  family: TaskFamily<Set>,
  learner: Learner<Set, Model>,
  options: ReptileOptions = {},
): Promise<MetaLearned<Set, Model> & MetaTrainingEnd> {
  const read = readOptions<ReptileOptions>('metaTrainReptile', options, readers)
  const { innerStep = 'adam', innerSteps = 5, innerLearningRate = 1e-3, innerClipNorm, epochs = 10, stepsPerEpoch = 100 } = read
  const { metaLearningRate = linearDecay(1, epochs * stepsPerEpoch) } = read
  const inner: InnerLoop = { innerStep, innerSteps, innerLearningRate, innerClipNorm }
  if (rateAt(metaLearningRate, 1) > 1) {
    throw new InvalidOptionError('metaLearningRate', 'at most 1', rateAt(metaLearningRate, 1), 'Pass for example metaLearningRate: 1; it is a share of the way.')
  }
  return metaTrain(family, learner, {
    method: 'reptile',
    order: 'first',
    inner,
    options: read,
    settings: {},
    learnsRates: false,
    optimizer: parameters => sgd(parameters, { learningRate: metaLearningRate }),
    evaluate({ start }, batch) {
      const { losses, adapted } = adaptBatch(start, batch, inner)
      return {
        losses,
        tensors: adapted,
        async direction() {
          const mean = learner.align ? tensorsOf(await alignedMean(learner, start, adapted)) : meanOfTasks(adapted)
          // φ - mean θ is the gradient of ½ mean ‖φ - θ‖², so a gradient step with rate ε is the update.
          const { difference, norm } = tf.tidy(() => {
            const moved = mapTensors(start, (value, name) => tf.sub(value, mean[name]))
            return { difference: moved, norm: tf.sqrt(tf.addN(Object.values(moved).map(value => tf.sum(tf.square(value))))) as tf.Scalar }
          })
          tf.dispose(mean)
          return { gradients: prefixed('start/', difference), norm }
        },
      }
    },
  })
}

function adaptBatch(start: NamedTensors, { support, query, seeds }: MetaBatch, inner: InnerLoop): { losses: tf.Tensor; adapted: NamedTensors } {
  return tf.tidy(() => {
    const adapted = adaptParameters(copiesOf(start, seeds.length), support, inner)
    return { losses: query.losses(adapted), adapted: { ...adapted } }
  })
}

function meanOfTasks(adapted: NamedTensors): NamedTensors {
  return tf.tidy(() => mapTensors(adapted, value => tf.mean(value, 0)) as Record<string, tf.Tensor>)
}

/** Mean of the tasks' parameters, with the components of each aligned to those of the start. */
async function alignedMean<Set, Model>(learner: Learner<Set, Model>, start: NamedTensors, adapted: NamedTensors): Promise<NamedArrays> {
  const [reference, arrays] = await Promise.all([arraysOf(start), arraysOf(adapted)])
  const tasks = Object.values(adapted)[0].shape[0]
  const means = Object.entries(reference).map(([name, { shape, data }]) => [name, { shape, data: new Float64Array(data.length) }] as const)
  for (let task = 0; task < tasks; task++) {
    const aligned = learner.align!(arraysOfTask(arrays, task), reference)
    for (const [name, { data }] of means) aligned[name].data.forEach((value, i) => (data[i] += value / tasks))
  }
  return Object.fromEntries(means.map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]))
}

/** ε at a step, counted from 1: `rate` at the first step, nearly 0 at the last. */
function linearDecay(rate: number, steps: number): LearningRate {
  return step => rate * Math.max(0, 1 - (step - 1) / steps)
}
