import * as tf from '@tensorflow/tfjs-core'
import type { LearnableMixture } from '../mixtures/learnableMixture.js'
import { latentDraw, meanFieldKl, monteCarloKl } from './elbo.js'
import type { VariationalNetworks } from './variationalNetworks.js'

/** Form of the KL term: at one draw of z, or in closed form with VaDE's mean-field responsibilities. */
export type ElboForm = 'monte-carlo' | 'mean-field'

export interface ObjectiveOptions {
  readonly form: ElboForm
  /** Nats per latent dimension. */
  readonly freeBits: number
  /** β, the weight of the KL term at this step. */
  readonly beta: number
  /** Pseudo-rows per component of the Dirichlet prior on the weights, divided by the number of rows. */
  readonly pseudoShare: number
}

export interface VaeBatch {
  /** [B, ...inputShape] rows as the encoder takes them. */
  readonly inputs: tf.Tensor
  /** [B, D] rows to be reconstructed. */
  readonly targets: tf.Tensor2D
  /** [B, Z] standard normal noise. */
  readonly noise: tf.Tensor2D
}

/** Scalars are batch means, nats per sample. */
export type VaeObjective = {
  /** -(reconstruction - β KL + pseudoShare Σ_c ln π_c), where the KL term is floored by the free bits. */
  readonly loss: tf.Scalar
  /** Reconstruction - KL, without β and free bits. */
  readonly elbo: tf.Scalar
  readonly reconstructionLogLikelihood: tf.Scalar
  readonly klDivergence: tf.Scalar
  /** [K] mean responsibilities. */
  readonly responsibilities: tf.Tensor1D
}

/** Negative lower bound of a batch at one draw of z, with its parts as metrics. */
export function vaeObjective(
  networks: VariationalNetworks,
  prior: LearnableMixture,
  { inputs, targets, noise, form, freeBits, beta, pseudoShare }: VaeBatch & ObjectiveOptions,
): VaeObjective {
  const posterior = networks.encode(inputs)
  const z = latentDraw(posterior, noise)
  const reconstruction = tf.mean(networks.logLikelihood(targets, networks.decode(z))) as tf.Scalar
  const kl = form === 'monte-carlo' ? monteCarloKl(posterior, z, { prior, freeBits }) : meanFieldKl(posterior, { prior, freeBits })
  const klDivergence = tf.mean(kl.klDivergence) as tf.Scalar
  const negativeBound = tf.sub(tf.mul(kl.paid, beta), reconstruction) as tf.Scalar
  return {
    loss: pseudoShare > 0 ? tf.sub(negativeBound, tf.mul(tf.sum(prior.logWeights()), pseudoShare)) : negativeBound,
    elbo: tf.sub(reconstruction, klDivergence),
    reconstructionLogLikelihood: reconstruction,
    klDivergence,
    responsibilities: tf.mean(tf.softmax(kl.responsibilityLogits), 0),
  }
}

/** Objective of the same networks as a plain autoencoder: decodes the latent mean, without noise or prior. */
export function autoencoderObjective(
  networks: VariationalNetworks,
  { inputs, targets }: Pick<VaeBatch, 'inputs' | 'targets'>,
): { readonly loss: tf.Scalar; readonly reconstructionLogLikelihood: tf.Scalar } {
  const outputs = networks.decode(networks.encode(inputs).mean)
  const reconstruction = tf.mean(networks.logLikelihood(targets, outputs)) as tf.Scalar
  return { loss: tf.neg(reconstruction), reconstructionLogLikelihood: reconstruction }
}
