import { createRandom } from '@mixtura/numerics'
import { choice, count, numberIn, optional, readOptions, type OptionReaders } from '@mixtura/numerics/validation'
import { adam, cosineDecay, trainingReaders, type LearningRate } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { arraysOf, tensorsOf } from '../learners/namedArrays.js'
import { readFamily } from '../tasks/readFamily.js'
import { InvalidTaskError } from '../tasks/taskErrors.js'
import { taskSeed, type EpisodeSet, type Task, type TaskFamily } from '../tasks/taskFamily.js'
import { createVariables } from '../training/createVariables.js'
import { metaTrainingReaders, type MetaTrainingEnd, type MetaTrainingOptions } from '../training/trainOnTasks.js'
import { trainTaskNetwork } from '../training/trainTaskNetwork.js'
import { prototypeCovarianceTypes, type PrototypeCovarianceType } from './classGaussians.js'
import { requireEmbedding, type Embedding } from './embedding.js'
import { loadEpisodes, problemOfQuery, problemOfSupport } from './episodeBatch.js'
import { firstParameters, measureEpisodes, type PrototypeModel } from './prototypeModel.js'
import { createPrototypeStart, type PrototypeStart } from './prototypeStart.js'

/** Options of `metaTrainPrototypes`. */
export interface PrototypeOptions extends MetaTrainingOptions {
  /** Network that maps samples to the space of the prototypes. */
  readonly embedding: Embedding
  /**
   * 'spherical' by default, which gives squared Euclidean distances. 'diag' and 'full' give every class its own covariance, shrunk
   * towards that of the episode, which is shrunk towards a learned one.
   */
  readonly covarianceType?: PrototypeCovarianceType
  /**
   * Temperature of the softmax over negative squared distances; 'learned' by default. A number keeps it fixed; the paper uses 1.
   */
  readonly temperature?: 'learned' | number
  /** Number of prototypes per class; 1 by default. */
  readonly prototypesPerClass?: number
  /** Steps of soft k-means on the support; by default 3 with several prototypes per class, else 0. */
  readonly refinementSteps?: number
  /** Adam's learning rate; by default it falls from 1e-3 to 0 along half a cosine. */
  readonly learningRate?: LearningRate
  /** Largest norm of the gradient; 10 by default. */
  readonly clipNorm?: number
}

const readers: OptionReaders<PrototypeOptions> = {
  ...metaTrainingReaders,
  embedding: (name, value) => {
    requireEmbedding(`option ${name}`, value)
    return value
  },
  covarianceType: optional(choice(prototypeCovarianceTypes)),
  temperature: optional((name, value) =>
    value === 'learned' ? value : numberIn({ above: 0, expected: `'learned' or a finite number above 0`, example: 'temperature: 1' })(name, value),
  ),
  prototypesPerClass: optional(count(1)),
  refinementSteps: optional(count(0)),
  learningRate: optional(trainingReaders.learningRate),
  clipNorm: optional(trainingReaders.clipNorm),
}

/**
 * Trains a prototypical network as Gaussian mixtures. Every class of an episode is a Gaussian in the space of an embedding f,
 * estimated from the support. The embedding is trained on the posterior of the classes of the queries,
 *
 *   min_f  -mean ln p(c | x),  p(c | x) ∝ Σ_j N(f(x); μ_cj, Σ_c).
 *
 * With covarianceType 'spherical' and temperature 1 this is the network of Snell et al.
 *
 * @throws {InvalidOptionError} for options out of range.
 * @throws {InvalidTaskError} {TooFewTasksError} for a family that cannot be learned from.
 * @throws {DivergedStepError} naming the episode on which training diverged; its update is not applied.
 * @see Snell, Swersky & Zemel, Prototypical networks for few-shot learning (2017), algorithm 1 and section 2.3.
 */
export async function metaTrainPrototypes(family: TaskFamily<EpisodeSet>, options: PrototypeOptions): Promise<PrototypeStart & MetaTrainingEnd> {
  const read = readOptions<PrototypeOptions>('metaTrainPrototypes', options, readers)
  const { embedding, covarianceType = 'spherical', temperature = 'learned', prototypesPerClass = 1, clipNorm = 10 } = read
  const { epochs = 10, stepsPerEpoch = 100, seed: drawnBy = 0 } = read
  const { refinementSteps = prototypesPerClass > 1 ? 3 : 0 } = read
  const { learningRate = cosineDecay({ rate: 1e-3, steps: epochs * stepsPerEpoch }) } = read
  const tasks = readFamily(family)
  const { classes } = tasks.task(taskSeed(createRandom(drawnBy), 'training')).support
  const model: PrototypeModel = {
    embedding,
    shape: { columns: embedding.inputs, classes, prototypesPerClass, covarianceType },
    refinementSteps,
  }
  const isLearned = temperature === 'learned'

  const parameters = await createVariables(() => tensorsOf(firstParameters(model, isLearned ? 1 : temperature)))
  const { 'head/logVariances': logVariances, ...others } = parameters
  const optimizer = adam(isLearned ? parameters : others, { learningRate, clipNorm })
  try {
    const training = await trainTaskNetwork({
      family: tasks,
      options: read,
      metaBatch: 4,
      requireTask: task => requireEpisode(tasks.name, task, model),
      load: episodes => loadEpisodes(episodes, model.shape),
      measure: batch => measureEpisodes(model, { ...others, 'head/logVariances': logVariances }, batch),
      parameters: isLearned ? parameters : others,
      optimizer,
      settings: {
        method: 'prototypes',
        embedding: { kind: embedding.kind, ...embedding.settings },
        ...model.shape,
        temperature,
        refinementSteps,
      },
    })
    return { ...createPrototypeStart(model, await arraysOf(parameters), training.history), ...training }
  } finally {
    optimizer.dispose()
    tf.dispose(Object.values<tf.Tensor>(parameters))
  }
}

function requireEpisode(family: string, { support, query, seed }: Task<EpisodeSet>, { shape }: PrototypeModel): void {
  const inSupport = problemOfSupport(support, shape)
  if (inSupport) throw new InvalidTaskError(family, seed, 'support', inSupport)
  const inQuery = problemOfQuery(query, shape)
  if (inQuery) throw new InvalidTaskError(family, seed, 'query', inQuery)
}
