import type { MixtureParameters } from '@mixtura/core'
import { createRandom, type Matrix } from '@mixtura/numerics'
import { choice, count, optional, readOptions, seed } from '@mixtura/numerics/validation'
import { standardScale, type JsonRecord } from '@mixtura/tensor'
import type * as tf from '@tensorflow/tfjs-core'
import type { Learner, NamedArrays } from '../learners/learner.js'
import { isMatrix, problemOfRows, stackRows, type Frame } from '../learners/rowStack.js'
import { readFamily } from '../tasks/readFamily.js'
import { InvalidTaskError } from '../tasks/taskErrors.js'
import { taskSeed, type MixtureSet, type Task, type TaskFamily } from '../tasks/taskFamily.js'
import { alignComponents } from './alignComponents.js'
import { emStep } from './emStep.js'
import { initialMixture } from './initialMixture.js'
import { logJoint, mixtureMasks, negativeLogLikelihoods } from './logJoint.js'
import { mixtureOfArrays, startCovarianceTypes, type StartCovarianceType } from './mixtureArrays.js'

/** Options of `mixtureLearner`. */
export interface MixtureLearnerOptions {
  /** K, the number of components. */
  readonly components: number
  /** 'full' by default. */
  readonly covarianceType?: StartCovarianceType
  /** Number of training tasks whose samples are pooled, and on which initial mixtures are compared; 16 by default. */
  readonly pooledTasks?: number
  /** Whole number from 0; 0 by default. */
  readonly seed?: number
}

/** A learner of mixtures. Its models are as `fitGaussianMixture({ initialize })` takes them. */
export type MixtureLearner = Learner<MixtureSet, MixtureParameters>

/**
 * Makes a learner of Gaussian mixtures. Its loss is the negative log-likelihood,
 *
 *   L(θ; X) = -1/N Σ_n ln Σ_k w_k N(x_n; μ_k, Σ_k), nats per sample in units of the frame,
 *
 * where the frame gives the pooled samples of some training tasks mean 0 and variance 1 in each column. The initial parameters
 * are those from which a few steps of EM serve these tasks best (see `initialMixture`).
 *
 * @throws {InvalidOptionError} for options out of range.
 * @throws {InvalidTaskError} if the samples of a task are not a matrix with the columns of the first task.
 * @throws {MixturaError} any error of core's fit to the pooled samples.
 */
export async function mixtureLearner(family: TaskFamily<MixtureSet>, options: MixtureLearnerOptions): Promise<MixtureLearner> {
  const { components, covarianceType = 'full', pooledTasks = 16, seed: drawnBy = 0 } = readOptions<MixtureLearnerOptions>('mixtureLearner', options, {
    components: count(1),
    covarianceType: optional(choice(startCovarianceTypes)),
    pooledTasks: optional(count(1)),
    seed: optional(seed),
  })
  const tasks = drawTasks(readFamily(family), { components, pooledTasks, seed: drawnBy })
  const pooled = poolSupports(tasks)
  const frame = standardScale(pooled)
  const parameters = await initialMixture(tasks, pooled, { components, covarianceType, seed: drawnBy, frame })
  return createMixtureLearner({ components, columns: pooled.columns, covarianceType, frame }, parameters)
}

/** Everything that defines a mixture learner except its parameters. */
export interface MixtureLearnerSettings {
  readonly components: number
  readonly columns: number
  readonly covarianceType: StartCovarianceType
  readonly frame: Frame
}

export function createMixtureLearner(settings: MixtureLearnerSettings, parameters: NamedArrays): MixtureLearner {
  const { components, columns, covarianceType, frame } = settings
  return {
    kind: 'mixture',
    settings: { ...settings, frame: { ...frame } } satisfies JsonRecord,
    parameters,
    problemOf: set => problemOfRows('a matrix', set, { rows: Math.max(components, 2), columns }),
    load(sets) {
      const stack = stackRows(sets, frame)
      const masks = mixtureMasks(columns, covarianceType)
      return {
        tensors: [stack.values, stack.rowWeights, ...Object.values<tf.Tensor>({ ...masks })],
        losses: own => negativeLogLikelihoods(logJoint(own, stack.values, masks), stack.rowWeights),
        emStep: own => emStep(own, stack, masks),
      }
    },
    model: arrays => mixtureOfArrays(arrays, frame, covarianceType),
    align: alignComponents,
  }
}

function drawTasks(
  family: TaskFamily<MixtureSet>,
  { components, pooledTasks, seed: drawnBy }: { readonly components: number; readonly pooledTasks: number; readonly seed: number },
): readonly Task<MixtureSet>[] {
  const random = createRandom(drawnBy)
  const tasks = Array.from({ length: pooledTasks }, () => family.task(taskSeed(random, 'training')))
  // If the first task is not a matrix, there is no number of columns to compare with.
  const columns = isMatrix(tasks[0].support) ? tasks[0].support.columns : 1
  for (const task of tasks) {
    const problem = problemOfRows('a matrix', task.support, { rows: Math.max(components, 2), columns })
    if (problem) throw new InvalidTaskError(family.name, task.seed, 'support', problem)
  }
  return tasks
}

function poolSupports(tasks: readonly Task<MixtureSet>[]): Matrix {
  const data = new Float64Array(tasks.reduce((sum, { support }) => sum + support.data.length, 0))
  let at = 0
  for (const { support } of tasks) {
    data.set(support.data, at)
    at += support.data.length
  }
  const { columns } = tasks[0].support
  return { data, rows: data.length / columns, columns }
}
