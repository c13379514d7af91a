import type { NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import type { NamedArrays } from '../learners/learner.js'
import { prefixed, withPrefix } from '../learners/namedArrays.js'
import type { ClassGaussians, PrototypeCovarianceType } from './classGaussians.js'
import type { Embedding } from './embedding.js'
import type { EpisodeBatch, EpisodeShape, SupportBatch } from './episodeBatch.js'
import { classLogits, refinedClasses } from './episodeLogits.js'

/** Everything that defines a prototypical network except its parameters. */
export interface PrototypeModel {
  readonly embedding: Embedding
  readonly shape: EpisodeShape & { readonly covarianceType: PrototypeCovarianceType }
  /** Steps of soft k-means on each support; 0 unless there are several prototypes per class or unlabelled rows. */
  readonly refinementSteps: number
}

/** Initial ν̄ and ν, the strength of a prior covariance relative to the support, in samples. */
const firstStrength = 10

/**
 * Initial parameters of the embedding and of the Gaussians. Temperature τ corresponds to variance 1 / 2τ, so that
 * ln N(z; μ, 1/2τ) = -τ ‖z - μ‖² up to a constant.
 */
export function firstParameters({ embedding, shape }: PrototypeModel, temperature: number): NamedArrays {
  const isSpherical = shape.covarianceType === 'spherical'
  const constant = (value: number, size = 1) => ({ shape: [size], data: new Float32Array(size).fill(value) })
  return {
    ...prefixed('embedding/', embedding.parameters),
    'head/logVariances': constant(-Math.log(2 * temperature), isSpherical ? 1 : embedding.outputs),
    ...(isSpherical
      ? {}
      : { 'head/logPooledStrength': constant(Math.log(firstStrength)), 'head/logClassStrength': constant(Math.log(firstStrength)) }),
  }
}

/** Estimates the classes of T episodes from their supports alone. */
export function adaptedClasses(
  { embedding, shape }: PrototypeModel,
  parameters: NamedTensors,
  { support, steps }: { readonly support: SupportBatch; readonly steps: number },
): ClassGaussians {
  const codes = embedding.apply(withPrefix('embedding/', parameters), support.rows)
  const ofTasks = tf.reshape(codes, [support.presence.shape[0], -1, embedding.outputs])
  return refinedClasses(ofTasks, support, { head: withPrefix('head/', parameters), shape, steps })
}

/** Loss, nats per query: -mean ln softmax_c at the label; and the share of queries that are classified correctly. Both [T]. */
export function measureEpisodes(
  model: PrototypeModel,
  parameters: NamedTensors,
  { support, query, steps = model.refinementSteps }: EpisodeBatch & { readonly steps?: number },
): { readonly loss: tf.Tensor; readonly accuracy: tf.Tensor } {
  const { shape } = model
  const tasks = query.targets.shape[0]
  const supportRows = support.rows.shape[0]
  // Support and query pass through the embedding in one call, since it treats every row alone.
  const codes = model.embedding.apply(withPrefix('embedding/', parameters), tf.concat([support.rows, query.rows]))
  const [supportCodes, queryCodes] = [0, supportRows].map((from, i) =>
    tf.reshape(tf.slice(codes, [from, 0], [i === 0 ? supportRows : -1, -1]), [tasks, -1, model.embedding.outputs]),
  )
  const gaussians = refinedClasses(supportCodes, support, { head: withPrefix('head/', parameters), shape, steps })
  const logits = classLogits(queryCodes, gaussians, shape)
  const shares = tf.mul(query.targets, tasks)
  const logProbabilities = tf.sub(logits, tf.logSumExp(logits, 2, true))
  const hits = tf.mul(shares, tf.oneHot(tf.argMax(logits, 2), shape.classes))
  return { loss: tf.neg(tf.sum(tf.mul(shares, logProbabilities), [1, 2])), accuracy: tf.sum(hits, [1, 2]) }
}
