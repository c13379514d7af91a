import type { MixtureParameters } from '@mixtura/core'
import { ShapeError, type Matrix } from '@mixtura/numerics'
import { describeValue, requireCount, requireObject, type FieldKind } from '@mixtura/numerics/validation'
import { ensureBackend, type EpochRecord, type NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { NamedArrays } from '../learners/learner.js'
import type { Adaptable } from '../learners/metaLearned.js'
import { arraysOf, tensorsOf, withPrefix } from '../learners/namedArrays.js'
import { InvalidTaskError } from '../tasks/taskErrors.js'
import type { EpisodeSet, Task } from '../tasks/taskFamily.js'
import { requireSamples } from '../training/requireSamples.js'
import { classMixture } from './classMixture.js'
import { loadEpisodes, loadSupports, problemOfQuery, problemOfSupport } from './episodeBatch.js'
import { classLogits } from './episodeLogits.js'
import { adaptedClasses, measureEpisodes, type PrototypeModel } from './prototypeModel.js'

/** A trained prototypical network. */
export interface PrototypeStart {
  readonly model: PrototypeModel
  readonly parameters: NamedArrays
  /** Temperature of the softmax over squared distances before any support is seen: geometric mean of 1 / 2σ₀² over the code. */
  readonly temperature: number
  /** One record per epoch, with the metrics of training and validation. */
  readonly history: readonly EpochRecord[]
  /**
   * [N, Z] codes of samples, the space of the mixtures that `adapt` returns.
   *
   * @throws {ShapeError} {NonFiniteValuesError} for samples that it cannot read.
   */
  embed(samples: Matrix): Promise<Matrix>
  /**
   * Estimates the classes of an episode from its support. Rows labelled -1 have no label; every step also uses them.
   *
   * @param steps of soft k-means; by default as many as in training, and at least one if there are unlabelled rows.
   * @throws {InvalidTaskError} if the support cannot be learned from.
   */
  adapt(task: Adaptable<EpisodeSet>, steps?: number): Promise<EpisodeClassifier>
  /** [tasks] share of each task's queries that are classified correctly after adaptation to its support. */
  accuracies(tasks: readonly Task<EpisodeSet>[], steps?: number): Promise<Float32Array>
}

/** The classes of one episode, ready to classify. */
export interface EpisodeClassifier {
  /** Mixture of the codes, components of class 0 first. `fitGaussianMixture(codes, { initialize: mixture })` continues from it. */
  readonly mixture: MixtureParameters
  /** @returns labels [N], and ln p(c | x) [N, C], nats. */
  classify(samples: Matrix): Promise<{ readonly labels: Int32Array; readonly logProbabilities: Matrix }>
}

/** Rows per pass through the embedding. */
const rowsAtOnce = 512

export function createPrototypeStart(model: PrototypeModel, parameters: NamedArrays, history: readonly EpochRecord[]): PrototypeStart {
  const { embedding, shape } = model
  const logVariances = parameters['head/logVariances'].data

  async function embed(samples: Matrix): Promise<Matrix> {
    await ensureBackend()
    requireSamples(samples, shape.columns)
    const codes = new Float32Array(samples.rows * embedding.outputs)
    for (let from = 0; from < samples.rows; from += rowsAtOnce) {
      const rows = Math.min(rowsAtOnce, samples.rows - from)
      const part = tf.tidy(() => {
        const values = Float32Array.from(samples.data.subarray(from * shape.columns, (from + rows) * shape.columns))
        return embedding.apply(withPrefix('embedding/', tensorsOf(parameters)), tf.tensor2d(values, [rows, shape.columns]))
      })
      codes.set(await part.data<'float32'>(), from * embedding.outputs)
      part.dispose()
    }
    return { data: codes, rows: samples.rows, columns: embedding.outputs }
  }

  const stepsFor = (sets: readonly EpisodeSet[], steps: number | undefined): number =>
    steps ?? (sets.some(({ labels }) => labels.includes(-1)) ? Math.max(1, model.refinementSteps) : model.refinementSteps)

  async function adapt(task: Adaptable<EpisodeSet>, steps?: number): Promise<EpisodeClassifier> {
    requireTask(task)
    if (steps !== undefined) requireCount('steps', steps, 0)
    const { support, seed } = task
    await ensureBackend()
    requireEpisodes([{ support, seed: seed ?? 0 }], model)
    const gaussians: NamedTensors = tf.tidy(() => ({
      ...adaptedClasses(model, tensorsOf(parameters), { support: loadSupports([support], shape), steps: stepsFor([support], steps) }),
    }))
    const arrays = await arraysOf(gaussians)
    tf.dispose(Object.values(gaussians))
    return {
      mixture: classMixture(arrays, shape),
      async classify(samples) {
        const codes = await embed(samples)
        const logProbabilities = tf.tidy(() => {
          const { means, covariances } = tensorsOf(arrays)
          const logits = classLogits(tf.tensor3d(codes.data as Float32Array, [1, codes.rows, codes.columns]), { means, covariances }, shape)
          return tf.sub(logits, tf.logSumExp(logits, 2, true))
        })
        const data = (await logProbabilities.data<'float32'>()).slice()
        logProbabilities.dispose()
        return { labels: likeliest(data, shape.classes), logProbabilities: { data, rows: codes.rows, columns: shape.classes } }
      },
    }
  }

  async function accuracies(tasks: readonly Task<EpisodeSet>[], steps?: number): Promise<Float32Array> {
    if (!Array.isArray(tasks)) throw new ShapeError('tasks', 'a list of tasks', describeValue(tasks), 'Pass tasks of a family.')
    for (const task of tasks as readonly unknown[]) requireTask(task, { support: 'object', query: 'object' })
    if (steps !== undefined) requireCount('steps', steps, 0)
    await ensureBackend()
    requireEpisodes(tasks, model)
    const found = new Float32Array(tasks.length)
    // One at a time: episodes of different sizes need no padding, and a long list needs no extra memory.
    for (const [i, task] of tasks.entries()) {
      const accuracy = tf.tidy(
        () => measureEpisodes(model, tensorsOf(parameters), { ...loadEpisodes([task], shape), steps: stepsFor([task.support], steps) }).accuracy,
      )
      found.set(await accuracy.data<'float32'>(), i)
      accuracy.dispose()
    }
    return found
  }

  return {
    model,
    parameters,
    temperature: Math.exp(-logVariances.reduce((sum, value) => sum + value / logVariances.length, 0)) / 2,
    history,
    embed,
    adapt,
    accuracies,
  }
}

function requireTask(task: unknown, fields: Readonly<Record<string, FieldKind>> = { support: 'object' }): void {
  requireObject('task', task, { what: 'a task', fields, remedy: 'Pass a task of a family.' })
}

function requireEpisodes(tasks: readonly (Adaptable<EpisodeSet> & Partial<Task<EpisodeSet>>)[], { shape }: PrototypeModel): void {
  for (const { support, query, seed = 0 } of tasks) {
    const inSupport = problemOfSupport(support, shape)
    if (inSupport) throw new InvalidTaskError('of adapt', seed, 'support', inSupport)
    const inQuery = query && problemOfQuery(query, shape)
    if (inQuery) throw new InvalidTaskError('of adapt', seed, 'query', inQuery)
  }
}

function likeliest(logProbabilities: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: logProbabilities.length / classes }, (_, row) => {
    const own = logProbabilities.subarray(row * classes, (row + 1) * classes)
    return own.indexOf(Math.max(...own))
  })
}
