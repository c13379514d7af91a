import { createRandom, GaussianMixture, InvalidOptionError, MixtureClassifier, ShapeError } from '@mixtura/core'
import { glorotUniform, logSoftmax, type NamedVariables } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

export interface GaussianMixtureLossOptions {
  /** C, at least 2. */
  readonly classes: number
  /** D of the features. */
  readonly columns: number
  /** 'identity' by default; 'diag' learns a variance for each class and column. */
  readonly covarianceType?: 'identity' | 'diag'
  /** α, at least 0: a feature must be nearer to its class than to others by the factor 1 + α; 0 by default. */
  readonly margin?: number
  /** λ, at least 0, of the likelihood beside the classification; 0 by default. */
  readonly likelihoodWeight?: number
  /** [C] positive, summing to 1; all alike by default. */
  readonly priors?: readonly number[]
  /** Added to learned variances, so that none collapses; 1e-3 by default. */
  readonly minimumVariance?: number
  /** Of the means' start; whole number from 0; 0 by default. */
  readonly seed?: number
  /** Begins the names of the parameters; 'mixtureLoss' by default. */
  readonly name?: string
}

/** Scalars, means over the batch, nats. */
export type GaussianMixtureObjective = {
  /** classificationLoss + λ likelihoodLoss */
  readonly loss: tf.Scalar
  /** Cross-entropy of the labels and the posteriors, with the margin. */
  readonly classificationLoss: tf.Scalar
  /** - ln N(x; μ_y, Σ_y) of the own class. */
  readonly likelihoodLoss: tf.Scalar
}

/** One Gaussian per class over features, in place of a last layer and its softmax. */
export interface GaussianMixtureLoss {
  readonly classes: number
  readonly columns: number
  /** `<name>/means` [C, D], and with 'diag' `<name>/logVariances` [C · D]. */
  readonly parameters: NamedVariables
  /**
   * @param features [B, D]
   * @param labels [B] int32, 0 to C - 1; any other makes the loss NaN, which ends a training.
   * @param options.margin in place of that of the loss, for a margin that grows.
   */
  objective(features: tf.Tensor, labels: tf.Tensor, options?: { readonly margin?: number }): GaussianMixtureObjective
  /** [B, C] ln π_k + ln N(x; μ_k, Σ_k), nats, without margin; the class is the largest. */
  logJoint(features: tf.Tensor): tf.Tensor2D
  /** The present Gaussians in float64: predictions, posteriors and densities of features. */
  classifier(): Promise<MixtureClassifier>
  dispose(): void
}

/** A margin as the authors' example for CIFAR-100 ends with, and a likelihood that holds classes together. */
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
  const { classes, columns, covarianceType, margin, likelihoodWeight, priors, minimumVariance, seed, name } = complete(options)
  const means = variableOf(glorotUniform([classes, columns], createRandom(seed)), [classes, columns])
  // A vector, so that no weight decay pulls at it.
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
    objective(features, labels, { margin: alpha = margin } = {}) {
      requireFeatures(features, columns)
      return tf.tidy(() => {
        const { halfSquares, logNormalizers } = distances(features)
        const own = tf.oneHot(tf.cast(labels, 'int32'), classes, 1, 0, 'float32')
        const logits = tf.sub(tf.sub(logPriors, logNormalizers), tf.mul(halfSquares, tf.add(tf.mul(own, alpha), 1)))
        // A label out of range has no own class: 0 / 0.
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
  if (features.rank === 2 && features.shape[1] === columns) return
  throw new ShapeError('features', `[B, ${columns}]`, `[${features.shape.join(', ')}]`, 'Pass the output of the network before its last layer.')
}

function complete(options: GaussianMixtureLossOptions): Required<GaussianMixtureLossOptions> {
  const { classes, columns, covarianceType = 'identity', margin = 0, likelihoodWeight = 0 } = options
  const { priors, minimumVariance = 1e-3, seed = 0, name = 'mixtureLoss' } = options
  requireWhole('classes', classes, 2)
  requireWhole('columns', columns, 1)
  requireWhole('seed', seed, 0)
  if (covarianceType !== 'identity' && covarianceType !== 'diag') {
    throw new InvalidOptionError('covarianceType', `'identity' or 'diag'`, covarianceType, `Pass for example covarianceType: 'diag'.`)
  }
  for (const [option, value] of Object.entries({ margin, likelihoodWeight })) {
    if (value >= 0 && value < Infinity) continue
    throw new InvalidOptionError(option, 'a finite number of at least 0', value, `Pass for example ${option}: 0.1.`)
  }
  if (!(minimumVariance > 0 && minimumVariance < Infinity)) {
    throw new InvalidOptionError('minimumVariance', 'a finite number above 0', minimumVariance, 'Pass for example minimumVariance: 1e-3.')
  }
  const completePriors = priors ?? new Array<number>(classes).fill(1 / classes)
  const sum = completePriors.reduce((total, prior) => total + prior, 0)
  if (completePriors.length !== classes || !completePriors.every(prior => prior > 0) || Math.abs(sum - 1) > 1e-6) {
    throw new ShapeError('priors', `${classes} positive numbers that sum to 1`, `[${completePriors.join(', ')}]`, 'Pass the shares of the classes, or leave them out.')
  }
  return { classes, columns, covarianceType, margin, likelihoodWeight, priors: completePriors, minimumVariance, seed, name }
}

function requireWhole(option: string, value: number, minimum: number): void {
  if (Number.isSafeInteger(value) && value >= minimum) return
  throw new InvalidOptionError(option, `a whole number of at least ${minimum}`, value, `Pass for example ${option}: 10.`)
}
