import * as tf from '@tensorflow/tfjs-core'
import type { LearnableMixture } from '../mixtures/learnableMixture.js'
import { latentDraw, meanFieldKl, monteCarloKl } from './elbo.js'
import type { VariationalNetworks } from './variationalNetworks.js'

/** How the KL term is taken: at the draw of z, or in closed form with VaDE's mean-field share of components. */
export type ElboForm = 'monte-carlo' | 'mean-field'

export interface ObjectiveOptions {
  readonly form: ElboForm
  /** Nats per latent number. */
  readonly freeBits: number
  /** Of the KL term at this step. */
  readonly beta: number
  /** Rows of evidence for equal weights that each component is given, over the rows of the data. */
  readonly pseudoShare: number
}

export interface VaeBatch {
  /** [B, ...inputShape] as the encoder sees the rows. */
  readonly inputs: tf.Tensor
  /** [B, D] as they are to be reconstructed. */
  readonly targets: tf.Tensor2D
  /** [B, Z] standard normal. */
  readonly noise: tf.Tensor2D
}

/** Scalars are batch means, nats per sample. */
export type VaeObjective = {
  /** -(reconstruction - β KL + pseudoShare Σ_c ln π_c). */
  readonly loss: tf.Scalar
  /** Reconstruction - KL, whatever β and free bits. */
  readonly elbo: tf.Scalar
  readonly reconstructionLogLikelihood: tf.Scalar
  readonly klDivergence: tf.Scalar
  /** [K] mean responsibilities. */
  readonly responsibilities: tf.Tensor1D
}

/** The negative lower bound of a batch at one draw of z, with what is worth knowing beside it. */
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

/** The same networks as a plain autoencoder: decoded from the latent mean, without noise or prior. */
export function autoencoderObjective(
  networks: VariationalNetworks,
  { inputs, targets }: Pick<VaeBatch, 'inputs' | 'targets'>,
): { readonly loss: tf.Scalar; readonly reconstructionLogLikelihood: tf.Scalar } {
  const outputs = networks.decode(networks.encode(inputs).mean)
  const reconstruction = tf.mean(networks.logLikelihood(targets, outputs)) as tf.Scalar
  return { loss: tf.neg(reconstruction), reconstructionLogLikelihood: reconstruction }
}
