import { GaussianMixture, MixtureClassifier } from '@mixtura/core'
import { createRandom, ShapeError } from '@mixtura/numerics'
import { choice, count, list, nonNegative, numberIn, optional, positive, readOptions, seed, text, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import { glorotUniform, logSoftmax, requireTensor, type NamedVariables } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/** Options of `gaussianMixtureLoss`. */
export interface GaussianMixtureLossOptions {
  /** C, the number of classes, at least 2. */
  readonly classes: number
  /** D, the number of feature columns. */
  readonly columns: number
  /** 'identity' by default; 'diag' learns a variance for each class and column. */
  readonly covarianceType?: 'identity' | 'diag'
  /** α, at least 0: a feature must be nearer to its own class than to others by the factor 1 + α; 0 by default. */
  readonly margin?: number
  /** λ, at least 0, the weight of the likelihood loss; 0 by default. */
  readonly likelihoodWeight?: number
  /** [C] positive numbers that sum to 1; all equal by default. */
  readonly priors?: readonly number[]
  /** Added to learned variances, so that none collapses; 1e-3 by default. */
  readonly minimumVariance?: number
  /** Seed of the initial means, a whole number from 0; 0 by default. */
  readonly seed?: number
  /** Prefix of the names of the parameters; 'mixtureLoss' by default. */
  readonly name?: string
}

/** Scalar tensors, means over the batch, in nats. */
export type GaussianMixtureObjective = {
  /** classificationLoss + λ likelihoodLoss */
  readonly loss: tf.Scalar
  /** Cross-entropy between labels and posteriors, with the margin. */
  readonly classificationLoss: tf.Scalar
  /** - ln N(x; μ_y, Σ_y) of the row's own class. */
  readonly likelihoodLoss: tf.Scalar
}

/** One Gaussian per class over features, in place of a last layer with softmax. */
export interface GaussianMixtureLoss {
  readonly classes: number
  readonly columns: number
  /** `<name>/means` [C, D], and with 'diag' `<name>/logVariances` [C · D]. */
  readonly parameters: NamedVariables
  /**
   * @param features [B, D]
   * @param labels [B] int32, 0 to C - 1. Any other label makes the loss NaN, which ends training.
   * @param options.margin replaces the margin of the loss, for a margin that grows during training.
   */
  objective(features: tf.Tensor, labels: tf.Tensor, options?: { readonly margin?: number }): GaussianMixtureObjective
  /** [B, C] ln π_k + ln N(x; μ_k, Σ_k), nats, without margin. The predicted class is the largest. */
  logJoint(features: tf.Tensor): tf.Tensor2D
  /** The current Gaussians as a float64 classifier, for predictions, posteriors and densities of features. */
  classifier(): Promise<MixtureClassifier>
  dispose(): void
}

/** The final margin of the authors' example for CIFAR-100, and a likelihood weight that keeps classes compact. */
export const largeMarginLoss = { margin: 0.3, likelihoodWeight: 0.01 } as const satisfies Partial<GaussianMixtureLossOptions>

/**
 * The large-margin Gaussian mixture loss:
 *
 *   d_k = ½ (x - μ_k)ᵀ Σ_k⁻¹ (x - μ_k)
 *   loss = - ln softmax_y(ln π_k - ½ ln |Σ_k| - d_k (1 + α [k = y])) + λ (- ln N(x; μ_y, Σ_y))
 *
 * With Σ = I, α = 0 and λ = 0 it is the softmax cross-entropy of the affine layer x ↦ xᵀμ_k - ½ ‖μ_k‖² + ln π_k.
 *
 * @throws {InvalidOptionError} {ShapeError} for options out of range.
 * @see Wan, Zhong, Li & Chen, Rethinking feature distribution for loss functions in image classification (2018), section 3.
 */
export function gaussianMixtureLoss(options: GaussianMixtureLossOptions): GaussianMixtureLoss {
  const { classes, columns, covarianceType, margin, likelihoodWeight, priors, minimumVariance, seed: drawnBy, name } = complete(options)
  const means = variableOf(glorotUniform([classes, columns], createRandom(drawnBy)), [classes, columns])
  // A vector, so that weight decay does not apply to it.
  const logVariances = covarianceType === 'diag' ? variableOf(new Float32Array(classes * columns), [classes * columns]) : undefined
  const logPriors = priors.map(Math.log)

  /** ½ squared Mahalanobis distances [B, C] and ½ ln |2π Σ_k| [C]. */
  function distances(features: tf.Tensor): { readonly halfSquares: tf.Tensor; readonly logNormalizers: tf.Tensor } {
    const differences = tf.sub(tf.expandDims(features, 1), means)
    if (!logVariances) {
      const constant = 0.5 * columns * Math.log(2 * Math.PI)
      return { halfSquares: tf.mul(tf.sum(tf.square(differences), 2), 0.5), logNormalizers: tf.fill([classes], constant) }
    }
    const variances = tf.reshape(tf.add(tf.exp(logVariances), minimumVariance), [classes, columns])
    return {
      halfSquares: tf.mul(tf.sum(tf.div(tf.square(differences), variances), 2), 0.5),
      logNormalizers: tf.mul(tf.sum(tf.log(tf.mul(variances, 2 * Math.PI)), 1), 0.5),
    }
  }

  return {
    classes,
    columns,
    parameters: { [`${name}/means`]: means, ...(logVariances && { [`${name}/logVariances`]: logVariances }) },
    objective(features, labels, options) {
      const { margin: alpha = margin } = readOptions<Pick<GaussianMixtureLossOptions, 'margin'>>('objective', options, { margin: lossReaders.margin })
      requireFeatures(features, columns)
      requireLabels(labels, features)
      return tf.tidy(() => {
        const { halfSquares, logNormalizers } = distances(features)
        const own = tf.oneHot(tf.cast(labels, 'int32'), classes, 1, 0, 'float32')
        const logits = tf.sub(tf.sub(logPriors, logNormalizers), tf.mul(halfSquares, tf.add(tf.mul(own, alpha), 1)))
        // A label out of range has no own class, so this is 0 / 0 = NaN.
        const ofOwn = (values: tf.Tensor): tf.Tensor => tf.div(tf.sum(tf.mul(own, values), 1), tf.sum(own, 1))
        const classificationLoss = tf.neg(tf.mean(ofOwn(logSoftmax(logits)))) as tf.Scalar
        const likelihoodLoss = tf.mean(ofOwn(tf.add(halfSquares, logNormalizers))) as tf.Scalar
        return {
          loss: tf.add(classificationLoss, tf.mul(likelihoodLoss, likelihoodWeight)) as tf.Scalar,
          classificationLoss,
          likelihoodLoss,
        }
      })
    },
    logJoint(features) {
      requireFeatures(features, columns)
      return tf.tidy(() => {
        const { halfSquares, logNormalizers } = distances(features)
        return tf.sub(tf.sub(logPriors, logNormalizers), halfSquares) as tf.Tensor2D
      })
    },
    async classifier() {
      const values = await means.data()
      const raw = await logVariances?.data()
      const variances = raw && Float64Array.from(raw, value => Math.exp(value) + minimumVariance)
      const mixtures = Array.from({ length: classes }, (_, k) => {
        const from = k * columns
        const mean = [values.slice(from, from + columns)]
        return variances
          ? GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [1], means: mean, covariances: variances.slice(from, from + columns) })
          : GaussianMixture.fromParameters({ covarianceType: 'spherical', weights: [1], means: mean, covariances: [1] })
      })
      return new MixtureClassifier({
        method: 'EDDA',
        classes: Array.from({ length: classes }, (_, k) => k),
        priors: Float64Array.from(priors),
        mixtures,
        covarianceType: variances ? 'VVI' : 'EII',
        parameterCount: classes * columns * (variances ? 2 : 1),
      })
    },
    dispose: () => tf.dispose([means, ...(logVariances ? [logVariances] : [])]),
  }
}

