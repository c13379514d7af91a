import * as tf from '@tensorflow/tfjs-core'
import type { LearnableMixture } from '../mixtures/learnableMixture.js'

/*
 * The evidence lower bound of a variational autoencoder whose prior is a mixture p(z) = Σ_c π_c N(z; μ_c, Σ_c):
 *
 *   ln p(x) ≥ E_q(z|x) [ln p(x | z)] - KL,   q(z | x) = N(m, diag s²)
 *
 * All terms are in nats per sample. The reconstruction term is evaluated at one draw z = m + s ε. The KL term has two forms.
 */

/** q(z | x) of a batch. */
export interface LatentPosterior {
  /** m, [B, Z] */
  readonly mean: tf.Tensor2D
  /** ln s², [B, Z] */
  readonly logVariance: tf.Tensor2D
}

/** KL term of a batch, in either form. */
export interface KlTerm {
  /** [B] KL of each row. */
  readonly klDivergence: tf.Tensor1D
  /** [B, K] logits; their softmax is the responsibility of each component. */
  readonly responsibilityLogits: tf.Tensor2D
  /** Batch mean of the KL that enters the loss, after free bits. */
  readonly paid: tf.Scalar
}

const logTwoPi = Math.log(2 * Math.PI)

/**
 * Draws z = m + s ε.
 *
 * @param noise ε, [B, Z] standard normal.
 */
export function latentDraw({ mean, logVariance }: LatentPosterior, noise: tf.Tensor2D): tf.Tensor2D {
  return tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise))
}

/**
 * ln q(z | x) = -½ Σ_j [ln 2π + ln s²_j + (z_j - m_j)² / s²_j], summed over the last axis.
 *
 * @param z [..., Z]; the posterior is broadcast against it.
 */
export function logPosteriorDensity({ mean, logVariance }: LatentPosterior, z: tf.Tensor): tf.Tensor {
  const squares = tf.mul(tf.square(tf.sub(z, mean)), tf.exp(tf.neg(logVariance)))
  return tf.mul(tf.sum(tf.add(tf.add(squares, logVariance), logTwoPi), -1), -0.5)
}

/**
 * KL(N(m, diag s²) ‖ N(μ_c, Σ_c)), [B, K]:
 *
 *   ½ [ln |Σ_c| - Σ_j ln s²_j + Σ_j s²_j (Σ_c⁻¹)_jj + (m - μ_c)ᵀ Σ_c⁻¹ (m - μ_c) - Z]
 */
export function componentKl({ mean, logVariance }: LatentPosterior, prior: LearnableMixture): tf.Tensor2D {
  return tf.tidy(() => {
    const logRatio = tf.sub(tf.sum(prior.logVariances(), 1), tf.sum(logVariance, 1, true))
    const spread = tf.matMul(tf.exp(logVariance), prior.precisionDiagonals(), false, true)
    return tf.mul(tf.sub(tf.add(tf.add(logRatio, spread), prior.squaredDistances(mean)), prior.columns), 0.5) as tf.Tensor2D
  })
}

/**
 * KL = ln q(z | x) - ln p(z) at one draw z. It is unbiased and, in expectation, gives the tightest bound.
 *
 * @param z [B, Z] draw from the posterior.
 */
export function monteCarloKl(posterior: LatentPosterior, z: tf.Tensor2D, { prior, freeBits }: KlOptions): KlTerm {
  const responsibilityLogits = prior.logJoint(z)
  const klDivergence = tf.sub(logPosteriorDensity(posterior, z), tf.logSumExp(responsibilityLogits, 1)) as tf.Tensor1D
  return { klDivergence, responsibilityLogits, paid: beyondFreeBits(klDivergence, { prior, freeBits }) }
}

/**
 * KL of VaDE, with q(z, c | x) = q(z | x) γ_c at the γ that minimises it, γ_c ∝ π_c e^{-KL_c}:
 *
 *   KL = Σ_c γ_c KL_c + KL(γ ‖ π) = -ln Σ_c π_c e^{-KL_c}
 *
 * It does not depend on a draw of z. In expectation it is larger than the Monte Carlo form.
 *
 * @see Jiang, Zheng, Tan, Tang & Zhou, Variational deep embedding (2017), section 3.2.
 */
export function meanFieldKl(posterior: LatentPosterior, { prior, freeBits }: KlOptions): KlTerm {
  const responsibilityLogits = tf.sub(prior.logWeights(), componentKl(posterior, prior)) as tf.Tensor2D
  const klDivergence = tf.neg(tf.logSumExp(responsibilityLogits, 1)) as tf.Tensor1D
  return { klDivergence, responsibilityLogits, paid: beyondFreeBits(klDivergence, { prior, freeBits }) }
}

export interface KlOptions {
  readonly prior: LearnableMixture
  /** Free bits λ ≥ 0, nats per latent dimension. */
  readonly freeBits: number
}

/**
 * max(λ Z, mean_b KL). All latent dimensions form one group, because the KL to a mixture does not split by dimension.
 *
 * @see Kingma, Salimans et al., Improving variational inference with inverse autoregressive flow (2016).
 */
function beyondFreeBits(klDivergence: tf.Tensor1D, { prior, freeBits }: KlOptions): tf.Scalar {
  const mean = tf.mean(klDivergence) as tf.Scalar
  return freeBits > 0 ? (tf.maximum(mean, freeBits * prior.columns) as tf.Scalar) : mean
}
