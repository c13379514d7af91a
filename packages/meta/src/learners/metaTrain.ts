import { count, optional, positive } from '@mixtura/numerics/validation'
import { trainingReaders, type JsonRecord, type NamedTensors, type NamedVariables, type Optimizer } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { readFamily } from '../tasks/readFamily.js'
import type { TaskFamily } from '../tasks/taskFamily.js'
import { createVariables } from '../training/createVariables.js'
import { trainOnTasks, type MetaTrainingEnd, type MetaTrainingOptions } from '../training/trainOnTasks.js'
import { adaptParameters, type InnerLoop } from './innerLoop.js'
import type { Learner } from './learner.js'
import { DivergedTaskError } from './learnerErrors.js'
import { loadTasks, requireFamily, type MetaBatch } from './metaBatch.js'
import { createMetaLearned, innerToJson, type MetaLearned, type MetaLearnedDetails } from './metaLearned.js'
import { arraysOf, copiesOf, mapTensors, prefixed, tensorsOf } from './namedArrays.js'
import { requireLearner } from './readLearner.js'

/** Readers of the inner loop's options, except for `innerStep`. */
export const innerReaders = {
  innerSteps: optional(count(1)),
  innerLearningRate: optional(positive(0.01)),
  innerClipNorm: optional(trainingReaders.clipNorm),
} as const

/** Variables that are learned: the start and, if they are learned, the rates of the inner steps. */
export interface LearnedVariables {
  readonly start: NamedVariables
  readonly rates: NamedVariables | undefined
}

/** Direction of one meta-step. */
export interface MetaDirection {
  /** Gradients by the names 'start/…' and 'rate/…'. */
  readonly gradients: NamedTensors
  /** Norm of all gradients together, before clipping. */
  readonly norm: tf.Scalar
}

/** The query losses of a batch, from which the direction follows. */
export interface MetaEvaluation {
  /** [T] loss of each query after adaptation. */
  readonly losses: tf.Tensor
  /** All other tensors that were created. They are disposed after the step. */
  readonly tensors: NamedTensors
  /** Called only if all losses are finite. Its tensors are disposed after the step too; they may be some of `tensors`. */
  direction(): MetaDirection | Promise<MetaDirection>
}

/** How a method learns a start. */
export interface MetaMethod extends Pick<MetaLearnedDetails, 'method' | 'order' | 'inner'> {
  /** Whether every parameter value has its own learned rate. */
  readonly learnsRates: boolean
  optimizer(parameters: NamedVariables): Optimizer
  evaluate(learned: LearnedVariables, batch: MetaBatch): MetaEvaluation
  /** Further settings that a checkpoint must match. */
  readonly settings: JsonRecord
}

/**
 * Learns a start on tasks of a family. Metrics of an epoch are the means of `loss`, the query loss after adaptation, and
 * `gradientNorm` over its meta-steps, and for the validation tasks `validationStartLoss` before adaptation and `validationLoss`
 * after it.
 *
 * @throws {ShapeError} if the learner or the family lacks a field.
 * @throws {InvalidLearnerError} {InvalidTaskError} {TooFewTasksError} if they do not fit each other.
 * @throws {DivergedTaskError} naming the task on which the inner loop diverged; its update is not applied.
 */
export async function metaTrain<Set, Model>(
  family: TaskFamily<Set>,
  learner: Learner<Set, Model>,
  { options, ...method }: MetaMethod & { readonly options: MetaTrainingOptions },
): Promise<MetaLearned<Set, Model> & MetaTrainingEnd> {
  const { inner, order } = method
  requireLearner(learner)
  const tasks = readFamily(family)
  const start = await createVariables(() => tensorsOf(learner.parameters))
  const rates = method.learnsRates ? await createVariables(() => mapTensors(start, value => tf.fill(value.shape, inner.innerLearningRate))) : undefined
  const parameters = { ...prefixed('start/', start), ...prefixed('rate/', rates ?? {}) }
  const optimizer = method.optimizer(parameters)
  try {
    requireFamily(tasks, learner, { seed: options.seed ?? 0, inner })
    const training = await trainOnTasks<MetaBatch>({
      family: tasks,
      options,
      metaBatch: 16,
      program: { parameters, parts: { optimizer } },
      load: seeds => loadTasks(tasks, learner, seeds),
      step: async (batch, step) => update(method.evaluate({ start, rates }, batch), { optimizer, seeds: batch.seeds, inner, step }),
      validate: batch => validationLosses({ start, rates }, batch, inner),
      settings: { method: method.method, ...method.settings, ...innerToJson(inner), learner: { kind: learner.kind, ...learner.settings } },
    })
    const [startArrays, rateArrays] = [await arraysOf(start), rates && (await arraysOf(rates))]
    return { ...createMetaLearned(learner, startArrays, rateArrays, { method: method.method, order, inner, history: training.history }), ...training }
  } finally {
    optimizer.dispose()
    tf.dispose(Object.values<tf.Tensor>(parameters))
  }
}

async function update(
  { losses, tensors, direction }: MetaEvaluation,
  { optimizer, seeds, inner, step }: { readonly optimizer: Optimizer; readonly seeds: readonly number[]; readonly inner: InnerLoop; readonly step: number },
): Promise<{ readonly loss: number; readonly gradientNorm: number }> {
  try {
    const values = await losses.data<'float32'>()
    requireFiniteLosses(values, seeds, inner, step)
    const { gradients, norm } = await direction()
    const [gradientNorm] = await norm.data()
    // A norm that is not finite is left to the training loop, which stops and names the metric.
    if (Number.isFinite(gradientNorm)) optimizer.apply(gradients)
    tf.dispose([norm, ...Object.values(gradients)])
    return { loss: values.reduce((sum, loss) => sum + loss / values.length, 0), gradientNorm }
  } finally {
    tf.dispose([losses, ...Object.values(tensors)])
  }
}

async function validationLosses({ start, rates }: LearnedVariables, { support, query, seeds }: MetaBatch, inner: InnerLoop) {
  const losses = tf.tidy(() => {
    const copies = copiesOf(start, seeds.length)
    const adapted = adaptParameters(copies, support, inner, rates)
    return tf.stack([query.losses(copies), query.losses(adapted)])
  })
  const values = await losses.data<'float32'>()
  losses.dispose()
  const [before, after] = [values.subarray(0, seeds.length), values.subarray(seeds.length)]
  requireFiniteLosses(after, seeds, inner, undefined)
  const mean = (all: Float32Array): number => all.reduce((sum, loss) => sum + loss / all.length, 0)
  return { validationStartLoss: mean(before), validationLoss: mean(after) }
}

/** @throws {DivergedTaskError} naming the first task whose loss is not finite. */
function requireFiniteLosses(losses: Float32Array, seeds: readonly number[], { innerSteps }: InnerLoop, step: number | undefined): void {
  const at = losses.findIndex(loss => !Number.isFinite(loss))
  if (at >= 0) throw new DivergedTaskError(seeds[at], innerSteps, losses[at], step)
}