function variableOf(values: Float32Array, shape: number[]): tf.Variable {
  return tf.tidy(() => tf.variable(tf.tensor(values, shape)))
}

function requireFeatures(features: tf.Tensor, columns: number): void {
  requireTensor('features', features)
  if (features.rank === 2 && features.shape[1] === columns) return
  throw new ShapeError('features', `[B, ${columns}]`, `[${features.shape.join(', ')}]`, 'Pass the output of the network before its last layer.')
}

function requireLabels(labels: tf.Tensor, features: tf.Tensor): void {
  requireTensor('labels', labels)
  if (labels.rank === 1 && labels.shape[0] === features.shape[0]) return
  throw new ShapeError('labels', `[${features.shape[0]}], one for each row of the features`, `[${labels.shape.join(', ')}]`, "Pass for example tf.tensor1d([0, 1], 'int32').")
}

const priorShares: Reader<readonly number[]> = list(numberIn({ above: 0, example: '[0.5, 0.5]' }), 'priors: [0.5, 0.5]')

const lossReaders: OptionReaders<GaussianMixtureLossOptions> = {
  classes: count(2),
  columns: count(1),
  covarianceType: optional(choice(['identity', 'diag'])),
  margin: optional(nonNegative(0.1)),
  likelihoodWeight: optional(nonNegative(0.1)),
  priors: optional(priorShares),
  minimumVariance: optional(positive('1e-3')),
  seed: optional(seed),
  name: optional(text('mixtureLoss')),
}

function complete(options: GaussianMixtureLossOptions): Required<GaussianMixtureLossOptions> {
  const read = readOptions<GaussianMixtureLossOptions>('gaussianMixtureLoss', options, lossReaders)
  const { classes, columns, covarianceType = 'identity', margin = 0, likelihoodWeight = 0 } = read
  const { priors = new Array<number>(classes).fill(1 / classes), minimumVariance = 1e-3, seed: drawnBy = 0, name = 'mixtureLoss' } = read
  const sum = priors.reduce((total, prior) => total + prior, 0)
  if (priors.length !== classes || Math.abs(sum - 1) > 1e-6) {
    throw new ShapeError('priors', `${classes} positive numbers that sum to 1`, `[${priors.join(', ')}]`, 'Pass the shares of the classes, or leave them out.')
  }
  return { classes, columns, covarianceType, margin, likelihoodWeight, priors, minimumVariance, seed: drawnBy, name }
}
