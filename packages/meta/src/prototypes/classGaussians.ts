import type { NamedTensors } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { modifiedCholesky } from '../mixtures/emStep.js'
import { differencesFrom } from '../mixtures/logJoint.js'

export const prototypeCovarianceTypes = ['spherical', 'diag', 'full'] as const

/** 'spherical': one variance for all classes, which gives squared Euclidean distances. 'diag' and 'full' differ by class. */
export type PrototypeCovarianceType = (typeof prototypeCovarianceTypes)[number]

/** How many classes and components there are; the components of a class are consecutive. */
export interface ClassShape {
  /** C, the number of classes. */
  readonly classes: number
  /** P, the number of components per class, so K = C P. */
  readonly prototypesPerClass: number
  readonly covarianceType: PrototypeCovarianceType
}

/** Gaussians of the classes of T episodes in code space. */
export interface ClassGaussians {
  /** [T, K, Z] */
  readonly means: tf.Tensor
  /** Variances [Z] or [T, C, Z], or covariances [T, C, Z, Z] for 'full'. The components of a class share theirs. */
  readonly covariances: tf.Tensor
}

/**
 * Estimates the Gaussians of the classes from the responsibilities of the support rows:
 *
 *   μ_k = Σ_s r[s, k] z_s / n_k
 *   Σ̄   = (ν̄ Σ₀ + Σ_c S_c) / (ν̄ + Σ_c m_c)          pooled within the episode
 *   Σ_c = (ν Σ̄ + S_c) / (ν + m_c)                    of one class
 *
 * where S_c is the scatter of class c about its prototypes and m_c = n_c - P are its degrees of freedom. The covariances are
 * posterior means under inverse-Wishart priors whose centre Σ₀ (diagonal) and strengths ν̄ and ν are learned. With one shot
 * every class gets Σ₀; with many shots each class gets its own covariance.
 *
 * @param codes [T, S, Z]
 * @param shares [T, S, K] responsibilities r, at least 0.
 * @param head logVariances [Z] or [1] of Σ₀, logPooledStrength and logClassStrength [1].
 * @see Snell, Swersky & Zemel, Prototypical networks for few-shot learning (2017), eq. 1.
 */
export function estimateClasses(codes: tf.Tensor, shares: tf.Tensor, { head, shape }: {
  readonly head: NamedTensors
  readonly shape: ClassShape
}): ClassGaussians {
  const { classes, prototypesPerClass, covarianceType } = shape
  const [tasks, rows, columns] = codes.shape as [number, number, number]
  const components = classes * prototypesPerClass
  const counts = tf.sum(shares, 1)
  const means = tf.div(tf.matMul(shares, codes, true), tf.expandDims(tf.maximum(counts, smallestCount), 2))
  const variances = tf.exp(head.logVariances)
  if (covarianceType === 'spherical') return { means, covariances: variances }

  const differences = differencesFrom(means, codes)
  const weighted = tf.mul(differences, tf.reshape(tf.transpose(shares, [0, 2, 1]), [tasks, components, rows, 1]))
  const isFull = covarianceType === 'full'
  const size = isFull ? [columns, columns] : [columns]
  const scatters = isFull ? tf.matMul(weighted, differences, true) : tf.sum(tf.mul(weighted, differences), 2)
  const classScatters = tf.sum(tf.reshape(scatters, [tasks, classes, prototypesPerClass, ...size]), 2)
  const classCounts = tf.sum(tf.reshape(counts, [tasks, classes, prototypesPerClass]), 2)
  const degrees = tf.reshape(tf.relu(tf.sub(classCounts, prototypesPerClass)), [tasks, classes, ...size.map(() => 1)])
  const prior = isFull ? tf.mul(variances, tf.eye(columns)) : variances
  const pooled = shrunk(tf.sum(classScatters, 1, true), tf.sum(degrees, 1, true), { to: prior, strength: tf.exp(head.logPooledStrength) })
  return { means, covariances: shrunk(classScatters, degrees, { to: pooled, strength: tf.exp(head.logClassStrength) }) }
}

/** Keeps means finite for a component with almost no share in any row. */
const smallestCount = 1e-6

function shrunk(scatter: tf.Tensor, degrees: tf.Tensor, { to, strength }: { readonly to: tf.Tensor; readonly strength: tf.Tensor }): tf.Tensor {
  return tf.div(tf.add(tf.mul(to, strength), scatter), tf.add(degrees, strength))
}

/**
 * ln N(z_n; μ_k, Σ_c(k)), nats, without the term -Z/2 ln 2π that all components share.
 *
 * @param codes [T, N, Z]
 * @returns [T, K, N]
 */
export function classLogDensities(codes: tf.Tensor, { means, covariances }: ClassGaussians, { classes, prototypesPerClass, covarianceType }: ClassShape): tf.Tensor {
  const [tasks, rows, columns] = codes.shape as [number, number, number]
  const components = classes * prototypesPerClass
  const differences = differencesFrom(means, codes)
  if (covarianceType !== 'full') {
    const variances = covarianceType === 'spherical'
      ? tf.mul(covariances, tf.ones([columns]))
      : repeated(tf.reshape(covariances, [tasks, classes, 1, 1, columns]), prototypesPerClass, [tasks, components, 1, columns])
    const distances = tf.sum(tf.div(tf.square(differences), variances), 3)
    return tf.mul(tf.add(distances, tf.sum(tf.log(variances), -1)), -0.5)
  }
  const diagonal = tf.eye(columns)
  const factors = modifiedCholesky(covariances, { diagonal })
  const logScales = tf.sum(tf.mul(factors, diagonal), 3, true)
  const unit = tf.add(tf.mul(factors, tf.sub(1, diagonal)), diagonal)
  const white = tf.mul(tf.exp(logScales), unit)
  const matrices = repeated(tf.reshape(white, [tasks, classes, 1, columns, columns]), prototypesPerClass, [tasks, components, columns, columns])
  const distances = tf.sum(tf.square(tf.matMul(differences, matrices, false, true)), 3)
  const logDeterminants = repeated(tf.reshape(tf.sum(logScales, [2, 3]), [tasks, classes, 1]), prototypesPerClass, [tasks, components, 1])
  return tf.add(tf.mul(tf.reshape(distances, [tasks, components, rows]), -0.5), logDeterminants)
}

/** Repeats the values of each class for each of its prototypes along axis 2. */
function repeated(values: tf.Tensor, prototypesPerClass: number, shape: number[]): tf.Tensor {
  if (prototypesPerClass === 1) return tf.reshape(values, shape)
  // Broadcast by a sum, because the gradient of tile supports at most four dimensions.
  const copies = tf.zeros([1, 1, prototypesPerClass, ...values.shape.slice(3).map(() => 1)])
  return tf.reshape(tf.add(values, copies), shape)
}
